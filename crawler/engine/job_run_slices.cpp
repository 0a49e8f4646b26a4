#include <algorithm>

#include <spdlog/spdlog.h>

#include "crawler/engine/job_run.h"

namespace vancrawl::engine {
namespace {

using boost::asio::awaitable;
using model::FailureClass;
using model::SliceKey;
using model::VisitFailure;
using model::VisitPhase;

}  // namespace

/// A ledger that drifted for several merchants is not asked again before its site.toml was mended.
awaitable<void> JobRun::skip_closed_ledgers() {
  const auto now = context_.clock.now();
  for (const auto ledger : job_.request.ledgers) {
    const auto place = storage::BrakePlace::ledger(site_.book.facts.id, ledger);
    const auto brake = co_await context_.store.run([&](storage::Transaction& transaction) {
      storage::lift_other_revisions(transaction, place, site_.book.revision, now);
      return storage::brake_at(transaction, place);
    });
    if (!brake) continue;
    std::vector<SliceKey> closed;
    std::ranges::copy_if(pending_, std::back_inserter(closed),
                         [&](const SliceKey& key) { return key.ledger == ledger; });
    std::erase_if(pending_, [&](const SliceKey& key) { return key.ledger == ledger; });
    const auto why = model::parse_failure(brake->cause).value_or(FailureClass::kLayoutDrift);
    co_await publish_missed(std::move(closed), VisitFailure(why, Braked(*brake).what()));
  }
}

awaitable<void> JobRun::publish(storage::SlicePublication publication) {
  const auto now = context_.clock.now();
  const auto published = co_await context_.store.run([&](storage::Transaction& transaction) {
    auto result = storage::publish_slice(transaction, publication, now);
    if (result) tell_settled(transaction, publication, *result, now);
    return result;
  });
  if (!published) {
    const bool stale = published.error() == storage::PublishRefused::kStaleFence;
    throw VisitFailure(stale ? FailureClass::kCancelled : FailureClass::kConsentMissing,
                       "not published: " + std::string(storage::name_of(published.error())));
  }
  note_settled(publication.key, *published);
}

void JobRun::tell_settled(storage::Transaction& transaction,
                          const storage::SlicePublication& publication,
                          const storage::Published& published, model::Instant now) const {
  const auto about = met(publication.key.ledger);
  if (!publication.unmapped.empty()) {
    note_unmapped(transaction, about, publication.unmapped, now);
  }
  const bool is_proved = published.verdict == storage::Verdict::kProved ||
                         published.verdict == storage::Verdict::kRenewed;
  if (is_proved) note_proved(transaction, about, now);
  if (published.state != model::SliceState::kDisputed || !rereading_) return;
  note_failure(transaction, about, VisitFailure(FailureClass::kTotalsMismatch, published.reason),
               VisitPhase::kLoggedIn, now);
}

void JobRun::note_settled(const SliceKey& key, const storage::Published& published) {
  progress_.slice_published(key, published);
  const bool missed = published.state == model::SliceState::kMissing;
  if (published.state == model::SliceState::kDisputed && !rereading_) reread_.push_back(key);
  spdlog::debug("slice job={} slice=\"{}\" verdict={} state={} reason=\"{}\"", job_.id.number(),
                to_text(key), storage::name_of(published.verdict), name_of(published.state),
                missed ? "missed" : published.reason);
}

awaitable<void> JobRun::publish_missed(std::vector<SliceKey> keys, VisitFailure failure,
                                       std::optional<model::ControlTotals> printed) {
  const auto now = context_.clock.now();
  for (const auto& key : keys) {
    storage::SlicePublication missed;
    missed.key = key;
    missed.job = job_.id;
    missed.fence = job_.fence;
    missed.rows = model::empty_rows(key.ledger);
    missed.verdict = storage::MissedRead{failure.failure(), failure.what()};
    missed.read_began = now;
    missed.observed_at = now;
    if (session_) missed.evidence = session_->evidence().take();
    if (reader_) missed.scopes = reader_->scope_ids();
    if (printed) missed.portal.printed = *printed;
    co_await publish(std::move(missed));
  }
}

awaitable<void> JobRun::give_up_rest(VisitFailure failure) {
  auto left = std::exchange(pending_, {});
  std::ranges::move(std::exchange(reread_, {}), std::back_inserter(left));
  try {
    co_await publish_missed(std::move(left), failure);
  } catch (const VisitFailure& refused) {  // without a lease or a consent nothing may be written
    spdlog::warn("outcome not written job={} why=\"{}\"", job_.id.number(), refused.what());
  }
}

}  // namespace vancrawl::engine
