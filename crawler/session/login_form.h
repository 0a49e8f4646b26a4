#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crawler/page/form.h"
#include "crawler/session/pad_reader.h"

namespace vancrawl::session {

/// A login form as a site fills it: it names fields and never sees a character of the password.
class LoginForm {
 public:
  /// `request` is the declared request that submits it.
  explicit LoginForm(std::string request) : request_(std::move(request)) {}

  LoginForm& text(std::string field, std::string value);
  LoginForm& login_id(std::string field);
  LoginForm& password(std::string field);
  /// The presses on a pad that was fetched and read in this visit. On a pad that answers each press
  /// the field carries one press a request, with the texts above, and is empty in the login.
  LoginForm& presses(std::string field, PadReading pad);

 private:
  friend class LoginVisit;
  enum class Source { kText, kLoginId, kPassword, kPresses };
  struct Entry {
    std::string field;
    Source source;
    std::string value;
  };
  std::string request_;
  std::vector<Entry> entries_;
  std::optional<PadReading> pad_;
};

/// A login page's form. What is not on it throws VisitFailure(kLayoutDrift).
class FormOnPage {
 public:
  FormOnPage(page::FormReading reading, PadMarks marks)
      : reading_(std::move(reading)), marks_(std::move(marks)) {}
  [[nodiscard]] const std::string& hidden(const std::string& name) const;
  [[nodiscard]] std::string picture(const std::string& id) const;
  [[nodiscard]] const page::FormReading& reading() const { return reading_; }
  [[nodiscard]] const PadMarks& marks() const { return marks_; }

 private:
  page::FormReading reading_;
  PadMarks marks_;
};

}  // namespace vancrawl::session
