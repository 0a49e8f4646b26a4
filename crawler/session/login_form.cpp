#include "crawler/session/login_form.h"

#include "crawler/model/failure.h"

namespace vancrawl::session {
namespace {

const std::string& entry_of(const std::map<std::string, std::string>& entries,
                            const std::string& name, const std::string& what) {
  const auto found = entries.find(name);
  if (found != entries.end()) return found->second;
  throw model::VisitFailure(model::FailureClass::kLayoutDrift,
                            "the login form has no " + what + " " + name);
}

}  // namespace

LoginForm& LoginForm::text(std::string field, std::string value) {
  entries_.push_back({std::move(field), Source::kText, std::move(value)});
  return *this;
}

LoginForm& LoginForm::login_id(std::string field) {
  entries_.push_back({std::move(field), Source::kLoginId, {}});
  return *this;
}

LoginForm& LoginForm::password(std::string field) {
  entries_.push_back({std::move(field), Source::kPassword, {}});
  return *this;
}

LoginForm& LoginForm::presses(std::string field, PadReading pad) {
  entries_.push_back({std::move(field), Source::kPresses, {}});
  pad_ = std::move(pad);
  return *this;
}

const std::string& FormOnPage::hidden(const std::string& name) const {
  return entry_of(reading_.hidden, name, "hidden field");
}

std::string FormOnPage::picture(const std::string& id) const {
  auto found = page::picture_in(reading_, id);
  if (found) return std::move(*found);
  throw model::VisitFailure(found.error().failure, found.error().message);
}

}  // namespace vancrawl::session
