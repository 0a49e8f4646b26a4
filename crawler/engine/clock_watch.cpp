#include "crawler/engine/clock_watch.h"

#include <spdlog/spdlog.h>

#include "crawler/async/timing.h"
#include "storage/clock_marks.h"

namespace vancrawl::engine {
namespace {

constexpr std::chrono::seconds kLook{10};

}  // namespace

boost::asio::awaitable<void> ClockWatch::begin() {
  const auto mark = co_await store_.run(
      [](storage::Transaction& transaction) { return storage::clock_mark(transaction); });
  const bool was_in_doubt = mark && mark->doubt_since;
  if (was_in_doubt && !mark->accepted) {
    clock_.go_on_from(mark->seen);
  } else if (mark) {
    clock_.not_before(mark->seen);
  }
  told_ = was_in_doubt;  // its task stands since then, and ends with the doubt
  co_await look();
}

boost::asio::awaitable<void> ClockWatch::run() {
  for (;;) {
    co_await look();
    co_await async::sleep_for(clock_, kLook);
  }
}

boost::asio::awaitable<void> ClockWatch::look() {
  if (const auto ahead = clock_.doubt()) {
    co_await in_doubt(*ahead);
    co_return;
  }
  if (!told_) co_return;
  told_ = false;
  const auto now = clock_.now();
  co_await store_.run(
      [now](storage::Transaction& transaction) { storage::clear_clock_doubt(transaction, now); });
  spdlog::warn("the clocks agree again");
  changed_();
}

boost::asio::awaitable<void> ClockWatch::in_doubt(std::chrono::milliseconds ahead) {
  const auto now = clock_.now();
  const bool fresh = !std::exchange(told_, true);
  if (fresh) {
    spdlog::error("the wall clock jumped: nobody logs in, plans or publishes ahead_ms={}",
                  ahead.count());
    changed_();
  }
  const bool accepted = co_await store_.run([&](storage::Transaction& transaction) {
    if (fresh) storage::note_clock_doubt(transaction, now, ahead);
    const auto mark = storage::clock_mark(transaction);
    return mark && mark->accepted;
  });
  if (!accepted) co_return;
  clock_.accept();
  co_await look();
}

}  // namespace vancrawl::engine
