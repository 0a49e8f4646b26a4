#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
    "j.detail, j.enqueued_at, j.ended_at, r.lease_until, j.account, j.start_by, "
    "coalesce(j.turn, j.due), r.stop_asked, b.job FROM job j "
    "JOIN account a ON a.id = j.account LEFT JOIN running r ON r.job = j.id "
    "LEFT JOIN running b ON b.account = j.account AND b.job <> j.id ";

/// A waiting job is scheduled or available by `now`.
[[nodiscard]] JobRow job_at(const Statement& row, model::Instant now);
[[nodiscard]] std::optional<JobRow> job_row(View& view, model::JobId id, model::Instant now);

/// Among those that wait: in line if it is due by `now`.
void put_waiting(Connection& connection, const JobRow& row, model::Instant now);
void take_waiting(Connection& connection, const JobRow& row);

/// The live jobs of a credential, in the order of their ids.
[[nodiscard]] std::vector<JobRow> live_jobs(View& view, model::CredentialId credential,
                                            model::Instant now);
/// Whether what is asked is part of what the job is about.
[[nodiscard]] bool covers(const JobRequest& job, const JobRequest& asked);

/// Ends a job that neither waits nor runs any more.
void end_job(Connection& connection, model::JobId id, JobState state,
             std::optional<std::string_view> failure, const std::string& detail,
             model::Instant now);
/// Gives back the jobs that `running` lists; they count as tried. The number of them.
[[nodiscard]] int give_back_all(Transaction& transaction, Statement running, model::Instant now,
                                const std::string& why);

[[nodiscard]] int number_of(Lane lane);

}  // namespace vancrawl::storage
