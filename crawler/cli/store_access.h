#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include "crawler/control/server.h"
#include "crawler/engine/store_thread.h"
#include "storage/store.h"

namespace vancrawl::cli {

/// The client of a command went away, or the process that holds the store ends: the next change is
/// not made. What was made before stays.
class NobodyWaits : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The process that holds the store, as a command that runs inside of it sees it. Outlives the
/// command.
struct StoreOwner {
  engine::StoreThread& store;
  std::filesystem::path file;           ///< of the store, canonical
  std::function<void()> wake;           ///< the engine looks at the queue at once
  std::function<std::string()> reload;  ///< what became of it; empty: this process cannot
  std::string actor;                    ///< whom the audit log names; empty: this process's user
  const control::Caller* caller = nullptr;  ///< null: this process's own command

  /// Throws NobodyWaits.
  void expect_caller() const;
};

/// The store for a command that changes it: opened by the command itself, or the one of the process
/// that it runs in. One thread.
class CommandStore {
 public:
  explicit CommandStore(storage::Store own) : own_(std::move(own)) {}
  explicit CommandStore(const StoreOwner& owner) : owner_(&owner), actor_(owner.actor) {}

  /// One change in a commit of its own; returns what it returns and throws what it throws.
  template <class Body>
  auto write(Body&& body) -> std::invoke_result_t<Body&, storage::Transaction&> {
    using Answer = std::invoke_result_t<Body&, storage::Transaction&>;
    if constexpr (std::is_void_v<Answer>) {
      commit_alone([&](storage::Transaction& transaction) { body(transaction); });
    } else {
      std::optional<Answer> answer;
      commit_alone([&](storage::Transaction& transaction) { answer.emplace(body(transaction)); });
      return std::move(*answer);
    }
  }

  /// storage::Store::checkpoint.
  void checkpoint();
  /// Whom the audit log names for the changes of this command from here on.
  void act_for(const std::string& actor);

 private:
  void commit_alone(const storage::Store::Change& change);

  std::optional<storage::Store> own_;
  const StoreOwner* owner_ = nullptr;
  std::string actor_;
};

}  // namespace vancrawl::cli
