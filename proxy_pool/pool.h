#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crawler/model/ids.h"
#include "crawler/model/instant.h"
#include "proxy_pool/exit.h"
#include "proxy_pool/exit_health.h"
#include "proxy_pool/site_blame.h"

namespace vancrawl::proxy_pool {

/// What an answer, or its absence, says about the exit. Only kTransportFail and kBan are held
/// against one.
enum class Verdict {
  kTransportFail,  ///< the proxy could not be reached or refused us
  kSiteFail,       ///< the portal's own trouble
  kBan,            ///< a ban signature that names the address
  kSessionLost,    ///< the portal logged us out
  kOk,             ///< a page came through
  kUnknown
};

struct PoolSettings {
  RestSettings rest;
  std::chrono::seconds first_ban{24 * 3600};  ///< of an exit on one site, doubled each time
  std::chrono::seconds longest_ban{14 * 24 * 3600};
  std::size_t exits_that_blame_the_site = 3;  ///< transport failures of different exits ...
  std::chrono::seconds blame_span{120};       ///< ... within this
  std::size_t bans_that_mean_a_wall = 2;      ///< exits banned on one site ...
  std::chrono::seconds wall_span{3600};       ///< ... within this
  double smallest_healthy_share = 0.5;        ///< below it the pool panics
};

struct LeaseRequest {
  model::AccountKey account;
  model::SiteId site;
  std::optional<model::ExitId> assigned{};  ///< the stored assignment, when there is one
  bool pinned = false;  ///< the site takes an account from one address only: that exit or none
};

/// The right to use one exit for one session; it stays good when the list is reloaded.
struct Lease {
  std::shared_ptr<const Exit> exit;  ///< shared: the list may be replaced under an open session
  model::SiteId site;
};

struct NoExit {
  enum class Reason { kNoneListed, kAllResting, kAllBannedHere, kPinnedExitOut };
  Reason reason = Reason::kNoneListed;
  std::optional<model::Instant> try_again_at{};  ///< nothing: when a verdict or a list changes
};

/// What a report led to, for the engine to act on.
enum class Consequence {
  kNone,
  kExitRests,
  kExitBannedHere,
  kSiteBlamed,  ///< different exits failed alike: open the site's breaker; the exits are cleared
  kPortalWall   ///< several exits banned on one site: open its breaker, call a person
};

struct ExitStatus {
  model::ExitId id;
  ExitHealth::State state = ExitHealth::State::kHealthy;
  std::optional<model::Instant> resting_until{};
  std::vector<model::SiteId> banned_on{};
};

/// Chooses exits: the same one for the same account and site, day after day, over those that are
/// healthy. Never goes direct by itself. No network, no clock: "now" is given. Control thread.
class Pool {
 public:
  Pool(PoolSettings settings, std::vector<Exit> exits);

  [[nodiscard]] std::expected<Lease, NoExit> lease(const LeaseRequest& request, model::Instant now);
  /// An exit that is no longer listed is ignored.
  Consequence report(const Lease& lease, Verdict verdict, model::Instant now);

  /// Takes a new list; the health of exits that stay is kept, open leases go on.
  void reload(std::vector<Exit> exits);

  /// Too few exits are healthy: slow down and call a person.
  [[nodiscard]] bool is_panicking(model::Instant now) const;
  [[nodiscard]] std::vector<ExitStatus> status(model::Instant now) const;

 private:
  struct Ban {
    model::Instant until;
    int times = 0;
  };
  struct Entry {
    std::shared_ptr<const Exit> exit;
    ExitHealth health;
    std::map<model::SiteId, Ban> bans;
  };
  struct SiteRecord {
    SiteBlame failures;
    SiteBlame bans;
  };

  [[nodiscard]] Entry* choose(const LeaseRequest& request, model::Instant now);
  [[nodiscard]] Entry* find(const model::ExitId& id);
  [[nodiscard]] bool may_serve(const Entry& entry, const model::SiteId& site,
                               model::Instant now) const;
  [[nodiscard]] NoExit why_none(const LeaseRequest& request, model::Instant now);
  Consequence note_failure(Entry& entry, const model::SiteId& site, model::Instant now);
  Consequence note_ban(Entry& entry, const model::SiteId& site, model::Instant now);
  SiteRecord& record_of(const model::SiteId& site);

  PoolSettings settings_;
  std::vector<Entry> entries_;
  std::map<model::SiteId, SiteRecord> sites_;
};

}  // namespace vancrawl::proxy_pool
