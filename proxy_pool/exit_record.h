#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "crawler/model/ids.h"
#include "proxy_pool/exit_health.h"

namespace vancrawl::proxy_pool {

/// An exit that is put aside, as the store keeps it over a restart.
struct ExitRecord {
  model::ExitId exit;
  model::SiteId site;  ///< empty: everywhere
  Aside aside;

  friend bool operator==(const ExitRecord&, const ExitRecord&) = default;
};

/// Everything that stands against one exit; nothing: it is good.
struct ExitChange {
  model::ExitId exit;
  std::vector<ExitRecord> records;
};

/// What an exit carried since it was asked last.
struct ExitUsage {
  model::ExitId exit;
  std::int64_t requests = 0;
  std::uint64_t bytes = 0;
};

struct SiteStatus {
  model::SiteId site;
  ExitState state = ExitState::kGood;
  std::optional<Aside> aside{};
};

struct ExitStatus {
  model::ExitId id;
  ExitState state = ExitState::kGood;
  std::optional<Aside> aside{};
  std::vector<SiteStatus> sites{};  ///< where something stands against it
  int in_use = 0;
  double latency_ms = 0;
  double success = 1;
};

}  // namespace vancrawl::proxy_pool
