#include <algorithm>

#include "storage/job_rows.h"
#include "storage/queue.h"

namespace vancrawl::storage {
namespace {

std::vector<model::JobId> ids_of(Statement rows) {
  std::vector<model::JobId> ids;
  while (rows.step()) ids.emplace_back(rows.integer(0));
  return ids;
}

void cancel_waiting(Connection& connection, const JobRow& row, model::Instant now) {
  take_waiting(connection, row);
  end_job(connection, row.job.id, JobState::kCancelled, std::nullopt, "cancelled", now);
}

void ask_to_stop(Connection& connection, model::JobId id) {
  connection.run("UPDATE running SET stop_asked = 1 WHERE job = ?", id);
}

}  // namespace

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
    if (row.job.state == JobState::kRunning) {
      ask_to_stop(connection, row.job.id);
    } else {
      cancel_waiting(connection, row, now);
    }
  }
  return static_cast<int>(open.size());
}

CancelAnswer cancel_job(Transaction& transaction, model::JobId id, model::Instant now) {
  const auto row = job_row(transaction, id, now);
  if (!row) return CancelAnswer::kNoSuchJob;
  auto& connection = transaction.connection();
  switch (row->job.state) {
    case JobState::kScheduled:
    case JobState::kAvailable:
    case JobState::kRetryable:
      cancel_waiting(connection, *row, now);
      return CancelAnswer::kCancelled;
    case JobState::kRunning:
      ask_to_stop(connection, id);
      return CancelAnswer::kStopping;
    case JobState::kDead:
      connection.run("UPDATE job SET state = ?2 WHERE id = ?1", id, name_of(JobState::kCancelled));
      return CancelAnswer::kCancelled;
    case JobState::kCompleted:
    case JobState::kCancelled:
      return CancelAnswer::kEnded;
  }
  __builtin_unreachable();
}

RedriveAnswer redrive(Transaction& transaction, model::JobId id, model::Instant now) {
  auto row = job_row(transaction, id, now);
  if (!row) return RedriveAnswer::kNoSuchJob;
  if (row->job.state != JobState::kDead) return RedriveAnswer::kNotDead;
  auto& request = row->job.request;
  const auto live = live_jobs(transaction, request.credential, now);
  const bool is_covered = std::ranges::any_of(live, [&](const JobRow& other) {
    return !other.job.stop_asked && covers(other.job.request, request);
  });
  if (is_covered) return RedriveAnswer::kCovered;
  auto& connection = transaction.connection();
  request.due = now;
  connection.run("UPDATE job SET state = ?2, due = ?3, attempts = 0, ended_at = NULL WHERE id = ?1",
                 id, name_of(JobState::kAvailable), now);
  connection.run("INSERT INTO live(credential, job) VALUES (?, ?)", request.credential, id);
  put_waiting(connection, *row, now);
  return RedriveAnswer::kRedriven;
}

int prune_jobs(Transaction& transaction, model::Instant ended_before, int most) {
  auto& connection = transaction.connection();
  const auto old = ids_of(connection.ask(
      "SELECT id FROM job WHERE ended_at < ?1 AND state IN (?2, ?3) AND NOT EXISTS "
      "(SELECT 1 FROM attempt WHERE attempt.job = job.id) ORDER BY ended_at, id LIMIT ?4",
      ended_before, name_of(JobState::kCompleted), name_of(JobState::kCancelled), most));
  for (const auto id : old) connection.run("DELETE FROM job WHERE id = ?", id);
  return static_cast<int>(old.size());
}

std::string_view name_of(CancelAnswer answer) {
  switch (answer) {
    case CancelAnswer::kCancelled:
      return "cancelled";
    case CancelAnswer::kStopping:
      return "stopping";
    case CancelAnswer::kEnded:
      return "ended";
    case CancelAnswer::kNoSuchJob:
      return "no_such_job";
  }
  __builtin_unreachable();
}

std::string_view name_of(RedriveAnswer answer) {
  switch (answer) {
    case RedriveAnswer::kRedriven:
      return "redriven";
    case RedriveAnswer::kNotDead:
      return "not_dead";
    case RedriveAnswer::kCovered:
      return "covered";
    case RedriveAnswer::kNoSuchJob:
      return "no_such_job";
  }
  __builtin_unreachable();
}

}  // namespace vancrawl::storage
