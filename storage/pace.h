#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "crawler/model/ids.h"
#include "crawler/model/instant.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// How far a site's turns are given away, so that a restart brings no burst.
struct PaceMark {
  model::SiteId site;
  model::Instant taken_until{};        ///< the next request goes no sooner
  model::Instant login_taken_until{};  ///< the next login goes no sooner
  model::Instant held_until{};         ///< the portal said when to come back
  std::chrono::milliseconds gap{0};    ///< as slow answers made it
};

void save_pace(Transaction& transaction, const PaceMark& mark);
[[nodiscard]] std::vector<PaceMark> pace_marks(View& view);
[[nodiscard]] std::optional<PaceMark> pace_mark(View& view, const model::SiteId& site);

}  // namespace vancrawl::storage
