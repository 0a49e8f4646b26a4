#pragma once

#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/model/business_date.h"
#include "crawler/model/failure.h"
#include "crawler/model/ids.h"
#include "crawler/model/ledger.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// Grows with every claim of any job; whoever holds an older one cannot write.
using Fence = model::NumberId<struct FenceTag>;
/// One start of one daemon; random text.
using BootId = model::TextId<struct BootTag>;

enum class Lane { kOnDemand, kScheduled };

enum class JobState {
  kScheduled,  ///< due later
  kAvailable,  ///< due
  kRunning,
  kRetryable,  ///< waits to be tried again
  kCompleted,
  kCancelled,
  kDead  ///< given up; a person must look
};

[[nodiscard]] std::string_view name_of(Lane lane);
[[nodiscard]] std::string_view name_of(JobState state);
[[nodiscard]] std::expected<JobState, model::ParseFault> parse_job_state(std::string_view name);

struct JobRequest {
  model::MerchantId merchant;
  model::SiteId site;
  model::AccountKey account;
  model::CredentialId credential;
  std::vector<model::Ledger> ledgers;
  model::DateRange dates;
  Lane lane = Lane::kScheduled;
  model::Instant due;  ///< not before
  /// By when it should begin, so that the merchant's cut-off is met; absent: when it is due. Within
  /// a lane the earliest goes first.
  std::optional<model::Instant> start_by{};
  friend bool operator==(const JobRequest&, const JobRequest&) = default;
};

struct Enqueued {
  model::JobId id;
  bool joined = false;  ///< attached to a live job that covers the request
};

/// A live job of the same credential whose ledgers and dates include the asked ones takes the
/// request: it moves to the faster lane, the earlier due time and the earlier turn. Else a job is
/// made, whose turn is its start_by, or the next minute that no other live job of its credential
/// has: however many one credential brings, those of others stand between them.
[[nodiscard]] Enqueued enqueue_or_join(Transaction& transaction, const JobRequest& request,
                                       model::Instant now);

struct Lease {
  BootId boot;
  model::Instant until;
};

struct ClaimedJob {
  model::JobId id;
  JobRequest request;
  Fence fence;
  int attempt = 1;  ///< 1 at the first try
};

/// A site at which jobs may start, and how many more. `scheduled` is what of it scheduled jobs may
/// take: the rest is kept for on-demand ones.
struct SiteRoom {
  model::SiteId site;
  int all = 1;
  int scheduled = 1;
  int running = 0;  ///< jobs in flight there: who has fewest goes first
};

/// How many jobs may be claimed at once: at each open site, and together.
struct ClaimRoom {
  std::vector<SiteRoom> sites;
  int all = 1;
  int scheduled = 1;
};

/// The next due jobs whose accounts run no other job, in the order of their claims: on-demand ones
/// first; then one of the site with the fewest runs, this claim's included; then by turn. Leases
/// of other boots that ran out before `now` are given back first: a run of the caller's own boot is
/// alive however long a halt or a jump of the clock took, and a second one beside it would be a
/// second login.
[[nodiscard]] std::vector<ClaimedJob> claim_batch(Transaction& transaction, model::Instant now,
                                                  const ClaimRoom& room, const Lease& lease);

/// One job, with room for one at each of the sites.
[[nodiscard]] std::optional<ClaimedJob> claim_due(Transaction& transaction, model::Instant now,
                                                  std::span<const model::SiteId> open_sites,
                                                  const Lease& lease);

/// The caller's lease is gone: another claim, a release, or the end of the job came between.
struct StaleFence {
  model::JobId job;
  Fence given;
};

[[nodiscard]] std::expected<void, StaleFence> check_fence(View& view, model::JobId job,
                                                          Fence fence);

enum class LeaseState {
  kHeld,
  kStopAsked,  ///< held, and cancel_job() asks the run to stop at a safe point
  kLost
};
[[nodiscard]] LeaseState lease_state(View& view, model::JobId job, Fence fence);

