#include "crawler/engine/braked_pace.h"

#include <fmt/format.h>

namespace vancrawl::engine {

Braked::Braked(storage::Brake brake)
    : std::runtime_error(fmt::format("{}{}{} ({}, by {}): {}", brake.place, storage::kStoppedSince,
                                     model::to_iso(brake.since), brake.cause, brake.by,
                                     brake.reason)),
      brake_(std::move(brake)) {}

boost::asio::awaitable<void> BrakedPace::take_turn() {
  co_await turns_.take_turn();
  if (state_ != State::kLoggingIn) co_await look();
}

boost::asio::awaitable<void> BrakedPace::take_login_turn() {
  co_await turns_.take_login_turn();
  co_await look();
  state_ = State::kLoggingIn;
}

boost::asio::awaitable<void> BrakedPace::look() {
  auto brake = co_await context_.store.run([this](storage::Transaction& transaction) {
    return storage::stopped_by(transaction, site_, merchant_, probes_);
  });
  if (!brake) co_return;
  const bool may_leave = state_ == State::kLeaving && brake->cause == storage::kPaused.name();
  if (!may_leave) throw Braked(std::move(*brake));
}

}  // namespace vancrawl::engine
