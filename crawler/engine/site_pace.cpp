#include "crawler/engine/site_pace.h"

#include <algorithm>

#include "crawler/async/timing.h"
#include "crawler/model/failure.h"

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
  do {
    const auto now = clock_.monotonic();
    const auto mine = std::max({next, now, held_until_});
    next = mine + gap;
    if (mine > now) co_await async::sleep_until(clock_, mine);
    // Held while it waited: it takes its place in the row anew, so that no burst follows.
  } while (clock_.monotonic() < held_until_);
  if (closed_because_.empty()) co_return;
  throw model::VisitFailure(model::FailureClass::kPortalWall,
                            "the site is closed until a person has looked: " + closed_because_);
}

void SitePace::hold_for(std::chrono::milliseconds wait) {
  held_until_ = std::max(held_until_, clock_.monotonic() + wait);
}

void SitePace::go_on_from(const SitePace& before) {
  next_request_ = before.next_request_;
  next_login_ = before.next_login_;
  held_until_ = before.held_until_;
  closed_because_ = before.closed_because_;
}

}  // namespace vancrawl::engine
