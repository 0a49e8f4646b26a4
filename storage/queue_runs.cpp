#include <stdexcept>

#include <fmt/format.h>

#include "storage/columns.h"
#include "storage/guard_lines.h"
#include "storage/job_rows.h"
#include "storage/queue.h"

namespace vancrawl::storage {
namespace {

struct Waiting {
  model::JobId id;
  model::Instant due;
};

std::optional<Waiting> next_waiting(Connection& connection, const model::SiteId& site, int lane,
                                    model::Instant now) {
  auto row = connection.ask(
      "SELECT id, due FROM ready WHERE site = ?1 AND lane = ?2 AND due <= ?3 "
      "AND NOT EXISTS (SELECT 1 FROM running WHERE running.account = ready.account) "
      "ORDER BY due, id LIMIT 1",
      site, lane, now);
  if (!row.step()) return std::nullopt;
  return Waiting{model::JobId(row.integer(0)), row.instant(1)};
}

std::optional<model::JobId> choose(Connection& connection,
                                   std::span<const model::SiteId> open_sites, model::Instant now) {
  for (const int lane : {0, 1}) {
    std::optional<Waiting> first;
    for (const auto& site : open_sites) {
      const auto waiting = next_waiting(connection, site, lane, now);
      if (waiting && (!first || waiting->due < first->due)) first = waiting;
    }
    if (first) return first->id;
  }
  return std::nullopt;
}

Fence next_fence(Connection& connection) {
  auto row =
      connection.ask("UPDATE counter SET value = value + 1 WHERE name = 'fence' RETURNING value");
  if (!row.step()) throw StoreError(StoreFault::kCorrupt, "the fence counter is gone");
  const Fence fence(row.integer(0));
  while (row.step()) continue;
  return fence;
}

/// A run ended without saying how; it counts as an attempt, and the job may be claimed again.
void give_back(Transaction& transaction, model::JobId id, model::Instant now,
               const std::string& why) {
  auto& connection = transaction.connection();
  const auto row = job_row(transaction, id, now);
  connection.run("DELETE FROM running WHERE job = ?", id);
  connection.run("UPDATE job SET state = ?2, detail = ?3 WHERE id = ?1", id,
                 name_of(JobState::kAvailable), why);
  put_ready(connection, *row);
}

int give_back_all(Transaction& transaction, Statement running, model::Instant now,
                  const std::string& why) {
  std::vector<model::JobId> jobs;
  while (running.step()) jobs.emplace_back(running.integer(0));
  for (const auto id : jobs) give_back(transaction, id, now, why);
  return static_cast<int>(jobs.size());
}

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

void retry_job(Connection& connection, JobRow row, const JobResult& result) {
  row.job.request.due = *result.retry_at;
  connection.run("UPDATE job SET state = ?2, failure = ?3, detail = ?4, due = ?5 WHERE id = ?1",
                 row.job.id, name_of(JobState::kRetryable), failure_name(result), result.detail,
                 *result.retry_at);
  put_ready(connection, row);
}

ClaimedJob claim(Transaction& transaction, model::JobId id, model::Instant now,
                 const Lease& lease) {
  auto& connection = transaction.connection();
  const auto row = *job_row(transaction, id, now);
  const auto fence = next_fence(connection);
  take_ready(connection, row);
  connection.run(
      "INSERT INTO running(account, job, fence, boot, lease_until) "
      "VALUES (?, ?, ?, ?, ?)",
      row.account, id, fence, lease.boot, lease.until);
  connection.run("UPDATE job SET state = ?2, fence = ?3, attempts = attempts + 1 WHERE id = ?1", id,
                 name_of(JobState::kRunning), fence);
  return {id, row.job.request, fence, row.job.attempts + 1};
}

}  // namespace

std::optional<ClaimedJob> claim_due(Transaction& transaction, model::Instant now,
                                    std::span<const model::SiteId> open_sites, const Lease& lease) {
  auto& connection = transaction.connection();
  [[maybe_unused]] const int expired = give_back_all(
      transaction, connection.ask("SELECT job FROM running WHERE lease_until < ?", now), now,
      "lease ran out");
  const auto id = choose(connection, open_sites, now);
  if (!id) return std::nullopt;
  return claim(transaction, *id, now, lease);
}

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

std::expected<void, StaleFence> finish(Transaction& transaction, model::JobId job, Fence fence,
                                       const JobResult& result, model::Instant now) {
  check_result(result);
  if (auto held = check_fence(transaction, job, fence); !held) return held;
  auto& connection = transaction.connection();
  connection.run("DELETE FROM running WHERE job = ?", job);
  if (!result.spends_attempt) {
    connection.run("UPDATE job SET attempts = attempts - 1 WHERE id = ?", job);
  }
  if (result.state == JobState::kRetryable) {
    retry_job(connection, *job_row(transaction, job, now), result);
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

int cancel_jobs(Transaction& transaction, const model::MerchantId& merchant,
                const model::SiteId& site, model::Instant now) {
  auto& connection = transaction.connection();
  std::vector<JobRow> open;
  auto rows = connection.ask(std::string(kJobColumns) +
                                 "WHERE j.merchant = ? AND j.site = ? AND j.id IN "
                                 "(SELECT job FROM live)",
                             merchant, site);
  while (rows.step()) open.push_back(job_at(rows, now));
  for (const auto& row : open) {
    take_ready(connection, row);
    connection.run("DELETE FROM running WHERE job = ?", row.job.id);
    end_job(connection, row.job.id, JobState::kCancelled, std::nullopt, "cancelled", now);
  }
  return static_cast<int>(open.size());
}

}  // namespace vancrawl::storage
