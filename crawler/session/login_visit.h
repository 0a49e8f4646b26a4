#pragma once

#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "crawler/model/secret.h"
#include "crawler/session/conversation.h"
#include "crawler/session/login_form.h"
#include "crawler/session/pad_reader.h"
#include "crawler/session/pad_typing.h"

namespace vancrawl::session {

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
  /// The form that posts to `action`, without a pad.
  [[nodiscard]] FormOnPage form_of(const Page& page, const std::string& action) const;
  /// The same with the keys of this pad, where site.toml says that the page tells them.
  [[nodiscard]] FormOnPage form_of(const Page& page, const std::string& action,
                                   const std::string& pad) const;
  /// Fetches the pad's keys, if an answer of their own tells them, and its pictures, each once, and
  /// reads them. Throws kKeypadUnsure or
  /// kKeypadTemplatesMissing: nothing was submitted, and the host may start the login anew with a
  /// fresh pad.
  [[nodiscard]] boost::asio::awaitable<PadReading> read_pad(std::string pad, FormOnPage form);
  /// Fills the form, asks the guard, commits the attempt, types on a pad that answers each press,
  /// sends, judges the answer and closes the attempt. An unknown page asks the liveness page once.
  /// A second call throws kPluginFault.
  [[nodiscard]] boost::asio::awaitable<LoginOutcome> submit_login(LoginForm form);

  [[nodiscard]] model::VisitPhase phase() const { return phase_; }

 private:
  [[nodiscard]] boost::asio::awaitable<std::vector<page::Area>> fetch_keys(
      JsonKeys keys, std::map<std::string, std::string> hidden);
  [[nodiscard]] std::string filled(const LoginForm& form);
  [[nodiscard]] PressText pressed(const LoginForm& form);
  /// Null where the presses are a field of the login.
  [[nodiscard]] std::unique_ptr<PadTyping> typing_of(LoginForm& form);
  [[nodiscard]] std::span<const char> value_of(const LoginForm::Entry& entry,
                                               const std::string& presses) const;
  [[nodiscard]] boost::asio::awaitable<LoginOutcome> attempt_login(std::string name,
                                                                   http::Request request,
                                                                   std::string jar,
                                                                   PadTyping* typing);
  [[nodiscard]] boost::asio::awaitable<LoginOutcome> sent(std::string name, http::Request request,
                                                          PadTyping* typing);
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
