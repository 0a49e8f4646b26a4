#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "storage/absent_companies.h"
#include "storage/canonical_rows.h"
#include "storage/columns.h"
#include "storage/consents.h"
#include "storage/proof.h"
#include "storage/replays.h"
#include "storage/row_tables.h"
#include "storage/slice_rows.h"
#include "storage/slices.h"

namespace vancrawl::storage {
namespace {

constexpr auto kSecondLookAfter = std::chrono::hours(4);
constexpr auto kCompanyLoadedBy =
    std::chrono::hours(20);  // the same morning's read of the day after

bool includes(std::vector<model::ScopeId> outer, std::vector<model::ScopeId> inner) {
  std::ranges::sort(outer);
  std::ranges::sort(inner);
  return std::ranges::includes(outer, inner);
}

/// One run held against one slice, step by step.
class Publishing {
 public:
  /// What the run is: a read, or the proof's own evidence read again.
  enum class Run { kRead, kProofAgain };

  Publishing(Transaction& transaction, const SlicePublication& run, model::Instant now, Run kind)
      : connection_(transaction.connection()),
        run_(run),
        kind_(kind),
        now_(now),
        rows_(run.rows),
        slice_(standing_slice(transaction, run.key)),
        before_(slice_),
        hash_(rows_.hash()),
        findings_(run.findings) {}

  Published publish() {
    if (saw_nothing_of_a_dispute()) return left_as_it_is();
    if (slice_.number == 0) insert_slice(connection_, run_.key, slice_);
    return settled(judged());
  }

  /// Of a slice that stands; nothing is written unless the run proves it.
  std::optional<Published> publish_if_proved() {
    const auto judgement = judged();
    if (!judgement.proves()) return std::nullopt;
    return settled(judgement);
  }

 private:
  Published settled(const Judgement& judgement) {
    const auto* const candidate = std::get_if<ProofCandidate>(&run_.verdict);
    observe_totals(connection_, slice_, run_);
    // A read that found nothing else than the proof says is explained by the proof's evidence.
    const bool is_explained =
        judgement.proves() && is_same_content() && says_the_same(candidate->grade);
    evidence_ = is_explained ? slice_.proof->evidence : store_evidence(connection_, run_.evidence);
    if (!judgement.proves()) {
      keep_as_latest(judgement);
    } else if (is_same_content()) {
      renew(candidate->grade, judgement.state);
    } else {
      replace(candidate->grade, judgement.state);
    }
    if (!stands_beside_a_later_run()) {
      store_findings(connection_, slice_, findings_);
      store_unmapped(connection_, slice_, run_);
    }
    append_to_feed();
    return answer_;
  }

  /// What a later run saw that proved nothing is not touched by reading the proof again.
  [[nodiscard]] bool stands_beside_a_later_run() const {
    return kind_ == Run::kProofAgain && slice_.latest;
  }

  [[nodiscard]] Judgement judged() {
    auto judgement = judged_alone(run_, rows_.rows(), findings_);
    return judgement.proves() ? against_standing(std::move(judgement)) : judgement;
  }

  /// A dispute waits for a person, or for a read that sees something: a run that met no total and
  /// no row says nothing of it, and must not take its rows away.
  [[nodiscard]] bool saw_nothing_of_a_dispute() const {
    return std::holds_alternative<MissedRead>(run_.verdict) && run_.portal.printed.empty() &&
           model::count_of(run_.rows) == 0 && slice_.state == model::SliceState::kDisputed &&
           slice_.latest;
  }

  Published left_as_it_is() {
    answer_.verdict = Verdict::kUnproved;
    answer_.state = slice_.state;
    answer_.challenged = slice_.challenged;
    answer_.reason = slice_.reason;
    return answer_;
  }

  [[nodiscard]] bool is_same_content() const {
    return slice_.proof && slice_.proof->content_hash == hash_;
  }

  [[nodiscard]] bool says_the_same(model::ProofGrade grade) const {
    return !slice_.challenged && slice_.proof->grade == grade &&
           includes(slice_.proof->scopes, run_.scopes) &&
           slice_.proof->printed == model::encoded(run_.portal.printed) &&
           slice_.proof->others == model::encoded(run_.portal.others);
  }

