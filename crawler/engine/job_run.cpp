#include "crawler/engine/job_run.h"

#include <algorithm>

#include <boost/asio/this_coro.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "crawler/async/timing.h"
#include "crawler/engine/exit_memory.h"
#include "crawler/engine/login_revision.h"
#include "storage/read_models.h"

namespace vancrawl::engine {
namespace {

using boost::asio::awaitable;
using model::FailureClass;
using model::SliceKey;
using model::VisitFailure;
using model::VisitPhase;

/// A paused job is looked at again so often; resuming does not wait for it when a person crawls.
constexpr std::chrono::hours kLookAtBrake{1};

bool reads_slice_again(Retry retry) {
  return retry == Retry::kRereadOnce || retry == Retry::kThrice;
}

/// Whether the policy gives a slice that ended so one more read.
bool is_to_be_reread(const storage::LatestPart& latest) {
  if (latest.outcome == model::SliceState::kDisputed) return true;
  return latest.outcome == model::SliceState::kMissing && latest.failure &&
         reads_slice_again(policy_of(*latest.failure, VisitPhase::kLoggedIn).retry);
}

/// A job that a person tries again has all its attempts before it: what it missed is open again.
/// What was read before the portal's day was final is open again once it is: a request that joined
/// this job since then asks for that.
bool is_settled_by(const storage::SliceStatus& slice, const storage::ClaimedJob& job,
                   const model::FinalAt& final_at, model::Instant now) {
  const auto is_final_from = final_at.of(slice.key.date);
  if (!slice.latest) return slice.proved && slice.proved->job == job.id;
  const bool missed = slice.latest->outcome == model::SliceState::kMissing;
  if (slice.latest->job != job.id || (missed && job.attempt == 1)) return false;
  if (slice.latest->read_began < is_final_from && is_final_from <= now) return false;
  return !is_to_be_reread(*slice.latest);
}

}  // namespace

JobRun::JobRun(RunContext& context, LoadedSite& site, const SessionParts& parts, Progress& progress,
               storage::ClaimedJob job)
    : context_(context), site_(site), parts_(parts), progress_(progress), job_(std::move(job)) {}

JobRun::~JobRun() = default;

awaitable<storage::JobResult> JobRun::run() {
  Failed failed;
  std::optional<storage::Brake> brake;
  bool is_stopped = false;
  try {
    co_await admit();
    co_await plan_slices();
    progress_.job_began(job_, pending_.size());
    if (!pending_.empty()) {
      session_ =
          std::make_unique<AccountSession>(context_, site_, parts_, job_, credential_, probes_);
      co_await session_->begin();
      co_await note_let_in();
      co_await read_scopes();
      failed = co_await read_all();
    }
  } catch (const VisitFailure& failure) {  // the one place where a visit's failure ends
    failed = failure;
  } catch (const Braked& braked) {  // somebody, or a failure of another run, stopped it
    brake = braked.brake();
  } catch (const storage::StoreError& error) {  // nothing is written to a store that fails
    failed = VisitFailure(FailureClass::kStorage, error.what());
  } catch (const boost::system::system_error& error) {  // the run is being stopped
    if (error.code() != boost::asio::error::operation_aborted) throw;
    is_stopped = true;
  }
  // An exchange that was cut off by the stop says so by a failure of its own, and so does a guard
  // that refuses a run which was asked to stop, or is not the job's any more.
  is_stopped = is_stopped || (failed && failed->failure() == FailureClass::kCancelled);
  co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
  if (failed) hold_site_for(*failed);
  if (brake) co_return co_await stopped(std::move(*brake));
  if (is_stopped) co_return co_await released();
  if (failed) co_await tell(*failed);  // a wall must stand before the session is given up
  const bool store_works = !failed || failed->failure() != FailureClass::kStorage;
  if (session_ && store_works) co_await session_->end();
  auto result = co_await conclude(std::move(failed));
  co_return result;
}

awaitable<void> JobRun::admit() {
  const auto now = context_.clock.now();
  struct Admission {
    std::optional<storage::Merchant> merchant;
    std::optional<storage::Credential> credential;
    bool has_consent = false;
    storage::Passage passage{};
  };
  auto admission = co_await context_.store.run([&](storage::Transaction& transaction) {
    const auto& ask = job_.request;
    Admission found{storage::merchant(transaction, ask.merchant),
                    storage::credential(transaction, ask.credential),
                    !storage::consents_in_force(transaction, ask.merchant, ask.site, now).empty()};
    if (!found.has_consent) return found;
    found.passage = storage::pass(transaction, ask.site, ask.merchant, now);
    return found;
  });
  if (!admission.has_consent) {
    throw VisitFailure(FailureClass::kConsentMissing, "no consent is in force");
  }
  if (!admission.merchant || !admission.credential || admission.credential->destroyed) {
    throw VisitFailure(FailureClass::kConsentMissing, "the merchant's credential is gone");
  }
  merchant_ = std::move(*admission.merchant);
  credential_ = std::move(*admission.credential);
  if (admission.passage.stopped_by) throw Braked(std::move(*admission.passage.stopped_by));
  probes_ = admission.passage.probes;
}

awaitable<void> JobRun::note_let_in() {
  const auto now = context_.clock.now();
  co_await context_.store.run(
      [&](storage::Transaction& transaction) { note_admitted(transaction, met(), now); });
}

Met JobRun::met(std::optional<model::Ledger> ledger) const {
  Met met;
  met.site = site_.book.facts.id;
  met.merchant = job_.request.merchant;
  met.account = job_.request.account;
  met.version = credential_.version;
  met.ledger = ledger;
  if (session_ && session_->lease()) met.exit = session_->lease()->exit->id;
  met.revision = site_.book.revision;
  met.login_revision = login_revision_of(site_.book);
  return met;
}

awaitable<void> JobRun::tell(VisitFailure failure, std::optional<model::Ledger> ledger) {
  const auto now = context_.clock.now();
  try {
    co_await context_.store.run([&](storage::Transaction& transaction) {
      note_failure(transaction, met(ledger), failure, phase(), now);
    });
  } catch (const storage::StoreError& error) {  // a store that takes nothing takes no task either
    spdlog::error("nobody could be told job={} failure={} why=\"{}\"", job_.id.number(),
                  name_of(failure.failure()), error.what());
  }
}

awaitable<void> JobRun::plan_slices() {
  const auto now = context_.clock.now();
  const auto& ask = job_.request;
  storage::SliceFilter filter;
  filter.merchant = ask.merchant;
  filter.site = ask.site;
  filter.dates = ask.dates;
  const auto known = co_await context_.store.run(
      [&](storage::Transaction& transaction) { return storage::slices(transaction, filter); });
  const auto granted = co_await context_.store.run([&](storage::Transaction& transaction) {
    return storage::consents_in_force(transaction, ask.merchant, ask.site, now);
  });
  const auto today = model::korean_date(now);
  for (const auto ledger : ask.ledgers) {
    const auto facts = site_.book.facts.ledgers.find(ledger);
    if (facts == site_.book.facts.ledgers.end()) continue;
    for (const auto date : ask.dates.days()) {
      const SliceKey key{ask.merchant, ask.site, ledger, date};
      const bool in_reach = date <= today && today.plus_days(-facts->second.look_back_days) <= date;
      const bool settled = std::ranges::any_of(known, [&](const storage::SliceStatus& slice) {
        return slice.key == key && is_settled_by(slice, job_, facts->second.final_at, now);
      });
      const bool allowed = std::ranges::any_of(
          granted, [&](const storage::Consent& consent) { return consent.covers(ledger, date); });
      if (in_reach && !settled && allowed) pending_.push_back(key);
    }
  }
  co_await skip_closed_ledgers();
}

awaitable<void> JobRun::read_scopes() {
  auto scopes =
      co_await SliceReader::scopes_shown(session_->conversation(), session_->evidence(), merchant_);
  reader_ = std::make_unique<SliceReader>(context_.clock, site_.book, *site_.flow,
                                          session_->conversation(), session_->evidence(), merchant_,
                                          std::move(scopes), job_);
}

awaitable<JobRun::Failed> JobRun::read_all() {
  auto failed = co_await read_pending();
  if (failed || reread_.empty()) co_return failed;
  co_await async::sleep_for(context_.clock, site_.book.facts.waits.reread);
  rereading_ = true;
  pending_ = std::exchange(reread_, {});
  failed = co_await read_pending();
  co_return failed;
}

awaitable<JobRun::Failed> JobRun::read_pending() {
  while (!pending_.empty()) {
    context_.expect_sure_clock();
    const auto key = pending_.front();
    auto failed = co_await try_slice(key);
    if (!failed) {
      pending_.erase(pending_.begin());
      continue;
    }
    const auto policy = policy_of(failed->failure(), phase());
    if (policy.retry == Retry::kRelogin && !logged_in_again_) {
      co_await log_in_again();
      continue;
    }
    if (policy.blocks == Blocks::kSlice) {
      pending_.erase(pending_.begin());
      const bool once_more = reads_slice_again(policy.retry) && !rereading_;
      if (once_more) reread_.push_back(key);
      if (!once_more) co_await tell_missed(*failed, key.ledger);
      co_await publish_missed({key}, *failed, reader_->totals_seen());
      continue;
    }
    if (policy.blocks != Blocks::kSiteLedger) co_return failed;
    std::vector<SliceKey> blocked;
    std::ranges::copy_if(pending_, std::back_inserter(blocked),
                         [&](const SliceKey& other) { return other.ledger == key.ledger; });
    std::erase_if(pending_, [&](const SliceKey& other) { return other.ledger == key.ledger; });
    co_await tell(*failed, key.ledger);
    co_await publish_missed(std::move(blocked), *failed);
  }
  co_return std::nullopt;
}

/// What failed on the way is told once a run: its slices are no further merchants.
awaitable<void> JobRun::tell_missed(VisitFailure failure, model::Ledger ledger) {
  const bool is_of_the_way = is_on_the_way(failure.failure());
  const bool is_told = is_of_the_way && !failed_on_the_way_.insert(failure.failure()).second;
  if (!is_told) co_await tell(std::move(failure), ledger);
}

awaitable<JobRun::Failed> JobRun::try_slice(SliceKey key) {
  Failed failed;
  try {
    co_await read_slice(key);
  } catch (const VisitFailure& failure) {  // a slice fails alone; the policy says what it blocks
    failed = failure;
  }
  co_return failed;
}

awaitable<void> JobRun::read_slice(SliceKey key) {
  const auto memo = co_await context_.store.run(
      [&key](storage::Transaction& transaction) { return storage::memo_of(transaction, key); });
  auto read = co_await reader_->read(key, memo);
  context_.expect_sure_clock();
  if (auto* const unchanged = std::get_if<storage::UnchangedRead>(&read)) {
    const auto now = context_.clock.now();
    const auto renewed = co_await context_.store.run([&](storage::Transaction& transaction) {
      return storage::confirm_unchanged(transaction, *unchanged, now);
    });
    if (renewed) {
      storage::Published published;
      published.verdict = storage::Verdict::kRenewed;
      published.state = model::SliceState::kComplete;
      progress_.slice_published(key, published);
      co_return;
    }
    // The proof was challenged or replaced meanwhile: read it in full.
    read = co_await reader_->read(key, std::nullopt);
  }
  context_.expect_sure_clock();
  co_await publish(std::move(std::get<storage::SlicePublication>(read)));
}

awaitable<void> JobRun::log_in_again() {
  logged_in_again_ = true;
  session_->evidence().forget();
  co_await session_->log_in();
  co_await read_scopes();
}

void JobRun::hold_site_for(const VisitFailure& failure) {
  const auto policy = policy_of(failure.failure(), phase());
  if (policy.blocks != Blocks::kSite) return;
  const auto& waits = site_.book.facts.waits;
  const auto wait =
      failure.failure() == FailureClass::kMaintenance ? waits.maintenance : waits.retry * 2;
  site_.pace.hold_for(failure.come_back_after() ? *failure.come_back_after() : wait);
}

awaitable<void> JobRun::blame_exit(Failed failed) {
  const auto& lease = *session_->lease();
  parts_.exits.meter(lease, session_->traffic());
  const auto consequence = parts_.exits.report(lease, failed ? &*failed : nullptr);
  co_await remember_exits(context_.store, parts_.exits, context_.clock);
  switch (consequence) {
    case proxy_pool::Consequence::kNone:
      break;
    case proxy_pool::Consequence::kExitRests:
    case proxy_pool::Consequence::kExitBannedHere:
      spdlog::warn("exit rests exit={} site={}", session_->lease()->exit->id.text(),
                   site_.book.facts.id.text());
      break;
    case proxy_pool::Consequence::kSiteBlamed:
      site_.pace.hold_for(site_.book.facts.waits.maintenance);
      spdlog::error("several exits failed alike: the site is taken to be down site={}",
                    site_.book.facts.id.text());
      break;
    case proxy_pool::Consequence::kPortalWall: {
      spdlog::error("the portal bans our exits: a person must look site={}",
                    site_.book.facts.id.text());
      const auto now = context_.clock.now();
      co_await context_.store.run(
          [&](storage::Transaction& transaction) { note_wall_of_bans(transaction, met(), now); });
      break;
    }
  }
}

awaitable<storage::JobResult> JobRun::conclude(Failed failed) {
  if (session_ && session_->lease()) co_await blame_exit(failed);
  storage::JobResult result;
  const auto now = context_.clock.now();
  if (!failed) {
    // It asked nothing, or parts of it were not answered: it does not say that the site is well.
    if (!session_ || !failed_on_the_way_.empty()) co_return result;
    co_await context_.store.run([&](storage::Transaction& transaction) {
      note_completed(transaction, met(), probes_, now);
    });
    co_return result;
  }
  const auto policy = policy_of(failed->failure(), phase());
  spdlog::warn("job stopped job={} site={} merchant={} failure={} phase={} detail=\"{}\"",
               job_.id.number(), site_.book.facts.id.text(), job_.request.merchant.text(),
               name_of(failed->failure()), name_of(phase()), failed->what());
  const auto next =
      next_try(*failed, policy, job_.attempt, site_.book.facts.waits, parts_.random, now);
  if (next) {
    result.state = storage::JobState::kRetryable;
    result.retry_at = next->at;
    result.spends_attempt = next->spends_attempt;
  } else {
    result.state = storage::JobState::kDead;
    co_await give_up_rest(*failed);
  }
  result.failure = failed->failure();
  result.detail = failed->what();
  co_return result;
}

awaitable<storage::JobResult> JobRun::stopped(storage::Brake brake) {
  if (session_) co_await session_->end();
  const auto now = context_.clock.now();
  storage::JobResult result;
  result.state = storage::JobState::kRetryable;
  const bool is_probed = brake.probe_at && *brake.probe_at > now;
  result.retry_at = is_probed ? *brake.probe_at : now + kLookAtBrake;
  result.failure = model::parse_failure(brake.cause).value_or(FailureClass::kCancelled);
  result.detail = Braked(std::move(brake)).what();
  result.spends_attempt = false;
  co_return result;
}

awaitable<storage::JobResult> JobRun::released() {
  if (session_) co_await session_->end();
  storage::JobResult result;
  result.state = storage::JobState::kRetryable;
  result.retry_at = context_.clock.now();
  result.failure = FailureClass::kCancelled;
  result.detail = "stopped by request";
  result.spends_attempt = false;
  co_return result;
}

}  // namespace vancrawl::engine
