#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "storage/connection.h"
#include "storage/queue.h"

namespace vancrawl::storage {

// The rows of the queue. Only for the sources of this folder.

/// A job and its account's row number.
struct JobRow {
  Job job;
  std::int64_t account = 0;
};

/// The columns that job_at reads, in their order; append a WHERE or ORDER BY.
inline constexpr std::string_view kJobColumns =
    "SELECT j.id, j.merchant, j.site, a.realm, a.login_id, j.credential, j.ledgers, "
    "j.first_date, j.last_date, j.lane, j.due, j.state, j.fence, j.attempts, j.joins, j.failure, "
    "j.detail, j.enqueued_at, j.ended_at, r.lease_until, j.account FROM job j "
    "JOIN account a ON a.id = j.account LEFT JOIN running r ON r.job = j.id ";

/// A waiting job is scheduled or available by `now`.
[[nodiscard]] JobRow job_at(const Statement& row, model::Instant now);
[[nodiscard]] std::optional<JobRow> job_row(View& view, model::JobId id, model::Instant now);

void put_ready(Connection& connection, const JobRow& row);
void take_ready(Connection& connection, const JobRow& row);

}  // namespace vancrawl::storage
