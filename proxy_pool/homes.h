#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "proxy_pool/roster.h"

namespace vancrawl::proxy_pool {

/// Which exit each account at a site calls its own, remembered: the whole list is looked at once
/// for each, then only at what joined, or when its own exit left.
class Homes {
 public:
  /// Of one account at one site.
  struct Home {
    std::uint32_t slot = 0;
    std::uint32_t serial = 0;
    std::uint32_t seen = 0;  ///< of those that joined
    std::uint32_t substitute = 0;
    std::uint32_t substitute_serial = 0;  ///< 0: none
  };

  /// The home of the key, well or not; null when nothing is listed. Good until the next call.
  [[nodiscard]] Home* home_of(std::uint64_t key, Roster& roster);
  /// After a list was taken. When more joined than a look at the whole list would cost, everything
  /// is looked up anew.
  void note_joined(const std::vector<std::uint32_t>& slots, const Roster& roster);

 private:
  /// Moves a home to an exit that joined since and is wanted more.
  void catch_up(std::uint64_t key, Home& home, Roster& roster) const;

  std::unordered_map<std::uint64_t, Home> homes_;
  std::vector<std::uint32_t> joined_;
};

}  // namespace vancrawl::proxy_pool
