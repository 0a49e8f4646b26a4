#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace vancrawl::storage {

/// Why the store could not do what it was asked. Never holds a value of a row.
enum class StoreFault {
  kLocked,    ///< another process holds the store for writing
  kReadOnly,  ///< the file or the disk cannot be written
  kDiskFull,
  kDisk,          ///< the disk failed while reading, writing or syncing
  kCorrupt,       ///< not a database, or a damaged one
  kNotOurs,       ///< a database of another program
  kOtherVersion,  ///< written by a later release; or too old for a reader
  kMissing,       ///< no such file
  kExists,        ///< a file is where one was to be made
  kRuleBroken,    ///< a constraint of the database refused a row
  kKey,           ///< key file missing, readable by others, or not the one that sealed
  kPassive,       ///< an older or another state than its guard log knows: `vancrawl recover`
  kGuardLog,      ///< the guard log is damaged, held by another process, or cannot be written
  kOther
};

[[nodiscard]] std::string_view name_of(StoreFault fault);
/// What a person does about it, one sentence; empty where the message itself says it.
[[nodiscard]] std::string_view advice_for(StoreFault fault);

/// The only exception the folder throws for what goes wrong outside of it; what a caller can expect
/// to happen (a stale fence, a refused login) is a value instead.
class StoreError : public std::runtime_error {
 public:
  /// The message is the detail and the advice.
  StoreError(StoreFault fault, const std::string& detail);
  [[nodiscard]] StoreFault fault() const { return fault_; }

 private:
  StoreFault fault_;
};

}  // namespace vancrawl::storage
