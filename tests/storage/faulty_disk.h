#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace vancrawl::storage::tests {

/// What an operation on the disk comes to.
enum class DiskFault {
  kNone,
  kPowerCut,  ///< it and all later ones fail; restore_power() says what is left
  kKill,      ///< the process is killed by SIGKILL before it
  kFull,      ///< fails as on a full disk, once
  kFullForEver,
  kWriteError,  ///< fails as a broken disk does, once
  kReadOnly     ///< from here on
};

/// What a power cut leaves of the writes that were not synced.
enum class Loss {
  kAll,       ///< nothing
  kPrefix,    ///< the first so many of each file, the next one torn at a sector
  kAnySubset  ///< any of them, in any order, each torn or whole
};

/// While it lives every database of the process lies on this disk: the real one, with a memory of
/// what was synced. Writes, truncations, syncs and deletions are operations, counted from 1; a
/// fault is set for one of them. Files and directory entries that were not synced may be lost, a
/// deleted file may come back, and the shared-memory file comes back as rubbish.
class FaultyDisk {
 public:
  FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;
  ~FaultyDisk();

  /// The operation after `operations` more ones meets the fault.
  void fail_after(std::int64_t operations, DiskFault fault);
  /// No further fault.
  void mend();
  [[nodiscard]] bool fault_was_met() const;
  /// How many there were since fail_after() or mend().
  [[nodiscard]] std::int64_t operations() const;

  /// After a cut, when every store is closed: puts the files into the state that the cut leaves.
  /// The same seed gives the same state.
  void restore_power(Loss loss, std::uint64_t seed);

  struct State;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace vancrawl::storage::tests
