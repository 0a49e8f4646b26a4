#include "crawler/engine/store_thread.h"

#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

namespace vancrawl::engine {

struct StoreThread::Thread {
  Thread(storage::Store opened, Mode mode_in, CommitGate gate_in)
      : store(std::move(opened)), mode(mode_in), gate(std::move(gate_in)) {}

  void checkpoint(Entry& entry) {
    std::exception_ptr error;
    try {
      store.checkpoint();
    } catch (...) {  // handed to whoever asked for it
      error = std::current_exception();
    }
    entry.done(error);
  }

  /// Checkpoints come after the changes that arrived with them.
  void carry_out(std::vector<Entry> batch) {
    std::vector<Entry> changes;
    std::vector<Entry> checkpoints;
    for (auto& entry : batch) {
      (entry.change ? changes : checkpoints).push_back(std::move(entry));
    }
    if (!changes.empty()) commit(std::move(changes));
    for (auto& entry : checkpoints) checkpoint(entry);
  }

  void commit(std::vector<Entry> batch) {
    std::vector<storage::Store::Change> changes;
    changes.reserve(batch.size());
    for (auto& entry : batch) changes.push_back(std::move(entry.change));
    auto outcomes = committed(changes);
    for (std::size_t i = 0; i < batch.size(); ++i) batch[i].done(std::move(outcomes[i]));
  }

  std::vector<std::exception_ptr> committed(const std::vector<storage::Store::Change>& changes) {
    if (!gate) return store.in_one_commit(changes);
    try {
      gate(CommitMoment::kBefore);
      auto outcomes = store.in_one_commit(changes);
      gate(CommitMoment::kAfter);
      return outcomes;
    } catch (const storage::StoreError&) {  // the gate's: each caller is told
      return std::vector(changes.size(), std::current_exception());
    }
  }

  void work() {
    for (;;) {
      std::vector<Entry> batch;
      {
        std::unique_lock lock(mutex);
        arrived.wait(lock, [this] { return stopping || !waiting.empty(); });
        if (waiting.empty()) return;
        batch.swap(waiting);
      }
      carry_out(std::move(batch));
    }
  }

  storage::Store store;
  Mode mode;
  CommitGate gate;
  std::mutex mutex;
  std::condition_variable arrived;
  std::vector<Entry> waiting;
  bool stopping = false;
  std::thread runner;
};

StoreThread::StoreThread(storage::Store store, Mode mode, CommitGate gate)
    : thread_(std::make_unique<Thread>(std::move(store), mode, std::move(gate))) {
  if (mode == Mode::kThread) thread_->runner = std::thread([this] { thread_->work(); });
}

StoreThread::~StoreThread() {
  if (thread_->mode == Mode::kInline) return;
  {
    const std::lock_guard lock(thread_->mutex);
    thread_->stopping = true;
  }
  thread_->arrived.notify_one();
  thread_->runner.join();
}

void StoreThread::add(Entry entry) {
  if (thread_->mode == Mode::kInline) {
    std::vector<Entry> alone;
    alone.push_back(std::move(entry));
    thread_->carry_out(std::move(alone));
    return;
  }
  {
    const std::lock_guard lock(thread_->mutex);
    thread_->waiting.push_back(std::move(entry));
  }
  thread_->arrived.notify_one();
}

void StoreThread::add_and_wait(storage::Store::Change change) {
  std::promise<void> outcome;
  add({std::move(change), [&outcome](std::exception_ptr error) {
         error ? outcome.set_exception(std::move(error)) : outcome.set_value();
       }});
  outcome.get_future().get();
}

void StoreThread::run_and_wait(storage::Store::Change change) { add_and_wait(std::move(change)); }

void StoreThread::checkpoint_and_wait() { add_and_wait(nullptr); }

}  // namespace vancrawl::engine
