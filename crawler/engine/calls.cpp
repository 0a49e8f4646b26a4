#include "crawler/engine/calls.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "crawler/session/page_mark.h"
#include "storage/login_trials.h"
#include "storage/sightings.h"

namespace vancrawl::engine {
namespace {

using model::FailureClass;
using model::VisitFailure;
using storage::BrakePlace;
using storage::TaskCall;
using storage::TaskCause;
using storage::TaskKind;
using storage::TaskSubject;
using storage::TaskWord;
using storage::Wording;

constexpr int kManyMerchants = 5;
constexpr int kMerchantsThatCloseALedger = 3;
constexpr std::chrono::hours kRemembered{24};
constexpr std::chrono::minutes kLasting{15};
constexpr std::chrono::minutes kProbeAfter{10};
constexpr std::array kOfTheWay = {FailureClass::kNetwork, FailureClass::kTimeout,
                                  FailureClass::kServerError, FailureClass::kThrottled};

constexpr TaskKind kMissingKey{"sealing_key_missing"};
constexpr TaskKind kUnknownText{"unknown_value"};

constexpr Wording kByAJob = {"a job at the site completed", "사이트 작업 완료"};
constexpr Wording kByALogin = {"a login was accepted", "로그인 성공"};
constexpr Wording kByAProof = {"a read was proved", "내역 검증 완료"};
constexpr Wording kByAnAdmission = {"a job was let in", "작업 허용"};

TaskSubject place_of_ledger(const Met& met) {
  return met.ledger ? TaskSubject::ledger(met.site, *met.ledger) : TaskSubject::site(met.site);
}

TaskSubject subject_of(About about, const Met& met, const model::VisitFailure& failure) {
  switch (about) {
    case About::kStore:
      return TaskSubject::store();
    case About::kSite:
      return TaskSubject::site(met.site);
    case About::kSiteLedger:
      return place_of_ledger(met);
    case About::kAccount:
      return TaskSubject::account(met.account);
    case About::kMerchantAtSite:
      return TaskSubject::merchant(met.merchant, met.site);
    case About::kExit:
      return met.exit ? TaskSubject::exit(*met.exit) : TaskSubject::site(met.site);
    case About::kPage: {
      const auto mark = session::page_mark_in(failure.what());
      return mark ? TaskSubject::page(met.site, *mark) : place_of_ledger(met);
    }
  }
  __builtin_unreachable();
}

std::vector<TaskWord> words_of(const Met& met) {
  return {TaskWord::of(met.site), TaskWord::of(met.merchant), TaskWord::of(met.account),
          TaskWord::version(met.version),
          met.ledger ? TaskWord::of(*met.ledger) : TaskWord::every_ledger()};
}

bool is_enough(TellsWhen when, const storage::Sighted& seen, model::Instant now) {
  switch (when) {
    case TellsWhen::kAtOnce:
      return true;
    case TellsWhen::kAfterQuarterHour:
      return now - seen.since >= kLasting;
    case TellsWhen::kManyMerchants:
      return seen.merchants >= kManyMerchants;
  }
  __builtin_unreachable();
}

TaskCall call_of(const TaskCause& cause, const Met& met, const Said& said, Tells tells) {
  return {.cause = cause,
          .audience = tells == Tells::kMerchant ? storage::TaskAudience::kMerchant
                                                : storage::TaskAudience::kOperator,
          .volume = tells == Tells::kOperatorLoudly ? storage::TaskVolume::kLoud
                                                    : storage::TaskVolume::kQuiet,
          .sentence = said.sentence,
          .ends = said.ends,
          .words = words_of(met),
          .merchants = {met.merchant}};
}

void close_ledger(storage::Transaction& transaction, const Met& met, TaskKind cause,
                  const model::VisitFailure& failure, model::Instant now) {
  if (!met.ledger) return;
  storage::set_brake(transaction,
                     {.place = BrakePlace::ledger(met.site, *met.ledger),
                      .cause = cause,
                      .reason = failure.what(),
                      .revision = met.revision},
                     now);
}

/// What the failure stops for the runs after it.
void brake_for(storage::Transaction& transaction, const Met& met,
               const model::VisitFailure& failure, const Policy& policy,
               const storage::Sighted& seen, model::Instant now) {
  const TaskKind cause(failure.failure());
  if (policy.blocks == Blocks::kSiteClosed) {
    storage::set_brake(
        transaction,
        {.place = BrakePlace::site(met.site), .cause = cause, .reason = failure.what()}, now);
  }
  if (policy.blocks == Blocks::kSiteLogins) {
    storage::set_brake(transaction,
                       {.place = BrakePlace::logins(met.site),
                        .cause = cause,
                        .reason = failure.what(),
                        .revision = met.login_revision},
                       now);
  }
  const bool of_ledger = policy.blocks == Blocks::kSiteLedger ||
                         (policy.about == About::kPage && policy.blocks == Blocks::kSlice);
  if (of_ledger && seen.merchants >= kMerchantsThatCloseALedger) {
    close_ledger(transaction, met, cause, failure, now);
  }
  if (policy.when == TellsWhen::kManyMerchants && seen.merchants >= kManyMerchants) {
    storage::set_brake(
        transaction,
        {.place = BrakePlace::site(met.site),
         .cause = cause,
         .reason = fmt::format("{} merchants in a row: {}", seen.merchants, failure.what()),
         .probe_after = kProbeAfter},
        now);
  }
}

/// The login ledger itself calls for a page that answered a login; and of a rejection during a
/// trial nobody is told before it is known whose fault it is.
bool is_told_by_store(storage::Transaction& transaction, const Met& met,
                      const model::VisitFailure& failure, model::VisitPhase phase) {
  if (failure.failure() == FailureClass::kUnknownPage) {
    return phase == model::VisitPhase::kSubmitSent &&
           session::page_mark_in(failure.what()).has_value();
  }
  return failure.failure() == FailureClass::kWrongPassword &&
         storage::is_suspect(transaction, met.account, met.version);
}

enum class UnseenRefusal { kTold, kToBeTold };

/// The guard refuses an account because a login of it was never answered: of that the merchant
/// knows nothing, and the portal showed no page this time.
std::optional<UnseenRefusal> unseen_refusal(storage::Transaction& transaction, const Met& met,
                                            const VisitFailure& failure, model::VisitPhase phase) {
  if (phase != model::VisitPhase::kBeforeSubmit) return std::nullopt;
  const auto standing = storage::standing_of(transaction, met.account);
  if (!standing) return std::nullopt;
  const bool is_held = standing->held == FailureClass::kUnknownPage;
  if (failure.failure() == FailureClass::kUnknownPage && is_held) return UnseenRefusal::kTold;
  const bool is_unresolved = std::ranges::find(standing->unresolved_versions, met.version) !=
                             standing->unresolved_versions.end();
  if (failure.failure() != FailureClass::kWrongPassword || !is_unresolved) return std::nullopt;
  const TaskCause unseen{TaskKind(FailureClass::kTimeout), TaskSubject::account(met.account)};
  const bool is_told = is_held || storage::is_called_otherwise(transaction, unseen);
  return is_told ? UnseenRefusal::kTold : UnseenRefusal::kToBeTold;
}

/// The login is proven: what it rejected on the way was the merchants' own.
void tell_cleared(storage::Transaction& transaction, const Met& met, model::Instant now) {
  const auto cleared =
      storage::take_cleared_suspects(transaction, met.site, met.login_revision, now);
  for (const auto& one : cleared) {
    Met other = met;
    other.account = one.account;
    other.merchant = one.merchant;
    other.version = one.version;
    note_failure(transaction, other,
                 model::VisitFailure(FailureClass::kWrongPassword, "rejected during a trial"),
                 model::VisitPhase::kLoggedIn, now);
  }
}

}  // namespace

void note_failure(storage::Transaction& transaction, const Met& met,
                  const model::VisitFailure& failure, model::VisitPhase phase, model::Instant now) {
  if (const auto refusal = unseen_refusal(transaction, met, failure, phase)) {
    if (*refusal == UnseenRefusal::kToBeTold) {
      note_failure(transaction, met, VisitFailure(FailureClass::kTimeout, failure.what()),
                   model::VisitPhase::kSubmitSent, now);
    }
    return;
  }
  const auto policy = policy_of(failure.failure(), phase);
  if (policy.tells == Tells::kNobody || is_told_by_store(transaction, met, failure, phase)) return;
  // No page answered the login, and its session is not alive: that is about the account.
  const bool is_unseen =
      phase == model::VisitPhase::kSubmitSent && failure.failure() == FailureClass::kUnknownPage;
  const auto about = is_unseen ? About::kAccount : policy.about;
  const TaskCause cause{TaskKind(failure.failure()), subject_of(about, met, failure)};
  // The guard refuses what it was told before: that is no further cause.
  const bool is_refusal = phase == model::VisitPhase::kBeforeSubmit &&
                          policy.about == About::kAccount &&
                          storage::is_called_otherwise(transaction, cause);
  if (is_refusal) return;
  const auto seen = storage::note_sighting(transaction, cause, met.merchant, kRemembered, now);
  brake_for(transaction, met, failure, policy, seen, now);
  if (!is_enough(policy.when, seen, now)) return;
  const auto said = said_of(is_unseen ? FailureClass::kTimeout : failure.failure(), phase);
  auto call = call_of(cause, met, said, policy.tells);
  call.ends_by_person = policy.blocks == Blocks::kSiteClosed || about == About::kPage;
  storage::raise_task(transaction, call, now);
}

void note_admitted(storage::Transaction& transaction, const Met& met, model::Instant now) {
  const std::array gone = {TaskCause{TaskKind(FailureClass::kConsentMissing),
                                     TaskSubject::merchant(met.merchant, met.site)}};
  storage::clear_causes(transaction, gone, kByAnAdmission, now);
}

void note_login(storage::Transaction& transaction, const Met& met, model::Instant now) {
  storage::close_about(transaction, TaskSubject::account(met.account), kByALogin, now);
  const std::array gone = {
      TaskCause{TaskKind(FailureClass::kKeypadUnsure), TaskSubject::site(met.site)},
      TaskCause{TaskKind(FailureClass::kKeypadTemplatesMissing), TaskSubject::site(met.site)}};
  storage::clear_causes(transaction, gone, kByALogin, now);
  tell_cleared(transaction, met, now);
}

void note_proved(storage::Transaction& transaction, const Met& met, model::Instant now) {
  storage::clear_sightings(transaction, place_of_ledger(met), met.merchant, kByAProof, now);
  const std::array gone = {TaskCause{TaskKind(FailureClass::kIdentityViolation),
                                     TaskSubject::merchant(met.merchant, met.site)}};
  storage::clear_causes(transaction, gone, kByAProof, now);
}

void note_unmapped(storage::Transaction& transaction, const Met& met,
                   const std::vector<model::UnmappedText>& texts, model::Instant now) {
  for (const auto& text : texts) {
    TaskCall call{
        .cause = {kUnknownText, TaskSubject::value(met.site, *met.ledger, text.field, text.text)},
        .sentence = {"{site} prints \"{printed}\" as {name} in {ledger}, which no map knows: add "
                     "it to site.toml, then `vancrawl replay --site {site} --from DAY --to DAY`",
                     "{site}의 {ledger} {name}에 매핑되지 않은 값 \"{printed}\"이(가) 있습니다. "
                     "site.toml에 추가한 뒤 `vancrawl replay --site {site} --from DAY --to DAY`를 "
                     "실행하세요"},
        .ends = {"no slice holds the text any more", "해당 값을 가진 내역이 더 이상 없음"},
        .words = words_of(met),
        .merchants = {met.merchant}};
    call.words.push_back(TaskWord::named(text.field));
    call.words.push_back(TaskWord::printed(text.text));
    storage::raise_task(transaction, call, now);
  }
}

bool is_on_the_way(FailureClass failure) {
  return std::ranges::find(kOfTheWay, failure) != kOfTheWay.end();
}

void note_completed(storage::Transaction& transaction, const Met& met,
                    std::optional<std::int64_t> probed, model::Instant now) {
  std::vector<TaskCause> gone = {{TaskKind(FailureClass::kStorage), TaskSubject::store()}};
  for (const auto failure : kOfTheWay) {
    gone.push_back({TaskKind(failure), TaskSubject::site(met.site)});
  }
  if (met.exit)
    gone.push_back({TaskKind(FailureClass::kExitBlocked), TaskSubject::exit(*met.exit)});
  storage::clear_causes(transaction, gone, kByAJob, now);
  if (!probed) return;
  for (const auto& brake : storage::brakes(transaction)) {
    if (brake.id != *probed) continue;
    storage::lift_brake(transaction, brake, "a job that was let through completed", now);
  }
}

void note_pad_dealt(storage::Transaction& transaction, const Met& met, bool refused,
                    model::Instant now) {
  const auto record = storage::note_pad(transaction, met.site, met.merchant, refused);
  if (!refused || !record.is_too_bad()) return;
  storage::set_brake(transaction,
                     {.place = BrakePlace::logins(met.site),
                      .cause = TaskKind(FailureClass::kKeypadUnsure),
                      .reason = fmt::format(
                          "{} of the last {} keypads were refused, those of {} merchants in a row",
                          record.refused, record.dealt, record.merchants_refused_in_a_row),
                      .revision = met.login_revision},
                     now);
}

void note_wall_of_bans(storage::Transaction& transaction, const Met& met, model::Instant now) {
  const model::VisitFailure wall(FailureClass::kPortalWall, "two exits were banned within an hour");
  note_failure(transaction, met, wall, model::VisitPhase::kLoggedIn, now);
}

void note_missing_key(storage::Transaction& transaction, model::Instant now) {
  storage::raise_task(
      transaction,
      {.cause = {kMissingKey, TaskSubject::store()},
       .volume = storage::TaskVolume::kLoud,
       .sentence =
           {"a kept session is sealed under a key that is not here: nothing logs in for it; "
            "put the key back (of a systemd unit: rotate once more before its key is "
            "switched), then start again",
            "보관된 세션을 봉인한 키가 없습니다. 해당 계정은 로그인하지 않습니다. 키를 되돌린 "
            "뒤(systemd 유닛이면 키를 바꾸기 전에 한 번 더 교체) 다시 시작하세요"},
       .ends = {"a person says so", "담당자가 완료 처리"},
       .ends_by_person = true},
      now);
}

}  // namespace vancrawl::engine
