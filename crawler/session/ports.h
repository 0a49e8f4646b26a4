#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "crawler/model/failure.h"
#include "crawler/model/ids.h"
#include "crawler/session/exchange.h"

namespace vancrawl::session {

/// What the answer to a login said. Judged from the page, never from "not a redirect".
enum class LoginResult {
  kAccepted,
  kRejected,  ///< the portal said so: wrong password, one attempt left, locked
  kBarred,    ///< the portal answered without judging the secret: expired, extra factor, terms,
              ///< duplicate login, maintenance, wall
  kNotSent,   ///< no byte of the login left this machine
  kUnseen     ///< it may have been judged, and we do not know how: counts as rejected
};

struct LoginOutcome {
  LoginResult result = LoginResult::kUnseen;
  std::optional<model::FailureClass> failure;           ///< none if accepted
  std::optional<std::int64_t> wrong_attempts;           ///< as the portal prints it
  std::optional<std::chrono::seconds> come_back_after;  ///< as the portal said
  std::string detail;
};

/// The attempt ledger, as a session needs it. Bound to one credential and one run by whoever makes
/// it. `begin` resumes after the attempt is committed; no login byte may be sent before. Throws
/// VisitFailure when the guard refuses.
class LoginLedger {
 public:
  virtual ~LoginLedger() = default;
  /// `jar` is what the liveness page would be asked with if the outcome is never seen.
  virtual boost::asio::awaitable<model::AttemptId> begin(std::string jar) = 0;
  virtual boost::asio::awaitable<void> close(model::AttemptId attempt, LoginOutcome outcome) = 0;
};

enum class AnswerKind {
  kGood,
  kFailed  ///< no answer, or one that says that the portal cannot: never a reason to go faster
};

/// Turns at one site: resumes when the next request may be sent. Throws VisitFailure (kPortalWall)
/// when the site was closed meanwhile.
class PaceLedger {
 public:
  virtual ~PaceLedger() = default;
  virtual boost::asio::awaitable<void> take_turn() = 0;
  /// The portal said when to come back: no session of the site takes a turn sooner.
  virtual void hold_for(std::chrono::milliseconds wait) = 0;
  virtual boost::asio::awaitable<void> take_login_turn() = 0;
  /// How long the portal took for an answer: slow ones slow the turns down.
  virtual void answered(std::chrono::milliseconds /*took*/, AnswerKind /*kind*/) {}
};

/// A page as evidence keeps it: compressed, under the hash of the compressed bytes.
struct EvidenceItem {
  model::EvidenceHash hash;
  std::string label;  ///< request name
  std::string zstd;
  std::string kind{};    ///< of the stored form: "html", "json", "text"
  std::string answer{};  ///< hash of the raw bytes it was made from
};

/// Takes the pages of the slice being read, and what was asked for them. They are stored with its
/// publication, or not at all.
class EvidenceSink {
 public:
  virtual ~EvidenceSink() = default;
  /// As soon as the answer is there; its page, if it is ever looked at, follows.
  virtual void note(Exchange exchange) = 0;
  virtual void keep(EvidenceItem item) = 0;
  /// The answer with these raw bytes cannot be kept: why nothing is to be read in it.
  virtual void lose(const std::string& answer, model::FailureClass failure, std::string why) = 0;
};

}  // namespace vancrawl::session
