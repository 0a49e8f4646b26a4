#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

#include <boost/asio/awaitable.hpp>

#include "crawler/async/suspension.h"
#include "storage/store.h"

namespace vancrawl::engine {

/// The one thread that writes. Changes that arrive while a commit is under way share the next one;
/// each is undone alone if it throws. `run` resumes after its change is on the disk.
class StoreThread {
 public:
  enum class Mode {
    kThread,
    kInline  ///< every change is committed where it is asked: for tests that must be deterministic
  };

  /// Stands around each commit of kInline, for tests: what it throws as a StoreError before the
  /// commit comes in its place, and after it keeps its callers from learning of it.
  enum class CommitMoment { kBefore, kAfter };
  using CommitGate = std::function<void(CommitMoment)>;

  explicit StoreThread(storage::Store store, Mode mode = Mode::kThread, CommitGate gate = {});
  StoreThread(const StoreThread&) = delete;
  StoreThread& operator=(const StoreThread&) = delete;
  /// Finishes what was asked, then joins.
  ~StoreThread();

  /// Runs `change(Transaction&)` and gives its result or throws its exception. Not cancellable: the
  /// caller waits until the outcome is known.
  template <class Change>
  boost::asio::awaitable<std::invoke_result_t<Change, storage::Transaction&>> run(Change change) {
    using Result = std::invoke_result_t<Change, storage::Transaction&>;
    std::optional<std::conditional_t<std::is_void_v<Result>, bool, Result>> result;
    std::exception_ptr error;
    co_await async::suspend(
        [&](const std::shared_ptr<async::Suspension>& waiting) {
          Entry entry;
          entry.change = [&](storage::Transaction& transaction) {
            if constexpr (std::is_void_v<Result>) {
              change(transaction);
            } else {
              result.emplace(change(transaction));
            }
          };
          entry.done = [&error, waiting](std::exception_ptr outcome) {
            error = std::move(outcome);
            waiting->resume();
          };
          add(std::move(entry));
        },
        [](const std::shared_ptr<async::Suspension>&) {});
    if (error) std::rethrow_exception(error);
    if constexpr (!std::is_void_v<Result>) co_return std::move(*result);
  }

  /// The same for threads that may block, never the control thread: waits until the change is on
  /// the disk; throws its exception.
  void run_and_wait(storage::Store::Change change);
  /// storage::Store::checkpoint between two commits. For threads that may block.
  void checkpoint_and_wait();

 private:
  /// Without a change it is a checkpoint.
  struct Entry {
    storage::Store::Change change;
    std::function<void(std::exception_ptr)> done;
  };
  struct Thread;

  void add(Entry entry);
  void add_and_wait(storage::Store::Change change);

  std::unique_ptr<Thread> thread_;
};

}  // namespace vancrawl::engine
