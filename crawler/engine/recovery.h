#pragma once

#include <memory>
#include <set>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "crawler/engine/exits.h"
#include "crawler/engine/loaded_sites.h"
#include "crawler/engine/run_ports.h"
#include "crawler/session/conversation.h"
#include "storage/jars.h"

namespace vancrawl::engine {

/// What was left behind: sessions that must be logged out, and logins whose outcome nobody saw.
/// None of it is a login. Control thread.
class Recovery {
 public:
  Recovery(RunContext& context, LoadedSites& sites, Exits& exits, boost::asio::any_io_executor cpu,
           const std::string& page_hash_key);

  /// At boot, before any login. A session that cannot be logged out is tried again before its
  /// account's next login, and at the next start.
  [[nodiscard]] boost::asio::awaitable<void> log_out_left_sessions();

  /// At boot, and whenever a run has failed: asks the liveness page with each attempt's own
  /// cookies. Alive: the login worked. Anything else: the secret is suspended until a person
  /// confirms it. No answer: the attempt stays open, and nobody logs in to that account.
  [[nodiscard]] boost::asio::awaitable<void> resolve_open_attempts();

 private:
  /// A conversation that goes on with the cookies of an earlier session.
  struct Resumed {
    model::ExitId exit;
    std::unique_ptr<session::Conversation> conversation;
  };

  /// Over the exit that the session lives on, while it is listed: over another one a portal may
  /// end the session, and then a good secret is taken for a rejected one. Throws VisitFailure.
  [[nodiscard]] boost::asio::awaitable<Resumed> resumed(LoadedSite& site,
                                                        const model::AccountKey& account,
                                                        std::optional<model::ExitId> exit,
                                                        const model::Secret& jar);
  [[nodiscard]] boost::asio::awaitable<bool> logged_out(const storage::SessionJar& jar);
  /// Stopped, parked or closed at this hour: nothing of ours waits for that, the other sites least.
  [[nodiscard]] boost::asio::awaitable<bool> is_out_of_reach(model::SiteId site);
  [[nodiscard]] boost::asio::awaitable<void> close_unsent();
  [[nodiscard]] boost::asio::awaitable<void> resolve(const storage::Attempt& attempt);
  [[nodiscard]] boost::asio::awaitable<storage::Liveness> liveness_of(
      LoadedSite& site, const storage::Attempt& attempt);

  RunContext& context_;
  LoadedSites& sites_;
  Exits& exits_;
  boost::asio::any_io_executor cpu_;
  const std::string& page_hash_key_;
  EvidenceList unkept_;
  std::set<model::AttemptId> under_way_;  ///< two failed runs must not resolve one attempt twice
};

}  // namespace vancrawl::engine
