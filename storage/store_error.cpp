#include "storage/store_error.h"

namespace vancrawl::storage {

std::string_view name_of(StoreFault fault) {
  switch (fault) {
    case StoreFault::kLocked:
      return "locked";
    case StoreFault::kReadOnly:
      return "read_only";
    case StoreFault::kDiskFull:
      return "disk_full";
    case StoreFault::kCorrupt:
      return "corrupt";
    case StoreFault::kNotOurs:
      return "not_ours";
    case StoreFault::kOtherVersion:
      return "other_version";
    case StoreFault::kMissing:
      return "missing";
    case StoreFault::kRuleBroken:
      return "rule_broken";
    case StoreFault::kKey:
      return "key";
    case StoreFault::kPassive:
      return "passive";
    case StoreFault::kGuardLog:
      return "guard_log";
    case StoreFault::kOther:
      return "other";
  }
  __builtin_unreachable();
}

StoreError::StoreError(StoreFault fault, const std::string& detail)
    : std::runtime_error("store: " + detail), fault_(fault) {}

}  // namespace vancrawl::storage
