#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "crawler/engine/site_pace.h"
#include "crawler/model/clock.h"
#include "crawler/session/pad_reader.h"
#include "crawler/session/site_book.h"
#include "crawler/site_api/site.h"
#include "storage/plans.h"
#include "storage/queue.h"

namespace vancrawl::engine {

/// One site as the engine works with it. Does not move: sessions refer to it.
struct LoadedSite {
  LoadedSite(session::SiteBook book_in, std::unique_ptr<site_api::Site> flow_in,
             model::Clock& clock, model::Random& random)
      : book(std::move(book_in)),
        flow(std::move(flow_in)),
        pads(book),
        pace(book.facts, clock, random) {}

  session::SiteBook book;
  std::unique_ptr<site_api::Site> flow;
  session::PadReader pads;
  SitePace pace;
  int running = 0;            ///< jobs in flight
  int running_scheduled = 0;  ///< those of them that no person waits for
  int guests = 0;             ///< others that refer to it, see SiteGuest
};

/// Keeps a site from being renewed while a coroutine that is no job refers to it.
class SiteGuest {
 public:
  explicit SiteGuest(LoadedSite& site) : site_(site) { ++site_.guests; }
  SiteGuest(const SiteGuest&) = delete;
  SiteGuest& operator=(const SiteGuest&) = delete;
  ~SiteGuest() { --site_.guests; }

 private:
  LoadedSite& site_;
};

/// The sites this program knows, by id.
class LoadedSites {
 public:
  void add(std::unique_ptr<LoadedSite> site);
  /// Takes the place of the known site of its id as soon as nobody refers to that one; until then
  /// no job starts there. Its pace and holds go on.
  void renew(std::unique_ptr<LoadedSite> site);
  /// Throws std::out_of_range: the caller has checked.
  [[nodiscard]] LoadedSite& at(const model::SiteId& id) const { return *sites_.at(id); }
  [[nodiscard]] bool has(const model::SiteId& id) const { return sites_.contains(id); }
  [[nodiscard]] std::vector<model::SiteId> ids() const;
  /// What is known of each, for plans.
  [[nodiscard]] storage::SitesKnown known() const;
  /// Sites at which jobs may start (not held, inside their hours) and how many. Of
  /// several runs one is kept for jobs on demand.
  [[nodiscard]] std::vector<storage::SiteRoom> room_at(model::Instant now,
                                                       model::Monotonic monotonic);

 private:
  void renew_the_idle();

  std::map<model::SiteId, std::unique_ptr<LoadedSite>> sites_;
  std::map<model::SiteId, std::unique_ptr<LoadedSite>> renewals_;
};

}  // namespace vancrawl::engine
