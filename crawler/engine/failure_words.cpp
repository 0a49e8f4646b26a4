#include <array>

#include "crawler/engine/failure_policy.h"

namespace vancrawl::engine {
namespace {

using model::FailureClass;
using storage::Wording;

constexpr Wording kLoginWorks = {"a login of this account is accepted", "이 계정의 로그인 성공"};
constexpr Wording kReadAgain = {"a read of it is proved", "해당 내역이 다시 검증됨"};
constexpr Wording kSiteAnswers = {"a job at the site completes", "해당 사이트의 작업 완료"};
constexpr Wording kPersonResumes = {"a person runs `vancrawl resume --site {site} --reason TEXT`",
                                    "담당자가 `vancrawl resume --site {site} --reason TEXT` 실행"};
constexpr Wording kNothing = {"nothing to do", "조치 불필요"};

struct Row {
  FailureClass failure;
  Said said;
};

constexpr std::array<Row, model::kFailureClassCount> kSaid = {{
    {FailureClass::kNetwork,
     {{"{site} cannot be reached for many merchants: check this machine's network and whether the "
       "portal is up; the jobs come back by themselves",
       "{site}에 여러 가맹점에서 연결되지 않습니다. 이 서버의 네트워크와 포털 상태를 확인하세요. "
       "작업은 자동으로 다시 시도됩니다"},
      kSiteAnswers}},
    {FailureClass::kTimeout,
     {{"{site} does not answer in time for many merchants: check whether the portal is up; the "
       "jobs come back by themselves",
       "{site}의 응답이 여러 가맹점에서 지연됩니다. 포털 상태를 확인하세요. 작업은 자동으로 다시 "
       "시도됩니다"},
      kSiteAnswers}},
    {FailureClass::kServerError,
     {{"{site} answers many merchants with errors of its server: check whether the portal is up; "
       "the jobs come back by themselves",
       "{site}이(가) 여러 가맹점에 서버 오류로 응답합니다. 포털 상태를 확인하세요. 작업은 자동으로 "
       "다시 시도됩니다"},
      kSiteAnswers}},
    {FailureClass::kProxyUnreachable,
     {{"the exit to {site} cannot be reached; another is used: nothing to do unless it stays away",
       "{site}로 나가는 출구에 연결되지 않아 다른 출구를 사용합니다. 계속되지 않으면 조치가 필요 "
       "없습니다"},
      kSiteAnswers}},
    {FailureClass::kProxyRefused,
     {{"the exit to {site} refused us; another is used: check its user and contract if it stays so",
       "{site}로 나가는 출구가 접속을 거부하여 다른 출구를 사용합니다. 계속되면 출구의 사용자와 "
       "계약을 확인하세요"},
      kSiteAnswers}},
    {FailureClass::kThrottled,
     {{"{site} has asked us to slow down for more than a quarter of an hour: nothing is asked "
       "sooner than it said; if it goes on, raise requests_gap_ms of the site",
       "{site}이(가) 15분 넘게 요청 속도를 낮추라고 합니다. 포털이 정한 시각 전에는 요청하지 "
       "않습니다. 계속되면 사이트의 requests_gap_ms를 늘리세요"},
      kSiteAnswers}},
    {FailureClass::kExitBlocked,
     {{"{site} blocks the address of one exit, which rests there: ask the portal why; a second "
       "one within an hour closes the site",
       "{site}이(가) 출구 하나의 주소를 차단하여 사용을 쉬게 했습니다. 포털에 사유를 문의하세요. "
       "한 시간 안에 다른 출구도 차단되면 사이트를 닫습니다"},
      kSiteAnswers}},
    {FailureClass::kPortalWall,
     {{"{site} shows a wall against programs: nothing more is asked of it; speak with the portal, "
       "then `vancrawl resume --site {site} --reason TEXT`",
       "{site}이(가) 자동 접속을 차단했습니다. 더 이상 요청하지 않습니다. 포털과 협의한 뒤 "
       "`vancrawl resume --site {site} --reason TEXT`를 실행하세요"},
      kPersonResumes}},
    {FailureClass::kMaintenance,
     {{"{site} is under maintenance; it is read when that ends: nothing to do",
       "{site} 점검 중입니다. 점검이 끝나면 자동으로 조회합니다. 조치가 필요 없습니다"},
      kNothing}},
    {FailureClass::kWrongPassword,
     {{"{site} rejected the password of {login} (version {version}); it is not sent again: enter "
       "the changed one with `vancrawl credentials set`, or log in by hand and record that with "
       "`vancrawl credentials confirm`",
       "{site}에서 {login}의 비밀번호(버전 {version})가 거절되어 다시 보내지 않습니다. 바뀐 "
       "비밀번호를 `vancrawl credentials set`으로 입력하거나, 직접 로그인한 뒤 `vancrawl "
       "credentials confirm`으로 기록하세요"},
      {"another password of {login} is accepted", "{login}의 다른 비밀번호로 로그인 성공"}}},
    {FailureClass::kAccountLocked,
     {{"{site} has locked {login}: the merchant has it unlocked at the portal, logs in by hand, "
       "and you record that with `vancrawl credentials confirm`",
       "{site}에서 {login} 계정이 잠겼습니다. 가맹점이 포털에서 잠금을 풀고 직접 로그인한 뒤 "
       "`vancrawl credentials confirm`으로 기록하세요"},
      kLoginWorks}},
    {FailureClass::kOneAttemptLeft,
     {{"one more wrong password locks {login} at {site}: nothing is sent; the merchant logs in by "
       "hand, and you record that with `vancrawl credentials confirm`",
       "{site}에서 {login}은(는) 비밀번호를 한 번만 더 틀리면 잠깁니다. 아무것도 보내지 않습니다. "
       "가맹점이 직접 로그인한 뒤 `vancrawl credentials confirm`으로 기록하세요"},
      kLoginWorks}},
    {FailureClass::kPasswordExpired,
     {{"the password of {login} at {site} has expired: the merchant changes it at the portal, "
       "then it is entered with `vancrawl credentials set`",
       "{site}에서 {login}의 비밀번호 유효기간이 지났습니다. 가맹점이 포털에서 변경한 뒤 "
       "`vancrawl credentials set`으로 입력하세요"},
      kLoginWorks}},
    {FailureClass::kExtraAuthNeeded,
     {{"{site} asks {login} for a further code: the merchant logs in by hand and sets it so that "
       "none is asked, then `vancrawl credentials confirm`",
       "{site}에서 {login}에 추가 인증을 요구합니다. 가맹점이 직접 로그인하여 추가 인증을 "
       "해제한 뒤 `vancrawl credentials confirm`으로 기록하세요"},
      kLoginWorks}},
    {FailureClass::kTermsToAccept,
     {{"{site} shows {login} terms to accept: the merchant decides on them at the portal, then "
       "`vancrawl credentials confirm`",
       "{site}에서 {login}에 약관 동의를 요구합니다. 가맹점이 포털에서 결정한 뒤 `vancrawl "
       "credentials confirm`으로 기록하세요"},
      kLoginWorks}},
    {FailureClass::kDuplicateLogin,
     {{"{login} is logged in at {site} elsewhere; nobody is pushed out, and it is tried later: "
       "nothing to do",
       "{site}에 {login}이(가) 다른 곳에서 로그인되어 있습니다. 밀어내지 않고 나중에 다시 "
       "시도합니다. 조치가 필요 없습니다"},
      kNothing}},
    {FailureClass::kLoginBarred,
     {{"{login} may not log in at {site} for a while; it is tried later: nothing to do",
       "{site}에서 {login}은(는) 잠시 로그인할 수 없습니다. 나중에 다시 시도합니다. 조치가 필요 "
       "없습니다"},
      kNothing}},
    {FailureClass::kDailyLoginLimit,
     {{"today's logins of {login} at {site} are spent; it goes on tomorrow: nothing to do",
       "{site}에서 {login}의 오늘 로그인 횟수를 모두 사용했습니다. 내일 계속합니다. 조치가 필요 "
       "없습니다"},
      kNothing}},
    {FailureClass::kSessionLost,
     {{"{site} ended the session of {login} again and again; the job comes back: nothing to do",
       "{site}에서 {login}의 세션이 거듭 끊겼습니다. 작업은 다시 시도됩니다. 조치가 필요 없습니다"},
      kNothing}},
    {FailureClass::kKeypadUnsure,
     {{"a keypad of {site} could not be read for sure, and nothing was pressed: if it stays so, "
       "capture the pad and learn it with `vancrawl keypad learn`",
       "{site}의 보안 키패드를 확실히 읽지 못해 아무것도 누르지 않았습니다. 계속되면 화면을 "
       "캡처하여 `vancrawl keypad learn`으로 학습하세요"},
      kLoginWorks}},
    {FailureClass::kKeypadTemplatesMissing,
     {{"{site} shows a keypad that was never learned; it logs in nowhere until then: capture at "
       "least three and learn them with `vancrawl keypad learn`",
       "{site}에 학습되지 않은 보안 키패드가 나타났습니다. 학습할 때까지 로그인하지 않습니다. 세 "
       "장 "
       "이상 캡처하여 `vancrawl keypad learn`으로 학습하세요"},
      {"another template set, or `vancrawl resume --site {site} --reason TEXT`",
       "새 학습 자료 적용 또는 `vancrawl resume --site {site} --reason TEXT` 실행"}}},
    {FailureClass::kUnknownPage,
     {{"{site} shows a page that nobody knows: look at it at the portal and name it in site.toml "
       "([[pages]])",
       "{site}에 알 수 없는 화면이 나타났습니다. 포털에서 확인하고 site.toml의 [[pages]]에 "
       "등록하세요"},
      {"the page is named in site.toml", "site.toml에 화면 등록"}}},
    {FailureClass::kLayoutDrift,
     {{"{site} has changed its {ledger} listing; nothing of it is published: mend the columns in "
       "site.toml as the message of the slice says",
       "{site}의 {ledger} 목록 화면이 바뀌어 아무것도 저장하지 않습니다. 슬라이스의 메시지에 따라 "
       "site.toml의 열을 고치세요"},
      kReadAgain}},
    {FailureClass::kUnknownValue,
     {{"{site} prints a text in {ledger} that no map knows: add it to site.toml (`vancrawl "
       "unmapped` lists them), then `vancrawl replay`",
       "{site}의 {ledger}에 매핑되지 않은 값이 있습니다. `vancrawl unmapped`로 확인하여 "
       "site.toml에 추가한 뒤 `vancrawl replay`를 실행하세요"},
      kReadAgain}},
    {FailureClass::kTotalsMismatch,
     {{"rows and totals of {ledger} at {site} disagree after two reads: compare with the portal; "
       "two persons may accept with `vancrawl accept`",
       "{site}의 {ledger} 내역과 합계가 두 번 읽어도 다릅니다. 포털과 대조하세요. 두 사람이 "
       "`vancrawl accept`로 인정할 수 있습니다"},
      kReadAgain}},
    {FailureClass::kIdentityViolation,
     {{"the login of {merchant} at {site} shows another business, or one row twice: check whose "
       "login it is",
       "{site}에서 {merchant}의 로그인에 다른 사업자가 보이거나 한 내역이 중복됩니다. 누구의 "
       "로그인인지 확인하세요"},
      kReadAgain}},
    {FailureClass::kIncompletePaging,
     {{"the {ledger} listing of {site} changed while it was read, twice: crawl again in a quieter "
       "hour",
       "{site}의 {ledger} 목록이 읽는 동안 두 번 바뀌었습니다. 한가한 시간에 다시 조회하세요"},
      kReadAgain}},
    {FailureClass::kNoDataYet,
     {{"{site} has not loaded {ledger} yet; it is read later: nothing to do",
       "{site}에 {ledger} 내역이 아직 올라오지 않았습니다. 나중에 조회합니다. 조치가 필요 "
       "없습니다"},
      kNothing}},
    {FailureClass::kConsentMissing,
     {{"{merchant} has no consent in force at {site}, or its password was entered for another "
       "address: `vancrawl consents list`, `vancrawl credentials set`",
       "{merchant}의 {site} 동의가 유효하지 않거나 비밀번호가 다른 주소용으로 입력되었습니다. "
       "`vancrawl consents list`, `vancrawl credentials set`으로 확인하세요"},
      {"a job of the merchant is let in", "해당 가맹점의 작업 허용"}}},
    {FailureClass::kCancelled,
     {{"the job of {merchant} at {site} was stopped: nothing to do",
       "{site}에서 {merchant}의 작업이 중지되었습니다. 조치가 필요 없습니다"},
      kNothing}},
    {FailureClass::kBudgetExceeded,
     {{"a read of {ledger} at {site} needed more than its bounds allow: tell the developer of the "
       "site",
       "{site}의 {ledger} 조회가 한도를 넘었습니다. 사이트 개발자에게 알리세요"},
      kReadAgain}},
    {FailureClass::kPluginFault,
     {{"the flow of {site} is at fault in {ledger}: tell its developer, with the message of the "
       "slice",
       "{site}의 수집 절차가 {ledger}에서 잘못되었습니다. 슬라이스의 메시지와 함께 개발자에게 "
       "알리세요"},
      kReadAgain}},
    {FailureClass::kStorage,
     {{"the store cannot be written: look at its disk, its guard log and the sealing key (docs/"
       "operating.md, When the store complains)",
       "저장소에 기록할 수 없습니다. 디스크, 가드 로그, 봉인 키를 확인하세요 (docs/operating.md)"},
      {"a job completes", "작업 완료"}}},
}};

constexpr bool words_are_in_order() {
  for (std::size_t i = 0; i < kSaid.size(); ++i) {
    if (static_cast<std::size_t>(kSaid[i].failure) != i) return false;
  }
  return true;
}
static_assert(words_are_in_order());

constexpr Said kUnseen = {
    {"a login of {login} at {site} was sent and its outcome was not seen; it counts as rejected "
     "until the portal shows the session alive: the merchant logs in by hand, then `vancrawl "
     "credentials confirm`",
     "{site}에서 {login}의 로그인을 보냈으나 결과를 보지 못했습니다. 세션이 확인될 때까지 거절된 "
     "것으로 봅니다. 가맹점이 직접 로그인한 뒤 `vancrawl credentials confirm`으로 기록하세요"},
    kLoginWorks};

}  // namespace

Said said_of(FailureClass failure, model::VisitPhase phase) {
  const auto policy = policy_of(failure, phase);
  const bool is_unseen = phase == model::VisitPhase::kSubmitSent &&
                         policy.blocks == Blocks::kAccount && policy.tells == Tells::kOperator &&
                         policy.about == About::kAccount;
  return is_unseen ? kUnseen : kSaid.at(static_cast<std::size_t>(failure)).said;
}

Wording next_step_of(Retry retry) {
  switch (retry) {
    case Retry::kNever:
      return {"it is not tried again by itself", "자동으로 다시 시도하지 않습니다"};
    case Retry::kRereadOnce:
      return {"it is read whole once more at {until}", "{until}에 처음부터 한 번 더 읽습니다"};
    case Retry::kThrice:
      return {"it is tried again at {until}, three times in all",
              "{until}에 다시 시도합니다(모두 세 번)"};
    case Retry::kRelogin:
      return {"one more login at {until}, if the guard grants it",
              "가드가 허용하면 {until}에 한 번 더 로그인합니다"};
    case Retry::kAnotherExit:
      return {"it goes through another exit at {until}", "{until}에 다른 출구로 시도합니다"};
    case Retry::kLater:
    case Retry::kSnooze:
      return {"it is tried again at {until}", "{until}에 다시 시도합니다"};
    case Retry::kNextDay:
      return {"it goes on the next Korean day, {until}", "다음 날 {until}에 계속합니다"};
  }
  __builtin_unreachable();
}

}  // namespace vancrawl::engine
