#include "storage/job_rows.h"

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
  return request;
}

std::int64_t order_of(Lane lane) { return lane == Lane::kOnDemand ? 0 : 1; }

}  // namespace

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
  return found;
}

std::optional<JobRow> job_row(View& view, model::JobId id, model::Instant now) {
  auto rows = view.connection().ask(std::string(kJobColumns) + "WHERE j.id = ?", id);
  if (!rows.step()) return std::nullopt;
  return job_at(rows, now);
}

void put_ready(Connection& connection, const JobRow& row) {
  const auto& request = row.job.request;
  connection.run("INSERT INTO ready(site, lane, due, id, account) VALUES (?, ?, ?, ?, ?)",
                 request.site, order_of(request.lane), request.due, row.job.id, row.account);
}

void take_ready(Connection& connection, const JobRow& row) {
  const auto& request = row.job.request;
  connection.run("DELETE FROM ready WHERE site = ? AND lane = ? AND due = ? AND id = ?",
                 request.site, order_of(request.lane), request.due, row.job.id);
}

}  // namespace vancrawl::storage