  /// Whether a proof may take the place of the one that stands.
  [[nodiscard]] Judgement against_standing(Judgement judgement) {
    const auto stays = [](std::string reason) {
      return Judgement{model::SliceState::kProvisional, std::move(reason), std::nullopt};
    };
    const bool is_later =
        kind_ == Run::kProofAgain || !slice_.proof || run_.read_began > slice_.proof->read_began;
    if (!is_later) {
      return stays("read_not_later: it began no later than the read that proved the slice");
    }
    if (slice_.proof && !includes(run_.scopes, slice_.proof->scopes)) {
      return stays("scope_shrank: it saw fewer scopes than the read that proved the slice");
    }
    if (is_same_content()) return judgement;
    merge_ = RowMerge::plan(connection_, slice_.number, rows_.rows(),
                            slice_.proof ? slice_.proof->row_count : 0);
    if (const auto& doubled = merge_->doubled_id()) {
      return {model::SliceState::kDisputed,
              fmt::format("identity_violation: id {} stands for two rows", *doubled),
              model::FailureClass::kIdentityViolation};
    }
    if (slice_.proof && removes_much(merge_->vanished(), slice_.proof->row_count) &&
        !is_second_look(kSecondLookAfter)) {
      return stays(
          fmt::format("removal_unconfirmed: {} of {} rows vanished; an equal read at "
                      "least 4 h later confirms it",
                      merge_->vanished(), slice_.proof->row_count));
    }
    if (run_.is_soon_after_final && !is_second_look(kCompanyLoadedBy)) {
      const auto absent = absent_companies(connection_, run_.key, rows_.rows());
      if (!absent.empty()) {
        return stays(
            fmt::format("card_company_absent: {} sold on four of the five like weekdays before; an "
                        "equal read at least 20 h later confirms the day",
                        fmt::join(absent, ", ")));
      }
    }
    return judgement;
  }

  [[nodiscard]] bool is_second_look(std::chrono::hours after) const {
    return slice_.latest && slice_.latest->content_hash == hash_ &&
           slice_.latest->printed == model::encoded(run_.portal.printed) &&
           run_.read_began - slice_.latest->same_since >= after;
  }

  void keep_as_latest(const Judgement& judgement) {
    store_latest(connection_, slice_, part(), judgement.state, judgement.reason, judgement.failure);
    keep_unproved(connection_, slice_.number, run_.rows);
    answer_.verdict = slice_.proof ? Verdict::kKept : Verdict::kUnproved;
    answer_.reason = judgement.reason;
    if (!slice_.proof) {
      slice_.state = judgement.state;
      slice_.reason = judgement.reason;
    } else if (contradicts_proof()) {
      store_challenge(connection_, slice_.number, run_);
      slice_.challenged = true;
    }
  }

  /// Newer totals of at least the same scopes that differ from those of the proof.
  [[nodiscard]] bool contradicts_proof() const {
    if (run_.portal.printed.empty() || run_.read_began <= slice_.proof->read_began) return false;
    if (!includes(run_.scopes, slice_.proof->scopes)) return false;
    const PortalTotals stood{stored(model::parse_totals(slice_.proof->printed)),
                             stored(model::parse_totals(slice_.proof->others))};
    // A run that broke off does not know which rows are other businesses': any difference counts.
    const bool knows_others = !std::holds_alternative<MissedRead>(run_.verdict);
    // What two persons accepted is void when the rows change, too.
    const bool is_accepted = slice_.proof->grade == model::ProofGrade::kAccepted;
    if (is_accepted && knows_others && !is_same_content()) return true;
    return figures_differ(stood, run_.portal, knows_others);
  }

  void renew(model::ProofGrade grade, model::SliceState state) {
    answer_.verdict = Verdict::kRenewed;
    prove(grade, state);
  }

  void replace(model::ProofGrade grade, model::SliceState state) {
    if (!merge_) merge_ = RowMerge::plan(connection_, slice_.number, rows_.rows(), 0);
    answer_.verdict = Verdict::kProved;
    answer_.added = merge_->added();
    answer_.changed = merge_->changed();
    answer_.vanished = merge_->vanished();
    merge_->apply(next_seq(connection_));
    check_store_agrees();
    prove(grade, state);
  }

  /// The proof is over the rows that stand in the store now, not over those in memory.
  void check_store_agrees() {
    const auto& printed = run_.portal.printed;
    const auto stands = figures_in_store(connection_, slice_.number, run_.key.ledger, printed);
    if (stands == model::measured_like(printed, rows_.rows())) return;
    throw StoreError(StoreFault::kCorrupt,
                     fmt::format("{}: rows in the store give {}, rows read give {}",
                                 model::to_text(run_.key), model::shown(stands),
                                 model::shown(model::measured_like(printed, rows_.rows()))));
  }

  void prove(model::ProofGrade grade, model::SliceState state) {
    const auto merchants_part = model::measured_like(run_.portal.printed, rows_.rows());
    store_proof(connection_, slice_.number, grade, part(), merchants_part);
    if (slice_.latest && !stands_beside_a_later_run()) {
      drop_latest(connection_, slice_.number, run_.key.ledger);
    }
    if (slice_.challenged) drop_challenge(connection_, slice_.number);
    store_memo(connection_, slice_, run_.memo);
    grade_changed_ = !slice_.proof || slice_.proof->grade != grade;
    slice_.challenged = false;
    slice_.state = state;
    slice_.reason.clear();
  }

  [[nodiscard]] RunPart part() const {
    return {run_, static_cast<std::int64_t>(model::count_of(run_.rows)), hash_, evidence_};
  }

  void append_to_feed() {
    const bool changed = answer_.verdict == Verdict::kProved || grade_changed_ ||
                         before_.number == 0 || before_.state != slice_.state ||
                         before_.challenged != slice_.challenged;
    answer_.state = slice_.state;
    answer_.challenged = slice_.challenged;
    if (changed) {
      slice_.seq = next_seq(connection_);
      answer_.seq = slice_.seq;
      append_change(connection_, slice_.seq, entry());
    }
    if (changed || before_.reason != slice_.reason) store_state(connection_, slice_);
  }

