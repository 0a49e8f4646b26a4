#include "crawler/engine/site_pace.h"

#include <algorithm>

#include "crawler/async/timing.h"

namespace vancrawl::engine {

boost::asio::awaitable<void> SitePace::take_turn() {
  const auto jitter = static_cast<std::uint64_t>(facts_.pace.jitter.count());
  const auto extra = jitter == 0 ? 0 : random_.below(jitter + 1);
  co_await wait_for(next_request_, facts_.pace.gap + std::chrono::milliseconds(extra));
}

boost::asio::awaitable<void> SitePace::take_login_turn() {
  co_await wait_for(next_login_, facts_.pace.login_gap);
  co_await take_turn();
}

boost::asio::awaitable<void> SitePace::wait_for(model::Monotonic& next,
                                                std::chrono::milliseconds gap) {
  const auto now = clock_.monotonic();
  const auto mine = std::max(next, now);
  next = mine + gap;
  if (mine > now) co_await async::sleep_until(clock_, mine);
}

}  // namespace vancrawl::engine
