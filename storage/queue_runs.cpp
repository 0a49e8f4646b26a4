#include <stdexcept>

#include <fmt/format.h>

#include "storage/columns.h"
#include "storage/guard_lines.h"
#include "storage/job_rows.h"
#include "storage/queue.h"

namespace vancrawl::storage {

void end_job(Connection& connection, model::JobId id, JobState state,
             std::optional<std::string_view> failure, const std::string& detail,
             model::Instant now) {
  connection.run(
      "UPDATE job SET state = ?2, failure = ?3, detail = ?4, ended_at = ?5 "
      "WHERE id = ?1",
      id, name_of(state), failure, detail, now);
  connection.run(
      "DELETE FROM live WHERE job = ?1 "
      "AND credential = (SELECT credential FROM job WHERE id = ?1)",
      id);
}

namespace {

/// A run ended without saying how; it counts as an attempt, and the job may be claimed again.
void give_back(Transaction& transaction, model::JobId id, model::Instant now,
               const std::string& why) {
  auto& connection = transaction.connection();
  const auto row = job_row(transaction, id, now);
  connection.run("DELETE FROM running WHERE job = ?", id);
  if (row->job.stop_asked) {
    end_job(connection, id, JobState::kCancelled, std::nullopt, "cancelled", now);
    return;
  }
  connection.run("UPDATE job SET state = ?2, detail = ?3 WHERE id = ?1", id,
                 name_of(JobState::kAvailable), why);
  put_waiting(connection, *row, now);
}

}  // namespace

int give_back_all(Transaction& transaction, Statement running, model::Instant now,
                  const std::string& why) {
  std::vector<model::JobId> jobs;
  while (running.step()) jobs.emplace_back(running.integer(0));
  for (const auto id : jobs) give_back(transaction, id, now, why);
  return static_cast<int>(jobs.size());
}

namespace {

void check_result(const JobResult& result) {
  const bool ends = result.state == JobState::kCompleted || result.state == JobState::kCancelled ||
                    result.state == JobState::kDead;
  const bool retries = result.state == JobState::kRetryable;
  if (!ends && !retries) {
    throw std::invalid_argument(fmt::format("a run does not end as {}", name_of(result.state)));
  }
  if (retries != result.retry_at.has_value()) {
    throw std::invalid_argument("a retry, and only a retry, has a time");
  }
}

std::optional<std::string_view> failure_name(const JobResult& result) {
  if (!result.failure) return std::nullopt;
  return model::name_of(*result.failure);
}

void retry_job(Connection& connection, JobRow row, const JobResult& result, model::Instant now) {
  row.job.request.due = *result.retry_at;
  connection.run("UPDATE job SET state = ?2, failure = ?3, detail = ?4, due = ?5 WHERE id = ?1",
                 row.job.id, name_of(JobState::kRetryable), failure_name(result), result.detail,
                 *result.retry_at);
  put_waiting(connection, row, now);
}

}  // namespace

std::expected<void, StaleFence> check_fence(View& view, model::JobId job, Fence fence) {
  auto row = view.connection().ask("SELECT fence FROM running WHERE job = ?", job);
  if (row.step() && row.integer(0) == fence.number()) return {};
  return std::unexpected(StaleFence{job, fence});
}

std::expected<void, StaleFence> heartbeat(Transaction& transaction, model::JobId job, Fence fence,
                                          model::Instant lease_until) {
  if (auto held = check_fence(transaction, job, fence); !held) return held;
  transaction.connection().run("UPDATE running SET lease_until = ?2 WHERE job = ?1", job,
                               lease_until);
  return {};
}

LeaseState lease_state(View& view, model::JobId job, Fence fence) {
  auto row = view.connection().ask("SELECT fence, stop_asked FROM running WHERE job = ?", job);
  if (!row.step() || row.integer(0) != fence.number()) return LeaseState::kLost;
  return row.integer(1) != 0 ? LeaseState::kStopAsked : LeaseState::kHeld;
}

std::expected<void, StaleFence> finish(Transaction& transaction, model::JobId job, Fence fence,
                                       const JobResult& result, model::Instant now) {
  check_result(result);
  const auto lease = lease_state(transaction, job, fence);
  if (lease == LeaseState::kLost) return std::unexpected(StaleFence{job, fence});
  auto& connection = transaction.connection();
  connection.run("DELETE FROM running WHERE job = ?", job);
  if (!result.spends_attempt) {
    connection.run("UPDATE job SET attempts = attempts - 1 WHERE id = ?", job);
  }
  const bool retries = result.state == JobState::kRetryable;
  const bool is_given_up = lease == LeaseState::kStopAsked && result.state != JobState::kCompleted;
  if (is_given_up) {
    end_job(connection, job, JobState::kCancelled, failure_name(result), "cancelled", now);
  } else if (retries) {
    retry_job(connection, *job_row(transaction, job, now), result, now);
  } else {
    end_job(connection, job, result.state, failure_name(result), result.detail, now);
  }
  note_progress(transaction);
  return {};
}

int release_earlier_boots(Transaction& transaction, const BootId& boot, model::Instant now) {
  return give_back_all(
      transaction, transaction.connection().ask("SELECT job FROM running WHERE boot <> ?", boot),
      now, "left running by an earlier boot");
}

}  // namespace vancrawl::storage
