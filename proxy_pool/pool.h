#pragma once

#include <chrono>
#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

#include "crawler/model/ids.h"
#include "crawler/model/instant.h"
#include "proxy_pool/exit.h"
#include "proxy_pool/exit_health.h"
#include "proxy_pool/exit_record.h"
#include "proxy_pool/homes.h"
#include "proxy_pool/roster.h"
#include "proxy_pool/site_blame.h"
#include "proxy_pool/success_rates.h"

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
  /// Of an exit at one site, while others answer through it.
  RestSettings rest_at_site{.failures_before_rest = 3, .first_rest = std::chrono::seconds(120)};
  /// Of an exit on one site; one ban is enough.
  RestSettings ban{.failures_before_rest = 1,
                   .first_rest = std::chrono::hours(24),
                   .longest_rest = std::chrono::days(14),
                   .rests_forgotten_after = std::chrono::days(30)};
  SuccessSettings success;
  double most_out_share = 0.5;  ///< beyond it an exit is suspect instead of out; one may always be
  std::size_t exits_that_blame_the_site = 3;  ///< transport failures of different exits ...
  std::chrono::seconds blame_span{120};       ///< ... within this
  std::size_t bans_that_mean_a_wall = 2;      ///< exits banned on one site ...
  std::chrono::seconds wall_span{3600};       ///< ... within this
  double smallest_healthy_share = 0.5;        ///< below it the pool panics
  std::chrono::seconds busy_wait{5};          ///< when a full exit is asked for again
};

struct LeaseRequest {
  model::AccountKey account;
  model::SiteId site;
  std::optional<model::ExitId> assigned{};  ///< the stored assignment, when there is one
  bool pinned = false;  ///< the site takes an account from one address only: that exit or none
};

/// The right to use one exit for one session; it stays good when the list is reloaded, and counts
/// against the exit's limits until the last copy is gone.
struct Lease {
  std::shared_ptr<const Exit> exit;
  model::SiteId site;
  std::uint32_t slot = 0;  ///< where the pool finds both; another exit there has another serial
  std::uint32_t serial = 0;
  std::uint32_t site_number = 0;
};

struct NoExit {
  enum class Reason { kNoneListed, kAllResting, kAllBannedHere, kPinnedExitOut, kAtItsLimit };
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

/// Chooses exits: the same one for the same account and site, day after day; while that is out, the
/// better of two others. Never goes direct by itself. No network, no clock: "now" is given. Control
/// thread.
class Pool {
 public:
  Pool(PoolSettings settings, std::vector<Exit> exits, ListIs list = ListIs::kWhole);

  [[nodiscard]] std::expected<Lease, NoExit> lease(const LeaseRequest& request, model::Instant now);
  /// For what belongs to no account: the better of two good exits, but not `other_than`.
  [[nodiscard]] std::expected<Lease, NoExit> lease_any(
      const model::SiteId& site, model::Instant now,
      const std::optional<model::ExitId>& other_than = std::nullopt);
  /// That exit, as its trial if it is due for one; nothing if it is good or rests.
  [[nodiscard]] std::optional<Lease> lease_for_trial(const model::ExitId& exit, model::Instant now);

  /// An exit that is no longer listed is ignored.
  Consequence report(const Lease& lease, Verdict verdict, model::Instant now);
  void meter(const Lease& lease, const Traffic& traffic);

  /// Takes a list; the health of exits that stay is kept. One that is gone gets no lease any more,
  /// and what runs through it goes on.
  void reload(std::vector<Exit> exits, ListIs list = ListIs::kWhole);
  /// Of a partial list every exit may still be a line of it.
  [[nodiscard]] bool may_be_listed(const model::ExitId& exit) const;

  /// Before the first lease: what an earlier start knew. Exits that are listed later get theirs
  /// then.
  void restore(const std::vector<ExitRecord>& records);
  /// What changed since the last call, for the store.
  [[nodiscard]] std::vector<ExitChange> take_changes();
  [[nodiscard]] std::vector<ExitUsage> take_usage();

  /// Too few exits are good: slow down and call a person.
  [[nodiscard]] bool is_panicking() const;
  [[nodiscard]] std::vector<ExitStatus> status(model::Instant now) const;

 private:
  struct SiteRecord {
    model::SiteId site;
    SiteBlame failures;
    SiteBlame bans;
  };
  using Entry = RosterEntry;
  enum class Need { kUsual, kAtWorst };

  [[nodiscard]] Entry* choose(const LeaseRequest& request, std::uint32_t site, model::Instant now);
  [[nodiscard]] Entry* substitute(Homes::Home& home, std::uint64_t key, std::uint32_t site,
                                  model::Instant now);
  [[nodiscard]] Entry* better_of_two(std::uint64_t key, std::uint32_t site, model::Instant now,
                                     const Entry* other_than);
  [[nodiscard]] Entry* any_that_may(Need need, std::uint64_t key, std::uint32_t site,
                                    model::Instant now);
  [[nodiscard]] Lease take(Entry& entry, std::uint32_t site, model::Instant now);
  [[nodiscard]] bool is_well(const Entry& entry, std::uint32_t site, model::Instant now,
                             Need need = Need::kUsual) const;
  [[nodiscard]] bool may_serve(const Entry& entry, std::uint32_t site, model::Instant now) const;
  [[nodiscard]] NoExit why_none(const LeaseRequest& request, std::uint32_t site,
                                model::Instant now) const;
  [[nodiscard]] model::Instant free_at(const Entry& entry, std::uint32_t site,
                                       model::Instant now) const;

  [[nodiscard]] Entry* entry_of(const Lease& lease);
  Consequence note_page(Entry& entry, std::uint32_t site, model::Instant now);
  Consequence note_failure(Entry& entry, std::uint32_t site, model::Instant now);
  Consequence note_ban(Entry& entry, std::uint32_t site, model::Instant now);
  /// Whether the site is to blame: then every exit that failed alike is cleared.
  bool clear_alike(const model::ExitId& id, std::uint32_t site, model::Instant now);
  void eject_outliers(model::Instant now);
  [[nodiscard]] ExitHealth::Room room_to_rest(model::Instant now) const;
  void note_changed(Entry& entry);
  void recall(Entry& entry);
  [[nodiscard]] std::vector<ExitRecord> records_of(const Entry& entry) const;
  [[nodiscard]] std::uint32_t number_of(const model::SiteId& site);

  PoolSettings settings_;
  Roster roster_;
  Homes homes_;
  SuccessRates rates_;
  ListIs list_is_ = ListIs::kWhole;
  std::vector<SiteRecord> sites_;  ///< by number
  std::unordered_map<model::SiteId, std::uint32_t> site_numbers_;
  std::vector<model::ExitId> changed_;
  std::vector<std::uint32_t> used_;
  std::map<model::ExitId, std::vector<ExitRecord>> unlisted_;  ///< that have something against them
  std::uint64_t draws_ = 0;
};

}  // namespace vancrawl::proxy_pool
