#pragma once

#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "crawler/engine/braked_pace.h"
#include "crawler/engine/calls.h"
#include "crawler/engine/exits.h"
#include "crawler/engine/loaded_sites.h"
#include "crawler/engine/run_ports.h"
#include "crawler/session/conversation.h"

namespace vancrawl::engine {

/// What a session is opened with; all of it outlives the session.
struct SessionParts {
  Exits& exits;
  boost::asio::any_io_executor cpu;
  const std::string& page_hash_key;
  model::Random& random;
};

/// One run's session at its portal: its exit, its conversation, its login or the kept one it goes
/// on with. Control thread.
class AccountSession {
 public:
  AccountSession(RunContext& context, LoadedSite& site, const SessionParts& parts,
                 const storage::ClaimedJob& job, const storage::Credential& credential,
                 std::optional<std::int64_t> probes);
  AccountSession(const AccountSession&) = delete;
  AccountSession& operator=(const AccountSession&) = delete;
  ~AccountSession();

  /// Takes an exit, goes on with the kept session if the portal still knows it, else logs in.
  /// Throws VisitFailure.
  [[nodiscard]] boost::asio::awaitable<void> begin();
  /// Logs in; an unsure keypad is dealt anew up to three times, and nothing is submitted for it.
  [[nodiscard]] boost::asio::awaitable<void> log_in();
  /// Keeps the session, or logs out where the site forbids keeping it or the consent is withdrawn.
  /// Never throws a VisitFailure.
  [[nodiscard]] boost::asio::awaitable<void> end();

  /// How far the visit has come: what decides what a failure means.
  [[nodiscard]] model::VisitPhase phase() const { return phase_; }
  [[nodiscard]] session::Conversation& conversation() { return *conversation_; }
  [[nodiscard]] EvidenceList& evidence() { return evidence_; }
  /// The exit it runs through; none before begin() found one.
  [[nodiscard]] const std::optional<proxy_pool::Lease>& lease() const { return lease_; }
  /// What went through it; only with a lease.
  [[nodiscard]] const proxy_pool::Traffic& traffic() const { return *traffic_; }

 private:
  [[nodiscard]] boost::asio::awaitable<void> log_in_once();
  /// take_exit(), waiting two minutes at most for one that is at its limit.
  [[nodiscard]] boost::asio::awaitable<ExitLease> wait_for_exit();
  /// The pool's choice, if the account may change to it. Throws VisitFailure.
  [[nodiscard]] boost::asio::awaitable<ExitLease> take_exit();
  /// One that a site forbids to keep and that a crash left: a second one beside it is what portals
  /// take for somebody else's. Throws VisitFailure(kDuplicateLogin).
  [[nodiscard]] boost::asio::awaitable<void> end_left_session();
  /// Until the site's logins are open to this account: a changed login is tried by one account at
  /// a time. Throws VisitFailure(kLoginBarred) when it is not its turn soon.
  [[nodiscard]] boost::asio::awaitable<void> wait_for_login();
  [[nodiscard]] boost::asio::awaitable<void> note_pad(bool refused);
  [[nodiscard]] Met met() const;
  /// Stores the session from its first moment: a crash must cost no login, and leave none open
  /// that nobody can end.
  [[nodiscard]] boost::asio::awaitable<void> keep();
  [[nodiscard]] boost::asio::awaitable<void> keep_or_log_out();

  RunContext& context_;
  LoadedSite& site_;
  SessionParts parts_;
  const storage::ClaimedJob& job_;
  const storage::Credential& credential_;
  ExitPace turns_;
  BrakedPace pace_;
  model::VisitPhase phase_ = model::VisitPhase::kBeforeSubmit;
  std::optional<proxy_pool::Lease> lease_;
  std::shared_ptr<proxy_pool::Traffic> traffic_;
  EvidenceList evidence_;
  std::unique_ptr<session::Conversation> conversation_;
};

}  // namespace vancrawl::engine
