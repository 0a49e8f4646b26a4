#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "storage/connection.h"
#include "storage/guard_log.h"
#include "storage/store.h"

namespace vancrawl::storage {

/// Stands in a copy made by back_up() where a store names its machine: whichever way the copy is
/// put back, it starts passive.
inline constexpr std::string_view kMachineOfBackups = "a backup";

/// Ties an open store to its guard log: compares the two at the start and appends what each commit
/// told. Lives as long as the writing connection. Only for the sources of this folder.
class Guard {
 public:
  /// Opens the log. Nothing is written before begin() or recovered().
  Guard(Connection& connection, const GuardPlace& place);

  /// Why the store must not run; nothing if the two belong together.
  [[nodiscard]] const std::optional<Passive>& passive() const { return passive_; }
  /// A store that never had a guard log begins one.
  [[nodiscard]] bool is_to_begin() const { return is_to_begin_; }

  /// The row of a store that joins the log where it ends.
  void join(Transaction& transaction) const;
  /// From here on commits are told.
  void keep();

  /// Appends what the last commit told; on the disk when it returns, if that was urgent. Throws
  /// StoreError(kGuardLog): the lines stay in the outbox and go with the next ones.
  void flush();

 private:
  void compare();
  [[nodiscard]] Passive passive_for(const std::string& why) const;
  [[nodiscard]] std::vector<GuardLine> outbox_lines() const;

  Connection& connection_;
  GuardPlace place_;
  GuardHead stored_;
  std::string stored_chain_in_log_;  ///< of the line whose number the store holds
  std::unique_ptr<GuardLog> log_;
  std::optional<Passive> passive_;
  bool is_to_begin_ = false;
};

}  // namespace vancrawl::storage
