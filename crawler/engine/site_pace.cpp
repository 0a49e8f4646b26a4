#include "crawler/engine/site_pace.h"

#include <algorithm>

#include "crawler/async/timing.h"
#include "crawler/model/failure.h"

namespace vancrawl::engine {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds kReservedAhead{5};
constexpr int kMostSlower = 4;
constexpr int kSlowerBy = 2;   // half of the way at once
constexpr int kFasterBy = 10;  // a tenth of the way with each good answer

}  // namespace

milliseconds SitePace::gap() const { return std::max(facts_.pace.gap, slow_gap_); }

milliseconds SitePace::jittered() const {
  const auto jitter = static_cast<std::uint64_t>(facts_.pace.jitter.count());
  const auto extra = jitter == 0 ? 0 : random_.below(jitter + 1);
  return gap() + milliseconds(extra);
}

boost::asio::awaitable<void> SitePace::take_turn() { co_await wait_for(next_request_, jittered()); }

boost::asio::awaitable<void> SitePace::take_turn_through(model::ExitId exit) {
  if (facts_.pace.exit_gap.count() > 0) {
    co_await wait_for(next_by_exit_[exit], facts_.pace.exit_gap);
  }
  co_await take_turn();
}

boost::asio::awaitable<void> SitePace::take_login_turn() {
  co_await wait_for(next_login_, facts_.pace.login_gap);
  co_await take_turn();
}

boost::asio::awaitable<void> SitePace::wait_for(model::Monotonic& next, milliseconds gap) {
  do {
    const auto now = clock_.monotonic();
    const auto mine = std::max({next, now, held_until_});
    next = mine + gap;
    if (keeper_ != nullptr && next > reserved_until_) co_await reserve(next);
    if (mine > now) co_await async::sleep_until(clock_, mine);
    // Held while it waited: it takes its place in the row anew, so that no burst follows.
  } while (clock_.monotonic() < held_until_);
}

boost::asio::awaitable<void> SitePace::reserve(model::Monotonic until) {
  const auto ahead = until + kReservedAhead;
  auto reserved = mark();
  const auto wall = clock_.now() + (ahead - clock_.monotonic());
  reserved.taken_until = std::max(reserved.taken_until, wall);
  co_await keeper_->save(std::move(reserved));
  reserved_until_ = std::max(reserved_until_, ahead);
}

void SitePace::hold_for(milliseconds wait) {
  const auto until = clock_.monotonic() + wait;
  if (until <= held_until_) return;
  held_until_ = until;
  if (keeper_ != nullptr) keeper_->held();
}

void SitePace::answered(milliseconds took, session::AnswerKind kind) {
  const auto stands = gap();
  const auto wanted = std::clamp(took, facts_.pace.gap, facts_.pace.gap * kMostSlower);
  if (wanted > stands) slow_gap_ = stands + (wanted - stands) / kSlowerBy;
  const bool may_lower = kind == session::AnswerKind::kGood;
  if (wanted < stands && may_lower) slow_gap_ = stands - (stands - wanted) / kFasterBy;
}

storage::PaceMark SitePace::mark() const {
  const auto wall = clock_.now();
  const auto now = clock_.monotonic();
  const auto at = [&](model::Monotonic when) { return wall + (std::max(when, now) - now); };
  const auto taken = std::max(next_request_, reserved_until_);
  return {facts_.id, at(taken), at(next_login_), at(held_until_), slow_gap_};
}

void SitePace::keep_in(PaceKeeper& keeper, const std::optional<storage::PaceMark>& mark) {
  keeper_ = &keeper;
  if (!mark) return;
  const auto wall = clock_.now();
  const auto now = clock_.monotonic();
  // However wrong a clock was, nothing waits longer than the longest wait.
  const auto from = [&](model::Instant at) {
    return now + std::clamp<milliseconds>(at - wall, milliseconds(0), facts_.waits.longest);
  };
  next_request_ = std::max(next_request_, from(mark->taken_until));
  next_login_ = std::max(next_login_, from(mark->login_taken_until));
  held_until_ = std::max(held_until_, from(mark->held_until));
  slow_gap_ = std::min(mark->gap, facts_.pace.gap * kMostSlower);
}

boost::asio::awaitable<void> ExitPace::take_turn() {
  return exit_ ? site_.take_turn_through(*exit_) : site_.take_turn();
}

void SitePace::go_on_from(const SitePace& before) {
  next_request_ = before.next_request_;
  next_login_ = before.next_login_;
  held_until_ = before.held_until_;
  keeper_ = before.keeper_;
  reserved_until_ = before.reserved_until_;
  next_by_exit_ = before.next_by_exit_;
  slow_gap_ = before.slow_gap_;
}

}  // namespace vancrawl::engine
