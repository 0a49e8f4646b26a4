#include <algorithm>
#include <array>
#include <map>

#include "storage/forecast.h"
#include "storage/tasks.h"

namespace vancrawl::storage {
namespace {

constexpr std::array kTold = {MissReason::kNoSite,     MissReason::kNoCredential,
                              MissReason::kFinalLater, MissReason::kClosed,
                              MissReason::kNotPlanned, MissReason::kQueueTooLong};

/// A suspended or held account, and what stopped a site, have tasks of their own: not told twice.
std::optional<TaskKind> kind_of(MissReason reason) {
  switch (reason) {
    case MissReason::kNoSite:
      return TaskKind("cut_off_no_site");
    case MissReason::kNoCredential:
      return TaskKind("cut_off_no_credential");
    case MissReason::kFinalLater:
      return TaskKind("cut_off_before_final");
    case MissReason::kClosed:
      return TaskKind("cut_off_site_closed");
    case MissReason::kNotPlanned:
      return TaskKind("cut_off_not_planned");
    case MissReason::kQueueTooLong:
      return TaskKind("cut_off_queue_too_long");
    case MissReason::kSuspended:
    case MissReason::kHeld:
    case MissReason::kStopped:
      return std::nullopt;
  }
  __builtin_unreachable();
}

Wording sentence_of(MissReason reason) {
  switch (reason) {
    case MissReason::kNoSite:
      return {
          "{count} merchants have a consent for {site}, which this program does not know. "
          "Install its folder below sites, or end the consents.",
          "가맹점 {count}곳이 이 프로그램에 없는 {site}에 동의했습니다. sites 폴더를 "
          "설치하거나 동의를 종료하십시오."};
    case MissReason::kNoCredential:
      return {
          "{count} merchants will miss their cut-off at {site}: no password is stored. Enter "
          "it: vancrawl credentials set.",
          "{site}: 비밀번호가 없어 가맹점 {count}곳이 마감 시각을 놓칩니다. vancrawl "
          "credentials set으로 입력하십시오."};
    case MissReason::kFinalLater:
      return {
          "{count} merchants have a cut-off before the days of {site} are final. Agree on a "
          "later one, or settle on another basis.",
          "{site}: 가맹점 {count}곳의 마감 시각이 확정 시각보다 빠릅니다. 마감 시각을 "
          "늦추거나 정산 기준을 바꾸십시오."};
    case MissReason::kClosed:
      return {
          "{count} merchants will miss their cut-off: {site} opens after it. Agree on a later "
          "cut-off.",
          "{site}: 이용 시간이 마감 시각 이후라 가맹점 {count}곳이 놓칩니다. 마감 시각을 "
          "늦추십시오."};
    case MissReason::kNotPlanned:
      return {
          "{count} merchants will miss their cut-off: no schedule reads {site} in time. Add "
          "one (vancrawl schedules add), or crawl by hand.",
          "{site}: 마감 전에 실행될 일정이 없어 가맹점 {count}곳이 놓칩니다. vancrawl "
          "schedules add로 추가하거나 직접 수집하십시오."};
    case MissReason::kSuspended:
    case MissReason::kHeld:
    case MissReason::kStopped:
    case MissReason::kQueueTooLong:
      return {
          "{count} merchants will miss their cut-off: the queue of {site} is too long. Begin "
          "earlier (vancrawl schedules change), or cancel what can wait (vancrawl jobs).",
          "{site}: 대기열이 길어 가맹점 {count}곳이 마감 시각을 놓칩니다. 일정을 앞당기거나 "
          "(vancrawl schedules change) 미룰 작업을 취소하십시오 (vancrawl jobs)."};
  }
  __builtin_unreachable();
}

constexpr Wording kEnds("every cut-off there can be met", "모든 마감 시각을 지킬 수 있으면");

}  // namespace

void tell_forecast(Transaction& transaction, const Forecast& forecast, model::Instant now) {
  using Cause = std::pair<model::SiteId, MissReason>;
  std::map<Cause, std::vector<model::MerchantId>> concerned;
  for (const auto& miss : forecast.misses) {
    concerned[{miss.site, miss.reason}].push_back(miss.merchant);
  }
  for (const auto& [cause, merchants] : concerned) {
    const auto kind = kind_of(cause.second);
    if (!kind) continue;
    TaskCall call{.cause = {*kind, TaskSubject::site(cause.first)},
                  .volume = TaskVolume::kLoud,
                  .sentence = sentence_of(cause.second),
                  .ends = kEnds,
                  .words = {TaskWord::count(static_cast<std::int64_t>(merchants.size())),
                            TaskWord::of(cause.first)},
                  .merchants = merchants};
    static_cast<void>(raise_task(transaction, call, now));
  }
  for (const auto& open : tasks(transaction, {})) {
    for (const auto reason : kTold) {
      if (open.kind != kind_of(reason)->name()) continue;
      const bool stands = std::ranges::any_of(concerned, [&](const auto& entry) {
        return entry.first.second == reason &&
               TaskSubject::site(entry.first.first).text() == open.about;
      });
      if (stands) continue;
      const auto site = open.about.substr(open.about.find(' ') + 1);
      close_tasks(transaction, {*kind_of(reason), TaskSubject::site(model::SiteId(site))}, kEnds,
                  now);
    }
  }
}

}  // namespace vancrawl::storage
