#pragma once

#include <string>

#include "tests/portals/checks/stage.h"
#include "tests/portals/slices.h"

namespace vancrawl::portals::checks {

/// Reads slices as a careful crawler would: totals, every page, totals again; row numbers without a
/// gap. It knows nothing of the planned faults.
class CarefulClient {
 public:
  explicit CarefulClient(Stage& stage) : stage_(stage) {}

  /// Up to `readings` full readings of the slice; true as soon as one is proved. Logs in with what
  /// the merchant gave us, once, and again when it was logged out.
  bool proves(const SliceKey& slice, int readings);

 private:
  bool log_in(std::size_t account);
  bool reads(const SliceKey& slice, std::size_t scope);
  bool reads_cardsales(const SliceKey& slice, const std::string& group);
  bool reads_van(const SliceKey& slice, const std::string& terminal);

  Stage& stage_;
  std::map<std::size_t, bool> refused_;
};

}  // namespace vancrawl::portals::checks
