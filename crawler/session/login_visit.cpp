#include "crawler/session/login_visit.h"

#include "crawler/async/run_on.h"
#include "crawler/async/shield.h"
#include "crawler/session/address.h"
#include "crawler/session/login_guard.h"

namespace vancrawl::session {

using model::FailureClass;
using model::VisitFailure;
using model::VisitPhase;

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

namespace {

const std::string& entry_of(const std::map<std::string, std::string>& entries,
                            const std::string& name, const std::string& what) {
  const auto found = entries.find(name);
  if (found != entries.end()) return found->second;
  throw VisitFailure(FailureClass::kLayoutDrift, "the login form has no " + what + " " + name);
}

}  // namespace

const std::string& FormOnPage::hidden(const std::string& name) const {
  return entry_of(reading_.hidden, name, "hidden field");
}

const std::string& FormOnPage::picture(const std::string& id) const {
  return entry_of(reading_.pictures, id, "picture");
}

FormOnPage LoginVisit::form_of(const Page& page, const std::string& action,
                               const std::string& token_attribute) const {
  auto form = page::read_form(page.scrubbed, action, token_attribute);
  if (!form) throw VisitFailure(form.error().failure, form.error().message);
  return FormOnPage(std::move(*form));
}

LoginVisit::LoginVisit(Conversation& conversation, LoginLedger& ledger, PadReader& pads,
                       OpenedCredential credential, model::Random& random)
    : conversation_(conversation),
      ledger_(ledger),
      pads_(pads),
      credential_(std::move(credential)),
      random_(random) {}

boost::asio::awaitable<Page> LoginVisit::open(std::string request, Fill fill) {
  auto page = co_await conversation_.open(std::move(request), std::move(fill));
  co_return page;
}

boost::asio::awaitable<PadReading> LoginVisit::read_pad(std::string pad, std::string picture,
                                                        std::vector<page::Area> cells) {
  const auto bytes = co_await conversation_.fetch_picture(std::move(picture));
  auto reading = co_await async::run_on(conversation_.ports().cpu,
                                        [&] { return pads_.read(pad, bytes, cells); });
  co_return reading;
}

std::span<const char> LoginVisit::value_of(const LoginForm::Entry& entry,
                                           const std::string& presses) const {
  switch (entry.source) {
    case LoginForm::Source::kText:
      return entry.value;
    case LoginForm::Source::kLoginId:
      return credential_.login_id;
    case LoginForm::Source::kPassword:
      return credential_.secret.expose();
    case LoginForm::Source::kPresses:
      return presses;
  }
  __builtin_unreachable();
}

std::string LoginVisit::filled(const LoginForm& form) {
  constexpr std::size_t kEncoded = 3;  // bytes of one byte, at most
  std::string presses;
  if (form.pad_) {
    auto pressed = form.pad_->presses(credential_.secret.expose(), random_);
    if (!pressed) throw VisitFailure(FailureClass::kKeypadUnsure, pressed.error());
    presses = std::move(*pressed);
    model::wipe(*pressed);  // a short one lies in both
  }
  // Room for all of it at once: a text that grows leaves copies of its bytes behind.
  std::size_t room = 0;
  for (const auto& entry : form.entries_) {
    room += 2 + kEncoded * (entry.field.size() + value_of(entry, presses).size());
  }
  std::string body;
  body.reserve(room);
  for (const auto& entry : form.entries_) {
    if (!body.empty()) body += '&';
    append_encoded(body, entry.field, value_of(entry, presses));
  }
  model::wipe(presses);
  return body;
}

boost::asio::awaitable<LoginOutcome> LoginVisit::submit_login(LoginForm form) {
  if (submitted_) throw VisitFailure(FailureClass::kPluginFault, "a login may be submitted once");
  if (!conversation_.book().requests.contains(form.request_)) {
    throw VisitFailure(FailureClass::kPluginFault,
                       "no request \"" + form.request_ + "\" is declared");
  }
  auto request = conversation_.secret_request(form.request_, filled(form));
  co_await conversation_.ports().pace.take_login_turn();
  auto jar = co_await conversation_.jar();
  // From the attempt's row to its outcome nothing stops it: an outcome that we threw away ourselves
  // would suspend a good secret.
  auto outcome =
      co_await async::shielded(attempt_login(form.request_, std::move(request), std::move(jar)));
  co_return outcome;
}

boost::asio::awaitable<LoginOutcome> LoginVisit::attempt_login(std::string name,
                                                               http::Request request,
                                                               std::string jar) {
  const auto attempt = co_await ledger_.begin(std::move(jar));
  submitted_ = true;
  phase_ = VisitPhase::kSubmitSent;
  auto answer = co_await conversation_.send_secret(std::move(name), std::move(request));
  auto outcome = co_await judged(std::move(answer));
  co_await ledger_.close(attempt, outcome);
  if (outcome.result == LoginResult::kAccepted) phase_ = VisitPhase::kLoggedIn;
  if (outcome.result == LoginResult::kNotSent) phase_ = VisitPhase::kBeforeSubmit;
  co_return outcome;
}

boost::asio::awaitable<LoginOutcome> LoginVisit::judged(Conversation::SecretAnswer answer) {
  auto outcome = outcome_of(answer, conversation_.book().login_accepted_pages);
  // A redirect says where to go, not that the login worked: the liveness page does.
  const bool by_redirect = answer.page && answer.page->is_redirect;
  if (outcome && !by_redirect) co_return *outcome;
  std::optional<VisitFailure> unseen;
  try {
    const bool alive = co_await conversation_.is_alive();
    co_return outcome_by_liveness(alive, answer.detail);
  } catch (const VisitFailure& failure) {  // the portal does not answer: the outcome stays unseen
    unseen = failure;
  }
  LoginOutcome open_outcome;
  open_outcome.failure = answer.failure.value_or(unseen->failure());
  open_outcome.detail = answer.detail + "; liveness: " + unseen->what();
  co_return open_outcome;
}

}  // namespace vancrawl::session
