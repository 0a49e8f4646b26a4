#include "storage/job_rows.h"

#include <algorithm>

#include "storage/columns.h"

namespace vancrawl::storage {
namespace {

Lane lane_named(std::string_view name) {
  for (const auto lane : {Lane::kOnDemand, Lane::kScheduled}) {
    if (name == name_of(lane)) return lane;
  }
  throw StoreError(StoreFault::kCorrupt, "unknown lane " + std::string(name));
}

JobRequest request_at(const Statement& row) {
  JobRequest request;
  request.merchant = model::MerchantId(row.text(1));
  request.site = model::SiteId(row.text(2));
  request.account = {row.text(3), row.text(4)};
  request.credential = model::CredentialId(row.integer(5));
  request.ledgers = ledgers_at(row, 6);
  request.dates = {row.date(7), row.date(8)};
  request.lane = lane_named(row.view(9));
  request.due = row.instant(10);
  request.start_by = row.instant_if(21);
  return request;
}

}  // namespace

int number_of(Lane lane) { return lane == Lane::kOnDemand ? 0 : 1; }

JobRow job_at(const Statement& row, model::Instant now) {
  JobRow found;
  Job& job = found.job;
  job.id = model::JobId(row.integer(0));
  job.request = request_at(row);
  job.state = stored(parse_job_state(row.view(11)));
  if (job.state == JobState::kAvailable && job.request.due > now) job.state = JobState::kScheduled;
  job.fence = Fence(row.integer(12));
  job.attempts = static_cast<int>(row.integer(13));
  job.joins = static_cast<int>(row.integer(14));
  if (!row.is_null(15)) job.failure = stored(model::parse_failure(row.view(15)));
  job.detail = row.text(16);
  job.enqueued_at = row.instant(17);
  job.ended_at = row.instant_if(18);
  job.lease_until = row.instant_if(19);
  found.account = row.integer(20);
  job.turn = row.instant(22);
  job.stop_asked = !row.is_null(23) && row.integer(23) != 0;
  if (!row.is_null(24)) job.behind = model::JobId(row.integer(24));
  return found;
}

std::optional<JobRow> job_row(View& view, model::JobId id, model::Instant now) {
  auto rows = view.connection().ask(std::string(kJobColumns) + "WHERE j.id = ?", id);
  if (!rows.step()) return std::nullopt;
  return job_at(rows, now);
}

void put_waiting(Connection& connection, const JobRow& row, model::Instant now) {
  const auto& request = row.job.request;
  if (request.due <= now) {
    connection.run("INSERT INTO line(site, lane, turn, id, account) VALUES (?, ?, ?, ?, ?)",
                   request.site, number_of(request.lane), row.job.turn, row.job.id, row.account);
    return;
  }
  connection.run("INSERT INTO ready(site, lane, due, id, account) VALUES (?, ?, ?, ?, ?)",
                 request.site, number_of(request.lane), request.due, row.job.id, row.account);
}

void take_waiting(Connection& connection, const JobRow& row) {
  const auto& request = row.job.request;
  connection.run("DELETE FROM line WHERE site = ? AND lane = ? AND turn = ? AND id = ?",
                 request.site, number_of(request.lane), row.job.turn, row.job.id);
  if (connection.changed_rows() > 0) return;
  connection.run("DELETE FROM ready WHERE site = ? AND lane = ? AND due = ? AND id = ?",
                 request.site, number_of(request.lane), request.due, row.job.id);
}

std::vector<JobRow> live_jobs(View& view, model::CredentialId credential, model::Instant now) {
  std::vector<JobRow> live;
  auto rows = view.connection().ask(
      std::string(kJobColumns) +
          "WHERE j.id IN (SELECT job FROM live WHERE credential = ?) ORDER BY j.id",
      credential);
  while (rows.step()) live.push_back(job_at(rows, now));
  return live;
}

bool covers(const JobRequest& job, const JobRequest& asked) {
  const auto has = [&](model::Ledger ledger) {
    return std::ranges::find(job.ledgers, ledger) != job.ledgers.end();
  };
  return job.merchant == asked.merchant && job.site == asked.site && job.account == asked.account &&
         job.dates.first <= asked.dates.first && asked.dates.last <= job.dates.last &&
         std::ranges::all_of(asked.ledgers, has);
}

}  // namespace vancrawl::storage