[[nodiscard]] std::expected<void, StaleFence> heartbeat(Transaction& transaction, model::JobId job,
                                                        Fence fence, model::Instant lease_until);

/// How a run ended: completed, cancelled, dead, or retryable at `retry_at`.
struct JobResult {
  JobState state = JobState::kCompleted;
  std::optional<model::Instant> retry_at;
  std::optional<model::FailureClass> failure;
  std::string detail;
  bool spends_attempt = true;  ///< false for a snooze (no_data_yet) or an orderly shutdown
};

/// A retry of a job that was asked to stop is its end: it is cancelled. Throws
/// std::invalid_argument for a state in which no run ends, or retryable without a time.
[[nodiscard]] std::expected<void, StaleFence> finish(Transaction& transaction, model::JobId job,
                                                     Fence fence, const JobResult& result,
                                                     model::Instant now);

/// At boot: gives back at once what earlier boots left running. The number given back.
[[nodiscard]] int release_earlier_boots(Transaction& transaction, const BootId& boot,
                                        model::Instant now);
/// Ends every job of the merchant at the site that waits; a running one is asked to stop, and keeps
/// its account until it has.
[[nodiscard]] int cancel_jobs(Transaction& transaction, const model::MerchantId& merchant,
                              const model::SiteId& site, model::Instant now);

enum class CancelAnswer {
  kCancelled,  ///< it waited, or was dead: nothing of it will run
  kStopping,   ///< it runs: it stops at a safe point within seconds, and ends as cancelled
  kEnded,      ///< it had ended as completed or cancelled
  kNoSuchJob
};

/// A person gives a job up.
[[nodiscard]] CancelAnswer cancel_job(Transaction& transaction, model::JobId id,
                                      model::Instant now);

enum class RedriveAnswer {
  kRedriven,  ///< it is due, with all its attempts before it
  kNotDead,  ///< only what was given up can be tried again; others are tried by themselves, or done
  kCovered,  ///< a live job covers what it is about already
  kNoSuchJob
};

/// A person has mended what made a job dead.
[[nodiscard]] RedriveAnswer redrive(Transaction& transaction, model::JobId id, model::Instant now);

[[nodiscard]] std::string_view name_of(CancelAnswer answer);
[[nodiscard]] std::string_view name_of(RedriveAnswer answer);

/// Forgets completed and cancelled jobs that ended before then, at most so many, the earliest
/// first. Jobs that logged in are kept, as their attempts are; so are dead ones. The number gone.
[[nodiscard]] int prune_jobs(Transaction& transaction, model::Instant ended_before, int most);

struct Job {
  model::JobId id;
  JobRequest request;
  JobState state = JobState::kScheduled;
  int attempts = 0;
  int joins = 0;  ///< requests that attached to it
  Fence fence;    ///< of its last claim
  std::optional<model::Instant> lease_until;
  std::optional<model::FailureClass> failure;
  std::string detail;
  model::Instant enqueued_at;
  std::optional<model::Instant> ended_at;
  model::Instant turn;                 ///< its place among the jobs of its site and lane
  std::optional<model::JobId> behind;  ///< the running job of its account that it waits for
  bool stop_asked = false;             ///< it runs, and was cancelled
};

struct JobFilter {
  std::optional<JobState> state;
  std::optional<model::MerchantId> merchant;
  int limit = 1000;
};

[[nodiscard]] std::optional<Job> job(View& view, model::JobId id, model::Instant now);
/// Latest first.
[[nodiscard]] std::vector<Job> jobs(View& view, const JobFilter& filter, model::Instant now);
/// When the next waiting job of an open site falls due; nothing if none waits.
[[nodiscard]] std::optional<model::Instant> next_due(View& view,
                                                     std::span<const model::SiteId> open_sites);

}  // namespace vancrawl::storage
