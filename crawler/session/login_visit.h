#pragma once

#include <span>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "crawler/model/secret.h"
#include "crawler/page/form.h"
#include "crawler/session/conversation.h"
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
  /// The presses on a pad that was fetched and read in this visit.
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
  explicit FormOnPage(page::FormReading reading) : reading_(std::move(reading)) {}
  [[nodiscard]] const std::string& hidden(const std::string& name) const;
  [[nodiscard]] const std::string& picture(const std::string& id) const;
  [[nodiscard]] const std::vector<page::Area>& areas() const { return reading_.areas; }

 private:
  page::FormReading reading_;
};

/// The login id and its secret, opened for one login.
struct OpenedCredential {
  std::string login_id;
  model::Secret secret;
};

/// What a site's `login` works with. Only submit_login can send a secret: once, after the attempt
/// is committed.
class LoginVisit {
 public:
  LoginVisit(Conversation& conversation, LoginLedger& ledger, PadReader& pads,
             OpenedCredential credential, model::Random& random);

  [[nodiscard]] boost::asio::awaitable<Page> open(std::string request, Fill fill);
  [[nodiscard]] FormOnPage form_of(const Page& page, const std::string& action,
                                   const std::string& token_attribute) const;
  /// Fetches the picture and reads it. Throws kKeypadUnsure or kKeypadTemplatesMissing: nothing was
  /// submitted, and the host may start the login anew with a fresh pad.
  [[nodiscard]] boost::asio::awaitable<PadReading> read_pad(std::string pad, std::string picture,
                                                            std::vector<page::Area> cells);
  /// Fills the form, asks the guard, commits the attempt, sends, judges the answer and closes the
  /// attempt. An unknown page asks the liveness page once. A second call throws kPluginFault.
  [[nodiscard]] boost::asio::awaitable<LoginOutcome> submit_login(LoginForm form);

  [[nodiscard]] model::VisitPhase phase() const { return phase_; }

 private:
  [[nodiscard]] std::string filled(const LoginForm& form);
  [[nodiscard]] std::span<const char> value_of(const LoginForm::Entry& entry,
                                               const std::string& presses) const;
  [[nodiscard]] boost::asio::awaitable<LoginOutcome> attempt_login(std::string name,
                                                                   http::Request request,
                                                                   std::string jar);
  [[nodiscard]] boost::asio::awaitable<LoginOutcome> judged(Conversation::SecretAnswer answer);

  Conversation& conversation_;
  LoginLedger& ledger_;
  PadReader& pads_;
  OpenedCredential credential_;
  model::Random& random_;
  model::VisitPhase phase_ = model::VisitPhase::kBeforeSubmit;
  bool submitted_ = false;
};

}  // namespace vancrawl::session
