#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "crawler/model/business_date.h"
#include "crawler/model/ids.h"
#include "crawler/model/instant.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// An exit that is put aside; the words are the pool's.
struct ExitState {
  model::ExitId exit;
  model::SiteId site{};  ///< empty: everywhere
  std::string why;
  model::Instant since{};  ///< of the first rest of this row of them
  model::Instant until{};
  int rests = 1;
  bool is_spared = false;  ///< too many are out: it serves when nothing better is left

  friend bool operator==(const ExitState&, const ExitState&) = default;
};

/// What an exit carried on one Korean day.
struct ExitDay {
  model::ExitId exit;
  model::BusinessDate day;
  std::int64_t requests = 0;
  std::int64_t bytes = 0;
};

/// Everything that stands against the exit, in the place of what stood there; nothing: it is good.
void save_exit_states(Transaction& transaction, const model::ExitId& exit,
                      std::span<const ExitState> states);
/// By exit and site.
[[nodiscard]] std::vector<ExitState> exit_states(View& view);
/// Of exits that nobody listed any more: rests that ended before then. The number forgotten.
int forget_exit_states(Transaction& transaction, model::Instant before);

/// Adds to the day's sums.
void add_exit_usage(Transaction& transaction, const ExitDay& carried);
[[nodiscard]] std::vector<ExitDay> exit_usage(View& view, const model::DateRange& days);

}  // namespace vancrawl::storage