  [[nodiscard]] FeedEntry entry() const {
    const bool proved = answer_.verdict == Verdict::kProved || answer_.verdict == Verdict::kRenewed;
    FeedEntry entry{slice_.number, slice_.state,    slice_.challenged, 0,
                    answer_.added, answer_.changed, answer_.vanished,  {},
                    evidence_,     run_.job,        run_.observed_at,  now_};
    if (proved) {
      entry.row_count = part().row_count;
      entry.content_hash = hash_;
    } else if (slice_.proof) {
      entry.row_count = slice_.proof->row_count;
      entry.content_hash = slice_.proof->content_hash;
    }
    return entry;
  }

  Connection& connection_;
  const SlicePublication& run_;
  Run kind_;
  model::Instant now_;
  CanonicalRows rows_;
  StandingSlice slice_;
  StandingSlice before_;
  std::string hash_;
  std::string evidence_;
  std::vector<std::string> findings_;
  std::unique_ptr<RowMerge> merge_;
  bool grade_changed_ = false;
  Published answer_;
};

/// Which of the slice's reads is read again; only one that is the last of its sort.
std::expected<Publishing::Run, ReplayRefused> replayed_run(Connection& connection,
                                                           const StandingSlice& slice,
                                                           const SlicePublication& replayed) {
  const auto numbers = store_evidence(connection, replayed.evidence);
  const auto& proof = slice.proof;
  if (proof && proof->evidence == numbers && proof->read_began == replayed.read_began) {
    if (slice.challenged) return std::unexpected(ReplayRefused::kChallenged);
    const bool accepted = proof->grade == model::ProofGrade::kAccepted;
    if (accepted) return std::unexpected(ReplayRefused::kAccepted);
    return Publishing::Run::kProofAgain;
  }
  auto latest = connection.ask("SELECT 1 FROM latest WHERE slice = ? AND read_began = ?",
                               slice.number, replayed.read_began);
  const bool is_latest = latest.step();
  if (!is_latest) return std::unexpected(ReplayRefused::kLaterReadStands);
  return Publishing::Run::kRead;
}

std::optional<PublishRefused> refusal(Transaction& transaction, const model::SliceKey& key,
                                      model::JobId job, Fence fence, model::Instant now) {
  if (!check_fence(transaction, job, fence)) return PublishRefused::kStaleFence;
  if (!is_allowed(transaction, key, now)) return PublishRefused::kConsentMissing;
  return std::nullopt;
}

}  // namespace

std::expected<Published, PublishRefused> publish_slice(Transaction& transaction,
                                                       const SlicePublication& publication,
                                                       model::Instant now) {
  const auto& key = publication.key;
  if (model::ledger_of(publication.rows) != key.ledger) {
    throw std::invalid_argument("rows of another ledger than the slice's");
  }
  if (const auto refused = refusal(transaction, key, publication.job, publication.fence, now)) {
    return std::unexpected(*refused);
  }
  return Publishing(transaction, publication, now, Publishing::Run::kRead).publish();
}

std::expected<Published, ReplayRefused> publish_replay(Transaction& transaction,
                                                       const SlicePublication& replayed,
                                                       model::Instant now) {
  if (!is_allowed(transaction, replayed.key, now)) {
    return std::unexpected(ReplayRefused::kConsentMissing);
  }
  if (!outcome_of(replayed).proves()) return std::unexpected(ReplayRefused::kNotProved);
  const auto slice = standing_slice(transaction, replayed.key);
  const auto kind = replayed_run(transaction.connection(), slice, replayed);
  if (!kind) return std::unexpected(kind.error());
  const auto published = Publishing(transaction, replayed, now, *kind).publish_if_proved();
  if (!published) return std::unexpected(ReplayRefused::kNotProved);
  return *published;
}

std::expected<void, RenewRefused> confirm_unchanged(Transaction& transaction,
                                                    const UnchangedRead& read, model::Instant now) {
  if (const auto refused = refusal(transaction, read.key, read.job, read.fence, now)) {
    const bool stale = *refused == PublishRefused::kStaleFence;
    return std::unexpected(stale ? RenewRefused::kStaleFence : RenewRefused::kConsentMissing);
  }
  const auto slice = standing_slice(transaction, read.key);
  if (!slice.proof || slice.challenged) return std::unexpected(RenewRefused::kNoProof);
  if (read.read_began <= slice.proof->read_began) return std::unexpected(RenewRefused::kNotLater);
  auto& connection = transaction.connection();
  connection.run("UPDATE proof SET read_began = ?2, observed_at = ?3, job = ?4 WHERE slice = ?1",
                 slice.number, read.read_began, read.observed_at, read.job);
  if (slice.latest) drop_latest(connection, slice.number, read.key.ledger);
  return {};
}

}  // namespace vancrawl::storage
