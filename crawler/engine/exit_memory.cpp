#include "crawler/engine/exit_memory.h"

#include <stdexcept>
#include <string>
#include <vector>

#include "storage/exit_states.h"

namespace vancrawl::engine {
namespace {

using boost::asio::awaitable;

/// A ban that ended so long ago says nothing of the exit today.
constexpr std::chrono::days kForgottenAfter{30};

proxy_pool::ExitRecord record_of(const storage::ExitState& state) {
  const auto why = proxy_pool::parse_why_aside(state.why);
  if (!why) {
    throw std::runtime_error("exit " + state.exit.text() + ": put aside for the unknown reason \"" +
                             state.why + "\"");
  }
  return {state.exit, state.site, {*why, state.since, state.until, state.rests, state.is_spared}};
}

std::vector<storage::ExitState> states_of(const proxy_pool::ExitChange& change) {
  std::vector<storage::ExitState> states;
  for (const auto& [exit, site, aside] : change.records) {
    states.push_back({exit, site, std::string(name_of(aside.why)), aside.since, aside.until,
                      aside.rests, aside.is_spared});
  }
  return states;
}

}  // namespace

awaitable<void> recall_exits(StoreThread& store, Exits& exits, model::Clock& clock) {
  const auto forgotten = clock.now() - kForgottenAfter;
  const auto states = co_await store.run([&](storage::Transaction& transaction) {
    storage::forget_exit_states(transaction, forgotten);
    return storage::exit_states(transaction);
  });
  std::vector<proxy_pool::ExitRecord> records;
  for (const auto& state : states) records.push_back(record_of(state));
  exits.restore(records);
}

awaitable<void> remember_exits(StoreThread& store, Exits& exits, model::Clock& clock) {
  const auto changes = exits.take_changes();
  const auto usage = exits.take_usage();
  if (changes.empty() && usage.empty()) co_return;
  const auto today = model::korean_date(clock.now());
  co_await store.run([&](storage::Transaction& transaction) {
    for (const auto& change : changes) {
      storage::save_exit_states(transaction, change.exit, states_of(change));
    }
    for (const auto& one : usage) {
      storage::add_exit_usage(
          transaction, {one.exit, today, one.requests, static_cast<std::int64_t>(one.bytes)});
    }
  });
}

}  // namespace vancrawl::engine
