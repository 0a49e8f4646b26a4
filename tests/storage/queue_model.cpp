#include "tests/storage/queue_model.h"

#include <algorithm>
#include <tuple>

namespace vancrawl::storage::tests {
namespace {

constexpr std::chrono::minutes kApart{1};

model::Instant wanted(const JobRequest& request) { return request.start_by.value_or(request.due); }

bool includes(const JobRequest& job, const JobRequest& asked) {
  const bool same = job.credential == asked.credential && job.merchant == asked.merchant &&
                    job.site == asked.site && job.account == asked.account;
  const bool days = job.dates.contains(asked.dates.first) && job.dates.contains(asked.dates.last);
  return same && days && std::ranges::all_of(asked.ledgers, [&](auto ledger) {
           return std::ranges::find(job.ledgers, ledger) != job.ledgers.end();
         });
}

}  // namespace

bool QueueModel::waits(const Entry& entry) const {
  return entry.state == JobState::kAvailable || entry.state == JobState::kRetryable;
}

bool QueueModel::is_live(const Entry& entry) const {
  return waits(entry) || entry.state == JobState::kRunning;
}

std::optional<model::JobId> QueueModel::covering(const JobRequest& request) const {
  for (const auto& [id, entry] : jobs_) {
    if (is_live(entry) && !entry.stop_asked && includes(entry.request, request)) return id;
  }
  return std::nullopt;
}

std::optional<model::JobId> QueueModel::join(const JobRequest& request) {
  const auto id = covering(request);
  if (!id) return std::nullopt;
  auto& held = jobs_.at(*id);
  if (request.lane == Lane::kOnDemand) held.request.lane = Lane::kOnDemand;
  if (held.state == JobState::kAvailable) {
    held.request.due = std::min(held.request.due, request.due);
  }
  held.turn = std::min(held.turn, wanted(request));
  return id;
}

void QueueModel::add(model::JobId id, const JobRequest& request) {
  auto turn = wanted(request);
  const auto meets = [&](const auto& job) {
    const auto& other = job.second;
    return is_live(other) && other.request.credential == request.credential &&
           other.request.lane == request.lane && other.turn < turn + kApart &&
           turn < other.turn + kApart;
  };
  for (auto met = std::ranges::find_if(jobs_, meets); met != jobs_.end();
       met = std::ranges::find_if(jobs_, meets)) {
    turn = met->second.turn + kApart;
  }
  jobs_[id] = {request, turn};
}

std::vector<model::JobId> QueueModel::claim(model::Instant now, ClaimRoom room,
                                            const Lease& lease) {
  std::set<model::AccountKey> busy;
  for (auto& [id, entry] : jobs_) {
    const bool is_lost = entry.lease_until < now && entry.boot != lease.boot;
    if (entry.state == JobState::kRunning && is_lost) give_back(entry);
    if (entry.state == JobState::kRunning) busy.insert(entry.request.account);
  }
  std::vector<model::JobId> claimed;
  for (const auto lane : {Lane::kOnDemand, Lane::kScheduled}) {
    for (;;) {
      using Rank = std::tuple<int, model::Instant, model::JobId>;
      std::optional<Rank> best;
      SiteRoom* at = nullptr;
      for (auto& site : room.sites) {
        const bool has_room =
            lane == Lane::kOnDemand
                ? site.all > 0 && room.all > 0
                : std::min({site.all, site.scheduled, room.all, room.scheduled}) > 0;
        for (const auto& [id, entry] : jobs_) {
          const bool fits = has_room && waits(entry) && entry.request.site == site.site &&
                            entry.request.lane == lane && entry.request.due <= now &&
                            !busy.contains(entry.request.account);
          const Rank rank{site.running, entry.turn, id};
          if (!fits || (best && *best < rank)) continue;
          best = rank;
          at = &site;
        }
      }
      if (!best) break;
      auto& entry = jobs_.at(std::get<2>(*best));
      entry.state = JobState::kRunning;
      entry.lease_until = lease.until;
      entry.boot = lease.boot;
      ++entry.attempts;
      busy.insert(entry.request.account);
      claimed.push_back(std::get<2>(*best));
      ++at->running;
      --at->all;
      --room.all;
      if (lane == Lane::kOnDemand) continue;
      --at->scheduled;
      --room.scheduled;
    }
  }
  return claimed;
}

void QueueModel::finish(model::JobId id, const JobResult& result) {
  auto& entry = jobs_.at(id);
  if (!result.spends_attempt) --entry.attempts;
  entry.state = result.state;
  if (result.state != JobState::kRetryable) return;
  if (entry.stop_asked) entry.state = JobState::kCancelled;
  if (!entry.stop_asked) entry.request.due = *result.retry_at;
}

void QueueModel::give_back(Entry& entry) {
  entry.state = entry.stop_asked ? JobState::kCancelled : JobState::kAvailable;
}

void QueueModel::release_all() {
  for (auto& [id, entry] : jobs_) {
    if (entry.state == JobState::kRunning) give_back(entry);
  }
}

CancelAnswer QueueModel::cancel(model::JobId id) {
  auto& entry = jobs_.at(id);
  if (entry.state == JobState::kRunning) {
    entry.stop_asked = true;
    return CancelAnswer::kStopping;
  }
  if (entry.state == JobState::kCompleted || entry.state == JobState::kCancelled) {
    return CancelAnswer::kEnded;
  }
  entry.state = JobState::kCancelled;
  return CancelAnswer::kCancelled;
}

RedriveAnswer QueueModel::redrive(model::JobId id, model::Instant now) {
  auto& entry = jobs_.at(id);
  if (entry.state != JobState::kDead) return RedriveAnswer::kNotDead;
  if (covering(entry.request)) return RedriveAnswer::kCovered;
  entry.state = JobState::kAvailable;
  entry.request.due = now;
  entry.attempts = 0;
  return RedriveAnswer::kRedriven;
}

std::vector<model::JobId> QueueModel::running() const {
  std::vector<model::JobId> ids;
  for (const auto& [id, entry] : jobs_) {
    if (entry.state == JobState::kRunning) ids.push_back(id);
  }
  return ids;
}

}  // namespace vancrawl::storage::tests
