#include "crawler/cli/crawl_follow.h"

#include <algorithm>

#include <fmt/format.h>
#include <poll.h>

#include "storage/read_models.h"

namespace vancrawl::cli {
namespace {

constexpr int kLookAgainMs = 200;
/// A job that is due and not begun may stand behind others.
constexpr std::chrono::seconds kLeastPatience{30};

bool is_over(storage::JobState state) {
  switch (state) {
    case storage::JobState::kCompleted:
    case storage::JobState::kCancelled:
    case storage::JobState::kDead:
      return true;
    case storage::JobState::kScheduled:
    case storage::JobState::kAvailable:
    case storage::JobState::kRunning:
    case storage::JobState::kRetryable:
      return false;
  }
  __builtin_unreachable();
}

struct Standing {
  std::size_t ended = 0;
  bool runs = false;
  bool is_due = false;                 ///< one waits for its turn
  std::optional<model::Instant> next;  ///< of those that are due later
};

Standing standing_of(storage::View& view, const std::vector<model::JobId>& jobs) {
  Standing standing;
  const auto at = now();
  for (const auto id : jobs) {
    const auto job = storage::job(view, id, at);
    if (!job || is_over(job->state)) {
      ++standing.ended;
    } else if (job->state == storage::JobState::kRunning) {
      standing.runs = true;
    } else if (job->request.due <= at) {
      standing.is_due = true;
    } else {
      standing.next = standing.next ? std::min(*standing.next, job->request.due) : job->request.due;
    }
  }
  return standing;
}

void show(const Invocation& invocation, const Standing& standing, std::size_t jobs) {
  if (::isatty(::fileno(invocation.err)) == 0) return;
  fmt::print(invocation.err, "\r  {} of {} runs ended{} ", standing.ended, jobs,
             standing.runs ? ", one goes on" : "");
}

}  // namespace

FollowEnd follow_jobs(const Invocation& invocation, const Config& config,
                      const std::vector<model::JobId>& jobs, std::chrono::milliseconds patience) {
  const auto reader = storage::Reader::open(config.store);
  auto moved_at = now();
  for (;;) {
    const auto standing = standing_of(*reader, jobs);
    show(invocation, standing, jobs.size());
    if (standing.ended == jobs.size()) return FollowEnd::kEnded;
    const auto at = now();
    if (standing.runs) moved_at = at;
    const auto longest =
        standing.is_due ? std::max<std::chrono::milliseconds>(patience, kLeastPatience) : patience;
    const bool is_soon = standing.next && *standing.next - at <= patience;
    if (!standing.runs && !is_soon && at - moved_at >= longest) return FollowEnd::kNothingMoves;
    const auto* const caller = config.owner->caller;
    if (caller != nullptr && caller->standing() == control::Caller::Standing::kOwnerEnds) {
      return FollowEnd::kOwnerEnds;
    }
    config.owner->expect_caller();
    ::poll(nullptr, 0, kLookAgainMs);
  }
}

}  // namespace vancrawl::cli
