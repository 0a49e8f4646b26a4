#pragma once

#include <string>
#include <vector>

#include "storage/recover.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage::tests {

/// A scratch store that keeps a guard log in a folder of its own, and backups to put back.
class GuardedStore : public ScratchStore {
 public:
  GuardedStore();

  void open_guarded();
  /// Closes the store and opens it again as another process of the same machine would.
  void restart();

  [[nodiscard]] OpenOptions options(bool may_be_passive = false) const;
  [[nodiscard]] std::filesystem::path log() const { return log_folder.file("guard"); }
  [[nodiscard]] std::vector<std::string> lines() const;
  /// Drops the last lines of the log.
  void cut_lines(std::size_t count) const;

  void back_up(const std::string& name = "backup");
  void put_back(const std::string& name = "backup");
  /// What opening is refused with; fails the test if it is not refused.
  [[nodiscard]] std::string refusal();
  Recovery recover_as(const std::string& person, int minute = 0);

  [[nodiscard]] AttemptStart start(const ClaimedJob& job, int minute = 0);
  /// Logs in with the credential that the merchant has, and closes the attempt so.
  std::expected<model::AttemptId, LoginRefusal> attempt(const ClaimedJob& job, AttemptEnd end,
                                                        int minute = 0);

  ScratchFolder log_folder;
  std::string machine = "this one";
};

}  // namespace vancrawl::storage::tests
