#pragma once

#include <map>
#include <vector>

#include "crawler/model/site_facts.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// What is known of every site of this program.
using SitesKnown = std::map<model::SiteId, model::SiteFacts>;

struct DayToRead {
  model::BusinessDate date;
  std::vector<model::Ledger> ledgers;
  friend bool operator==(const DayToRead&, const DayToRead&) = default;
};

struct PlanAsk {
  model::MerchantId merchant;
  model::SiteId site;
  model::DateRange dates;
  bool again = false;  ///< final days too
};

/// The days, the earliest first, that a consent in force covers, that are over, that the site still
/// shows and that are not final. A day is final when a proof stands unchallenged that was read
/// after the ledger's final_at, over every scope that the latest proof of those days knows: a scope
/// that is added opens the days before it.
[[nodiscard]] std::vector<DayToRead> days_to_read(View& view, const model::SiteFacts& facts,
                                                  const PlanAsk& ask, model::Instant now);

/// Days of one job.
struct PlannedRead {
  model::DateRange dates;
  std::vector<model::Ledger> ledgers;
  friend bool operator==(const PlannedRead&, const PlannedRead&) = default;
};

inline constexpr int kMostDaysARead = 31;

/// Consecutive days of equal ledgers together, the latest first; at most so many reads. Days that
/// find no place are left for the next tick.
[[nodiscard]] std::vector<PlannedRead> reads_of(const std::vector<DayToRead>& days,
                                                std::size_t most);

/// How long reading so many slices takes at a site that has nothing else to do: a login, the list
/// of scopes, and three requests a slice, at the site's pace.
[[nodiscard]] std::chrono::milliseconds reading_time(const model::SiteFacts& facts,
                                                     std::size_t slices);

}  // namespace vancrawl::storage
