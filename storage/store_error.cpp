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
    case StoreFault::kDisk:
      return "disk";
    case StoreFault::kCorrupt:
      return "corrupt";
    case StoreFault::kNotOurs:
      return "not_ours";
    case StoreFault::kOtherVersion:
      return "other_version";
    case StoreFault::kMissing:
      return "missing";
    case StoreFault::kExists:
      return "exists";
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

std::string_view advice_for(StoreFault fault) {
  switch (fault) {
    case StoreFault::kLocked:
      return "wait until it is done, or stop it";
    case StoreFault::kReadOnly:
      return "the file and its folder must be writable for this user, on a disk that is not "
             "mounted read-only";
    case StoreFault::kDiskFull:
      return "make room on the disk and do it again; nothing of this commit was written";
    case StoreFault::kDisk:
      return "look at the system's log for the disk's faults; nothing of this commit was written";
    case StoreFault::kCorrupt:
      return "do not go on with this file: keep it, and put the last backup in its place "
             "(docs/operating.md, Backup)";
    case StoreFault::kNotOurs:
      return "check `store` in the configuration";
    case StoreFault::kMissing:
      return "check the path and `store` in the configuration";
    case StoreFault::kExists:
      return "give another name, or move it away; nothing is written over";
    case StoreFault::kGuardLog:
      return "make the guard log whole and writable again (room on its disk, `guard_log` in the "
             "configuration); a change that was being made stands in the store: do not repeat it";
    case StoreFault::kOtherVersion:
    case StoreFault::kRuleBroken:
    case StoreFault::kKey:
    case StoreFault::kPassive:
    case StoreFault::kOther:
      return {};
  }
  __builtin_unreachable();
}

namespace {

std::string sentence(StoreFault fault, const std::string& detail) {
  const auto advice = advice_for(fault);
  return "store: " + detail + (advice.empty() ? "" : "; ") + std::string(advice);
}

}  // namespace

StoreError::StoreError(StoreFault fault, const std::string& detail)
    : std::runtime_error(sentence(fault, detail)), fault_(fault) {}

}  // namespace vancrawl::storage
