#include "crawler/session/pad_typing.h"

#include <gtest/gtest.h>

#include "crawler/async/timing.h"
#include "crawler/page/evidence_text.h"
#include "crawler/session/login_visit.h"
#include "tests/crawler/session/session_stand.h"
#include "tests/crawler/session/typed_pad.h"

namespace vancrawl::session {
namespace {

using model::FailureClass;
using model::VisitPhase;
using tests::broken;
using tests::html;
using tests::SessionStand;
using tests::TypedPad;
using Kind = http::TransportFault::Kind;
using Book = std::vector<std::string>;

const keypads::SampleSkin& skin_named(const std::string& name) {
  for (const auto skins : {keypads::sample_keypad_skins(), keypads::sample_qwerty_skins()}) {
    for (const auto& skin : skins) {
      if (skin.name == name) return skin;
    }
  }
  throw std::runtime_error("no skin " + name);
}

session::SiteBook book_of(const std::string& site) {
  return site_api::load_site(VANCRAWL_SOURCE_DIR "/sites/" + site, {});
}

/// A login on a pad that answers each press, as the sites' flow does it.
struct TypingStand {
  TypingStand(const std::string& site, const std::string& skin, const std::string& secret)
      : pad(skin_named(skin)),
        stand([this](const tests::Asked& asked) { return pad(asked); }, book_of(site)),
        visit(stand.conversation, stand.ledger, reader, {"shop", tests::secret(secret)},
              stand.loop.random) {
    stand.transport.hangs = [this](const tests::Asked& asked) {
      if (asked.method == "POST") sent_at.push_back(stand.loop.passed_ms());
      return false;
    };
  }

  boost::asio::awaitable<LoginOutcome> log_in() {
    auto page = co_await visit.open("login_form", {});
    const auto form_on_page = visit.form_of(page, "/login.do", "login");
    auto reading = co_await visit.read_pad("login", form_on_page);
    LoginForm form("login");
    form.text("pad_id", form_on_page.hidden("pad_id")).login_id("user_id");
    form.presses("keys", std::move(reading));
    auto outcome = co_await visit.submit_login(std::move(form));
    co_return outcome;
  }

  LoginOutcome outcome() { return stand.loop.run(log_in()); }
  [[nodiscard]] const Book& book() const { return stand.transport.book; }
  [[nodiscard]] int times(const std::string& entry) const { return stand.transport.times(entry); }

  TypedPad pad;
  SessionStand stand;
  PadReader reader{stand.book};
  LoginVisit visit;
  std::vector<std::int64_t> sent_at;
};

TEST(PadTyping, EachPressIsARequestAndTheAttemptIsCommittedBeforeTheFirst) {
  TypingStand stand("sample_keypad", "counter", "470");
  EXPECT_EQ(stand.outcome().result, LoginResult::kAccepted);
  const Book due = {"GET /login",     "GET /pad/1.png",  "login turn",      "begin",
                    "committed",      "POST /pad/press", "POST /pad/press", "POST /pad/press",
                    "POST /login.do", "closed"};
  EXPECT_EQ(stand.book(), due);
  EXPECT_EQ(stand.pad.submitted, Book{"470"});
  EXPECT_EQ(stand.visit.phase(), VisitPhase::kLoggedIn);
}

TEST(PadTyping, APadThatReshufflesIsFetchedOnceAndReadAnewAfterEachPress) {
  TypingStand stand("sample_keypad", "restless", "90210");
  EXPECT_EQ(stand.outcome().result, LoginResult::kAccepted);
  EXPECT_EQ(stand.pad.submitted, Book{"90210"});
  for (int deal = 1; deal <= 5; ++deal) {
    EXPECT_EQ(stand.times("GET /pad/" + std::to_string(deal) + ".png"), 1) << deal;
  }
  EXPECT_EQ(stand.times("GET /pad/6.png"), 0);
}

TEST(PadTyping, PagesAreSwitchedBeforeEveryPress) {
  TypingStand stand("sample_qwerty", "night", "a@Bb");
  EXPECT_EQ(stand.outcome().result, LoginResult::kAccepted);
  EXPECT_EQ(stand.pad.submitted, Book{"a@Bb"});
  EXPECT_EQ(stand.times("POST /pad/press"), 8);
}

TEST(PadTyping, RequestsFollowFromTheSecretsLengthAlone) {
  const std::pair<const char*, const char*> sites[] = {
      {"sample_keypad", "counter"}, {"sample_keypad", "restless"}, {"sample_qwerty", "night"}};
  for (const auto& [site, skin] : sites) {
    TypingStand one(site, skin, "1111");
    TypingStand other(site, skin, skin == std::string("night") ? "z?9Q" : "5907");
    EXPECT_EQ(one.outcome().result, LoginResult::kAccepted);
    EXPECT_EQ(other.outcome().result, LoginResult::kAccepted);
    EXPECT_EQ(one.book(), other.book()) << skin;
    EXPECT_EQ(one.sent_at, other.sent_at) << skin;
  }
}

TEST(PadTyping, PressesAreAtLeastTheGapApart) {
  TypingStand stand("sample_keypad", "counter", "123456");
  (void)stand.outcome();
  ASSERT_EQ(stand.sent_at.size(), 7U);
  for (std::size_t i = 1; i < 6; ++i) {
    EXPECT_GE(stand.sent_at[i] - stand.sent_at[i - 1], 260) << i;
  }
}

TEST(PadTyping, EveryPressIsMarkedAsSecretAndNoneIsEvidence) {
  TypingStand stand("sample_keypad", "restless", "4455");
  (void)stand.outcome();
  for (const auto& asked : stand.stand.transport.sent) {
    if (asked.path == "/pad/press") EXPECT_TRUE(asked.carries_secret);
    if (asked.path == "/login.do") EXPECT_EQ(tests::fields_of(asked.body)["keys"], "");
  }
  for (const auto& item : stand.stand.evidence.items) EXPECT_NE(item.label, "pad_press");
}

void expect_cleared(TypingStand& stand, FailureClass failure) {
  const auto outcome = stand.outcome();
  EXPECT_EQ(outcome.result, LoginResult::kBarred) << outcome.detail;
  EXPECT_EQ(outcome.failure, failure) << outcome.detail;
  EXPECT_EQ(stand.times("POST /login.do"), 0);
  EXPECT_EQ(stand.times("POST /pad/clear"), 1);
  EXPECT_EQ(stand.pad.typed, "");
  EXPECT_EQ(stand.visit.phase(), VisitPhase::kSubmitSent);
  ASSERT_EQ(stand.stand.ledger.outcomes.size(), 1U);
}

TEST(PadTyping, AMaskThatDoesNotGrowIsClearedAndNothingIsSubmitted) {
  TypingStand stand("sample_keypad", "counter", "470123");
  stand.pad.stops_typing_at = 3;
  expect_cleared(stand, FailureClass::kKeypadUnsure);
  EXPECT_EQ(stand.times("POST /pad/press"), 3);
}

TEST(PadTyping, AMaskThatGrowsByTwoIsClearedAndNothingIsSubmitted) {
  TypingStand stand("sample_keypad", "counter", "4701");
  stand.pad.breaks = [](int press) -> std::optional<http::SendResult> {
    if (press != 2) return std::nullopt;
    return html("<p>입력 : ●●●</p><form action=\"/login.do\"></form>");
  };
  expect_cleared(stand, FailureClass::kKeypadUnsure);
}

TEST(PadTyping, APictureThatIsRefusedAfterAPressIsDealtAnewAndTheLoginGoesOn) {
  TypingStand stand("sample_keypad", "restless", "4701");
  stand.pad.unreadable_deals = {2, 4, 5};
  EXPECT_EQ(stand.outcome().result, LoginResult::kAccepted);
  EXPECT_EQ(stand.pad.submitted, Book{"4701"});
  EXPECT_EQ(stand.times("POST /pad/press"), 4) << "no press for a fresh picture";
  EXPECT_EQ(stand.times("POST /pad/reload"), 3);
  EXPECT_EQ(stand.times("POST /pad/clear"), 0);
  for (std::size_t i = 1; i < stand.sent_at.size() - 1; ++i) {
    EXPECT_GE(stand.sent_at[i] - stand.sent_at[i - 1], 260) << i;
  }
}

TEST(PadTyping, APageThatIsRefusedAfterASwitchIsSwitchedToAgain) {
  TypingStand stand("sample_qwerty", "night", "a@");
  stand.pad.unreadable_deals = {2, 4, 5};
  EXPECT_EQ(stand.outcome().result, LoginResult::kAccepted);
  EXPECT_EQ(stand.pad.submitted, Book{"a@"});
  EXPECT_EQ(stand.times("POST /pad/press"), 7);
}

TEST(PadTyping, ThreeRefusedPicturesAreClearedAndNothingIsSubmitted) {
  TypingStand stand("sample_keypad", "restless", "4701");
  stand.pad.unreadable_deals = {3, 4, 5};
  expect_cleared(stand, FailureClass::kKeypadUnsure);
  EXPECT_EQ(stand.times("POST /pad/press"), 2);
  EXPECT_EQ(stand.times("POST /pad/reload"), 2);
  EXPECT_EQ(stand.times("GET /login"), 1);
}

TEST(PadTyping, ThreeRefusedPagesAreClearedAndNothingIsSubmitted) {
  TypingStand stand("sample_qwerty", "night", "a@");
  stand.pad.unreadable_deals = {3, 4, 5};
  expect_cleared(stand, FailureClass::kKeypadUnsure);
  EXPECT_EQ(stand.times("POST /pad/press"), 5);
}

TEST(PadTyping, APadThatCannotBeDealtAnewIsClearedAtOnce) {
  TypingStand stand("sample_keypad", "restless", "4701");
  stand.stand.book.pads.at("login").each_press->reload.clear();
  stand.pad.unreadable_deals = {3};
  expect_cleared(stand, FailureClass::kKeypadUnsure);
  EXPECT_EQ(stand.times("POST /pad/press"), 2);
}

TEST(PadTyping, AMaskThatChangesWithAFreshPictureIsCleared) {
  TypingStand stand("sample_keypad", "restless", "4701");
  stand.pad.unreadable_deals = {3};
  stand.pad.typed_by_reload = "8";
  expect_cleared(stand, FailureClass::kKeypadUnsure);
  EXPECT_EQ(stand.times("POST /pad/press"), 2);
}

TEST(PadTyping, ThreeRefusedPicturesWhoseFieldIsNotSeenEmptyLeaveTheOutcomeUnseen) {
  TypingStand stand("sample_keypad", "restless", "4701");
  stand.pad.unreadable_deals = {3, 4, 5};
  stand.pad.clears = false;
  EXPECT_EQ(stand.outcome().result, LoginResult::kUnseen);
  EXPECT_EQ(stand.times("POST /login.do"), 0);
}

TEST(PadTyping, APadThatIsDealtAnewUndeclaredIsNotPressedOn) {
  TypingStand stand("sample_keypad", "counter", "4701");
  stand.pad.deals_anew_at = 2;
  expect_cleared(stand, FailureClass::kKeypadUnsure);
  EXPECT_EQ(stand.times("POST /pad/press"), 2);
}

TEST(PadTyping, KeysThatMoveWithoutAFreshPictureAreNotPressedOn) {
  TypingStand stand("sample_keypad", "counter", "4701");
  stand.pad.breaks = [](int press) -> std::optional<http::SendResult> {
    if (press != 2) return std::nullopt;
    return html(
        "<p>입력 : ●●</p><form action=\"/login.do\"></form>"
        "<map><area coords=\"1,1,40,40\" data-token=\"9\"></map>");
  };
  expect_cleared(stand, FailureClass::kKeypadUnsure);
  EXPECT_EQ(stand.times("POST /pad/press"), 2);
}

TEST(PadTyping, AnAnswerWithoutTheFormShowsNoPadAndIsPressedOn) {
  TypingStand stand("sample_keypad", "counter", "1");
  stand.pad.breaks = [](int) -> std::optional<http::SendResult> { return html("<p>입력 : ●</p>"); };
  EXPECT_EQ(stand.outcome().result, LoginResult::kAccepted);
}

boost::asio::awaitable<LoginOutcome> log_in_after(TypingStand& stand, std::chrono::seconds wait) {
  auto page = co_await stand.visit.open("login_form", {});
  const auto form_on_page = stand.visit.form_of(page, "/login.do", "login");
  auto reading = co_await stand.visit.read_pad("login", form_on_page);
  LoginForm form("login");
  form.text("pad_id", "7").login_id("user_id").presses("keys", std::move(reading));
  co_await async::sleep_for(stand.stand.loop.clock, wait);
  auto outcome = co_await stand.visit.submit_login(std::move(form));
  co_return outcome;
}

TEST(PadTyping, APadOlderThanAMinuteIsStaleAndBeginsNoAttempt) {
  TypingStand fresh("sample_keypad", "counter", "47");
  EXPECT_EQ(fresh.stand.loop.run(log_in_after(fresh, std::chrono::seconds(59))).result,
            LoginResult::kAccepted);
  TypingStand stale("sample_keypad", "counter", "47");
  const auto failure = stale.stand.failure_of(log_in_after(stale, std::chrono::seconds(61)));
  EXPECT_EQ(failure.failure(), FailureClass::kKeypadUnsure);
  EXPECT_TRUE(std::string_view(failure.what()).starts_with("stale")) << failure.what();
  EXPECT_EQ(stale.times("begin"), 0);
  EXPECT_EQ(stale.pad.presses, 0);
  EXPECT_EQ(stale.visit.phase(), VisitPhase::kBeforeSubmit);
}

TEST(PadTyping, ALostAnswerToAPressIsNotSentAgain) {
  TypingStand stand("sample_keypad", "counter", "4701");
  stand.pad.breaks = [](int press) -> std::optional<http::SendResult> {
    if (press != 2) return std::nullopt;
    return broken(Kind::kTimeout, true);
  };
  expect_cleared(stand, FailureClass::kTimeout);
  EXPECT_EQ(stand.times("POST /pad/press"), 2);
}

/// A pad may submit by itself at full length.
void expect_unseen_after_the_last_press(const http::SendResult& answer) {
  TypingStand stand("sample_keypad", "counter", "4701");
  stand.pad.breaks = [&](int press) -> std::optional<http::SendResult> {
    if (press != 4) return std::nullopt;
    return answer;
  };
  const auto outcome = stand.outcome();
  EXPECT_EQ(outcome.result, LoginResult::kUnseen) << outcome.detail;
  EXPECT_EQ(stand.times("POST /pad/clear"), 1);
  EXPECT_EQ(stand.pad.typed, "");
  EXPECT_EQ(stand.times("POST /login.do"), 0);
}

TEST(PadTyping, ALostAnswerToTheLastPressStaysUnseenHoweverEmptyTheFieldIs) {
  expect_unseen_after_the_last_press(broken(Kind::kTimeout, true));
}

TEST(PadTyping, AnEmptyFieldAfterTheLastPressStaysUnseen) {
  expect_unseen_after_the_last_press(html("<p>입력 : </p><form action=\"/login.do\"></form>"));
}

TEST(PadTyping, APageWithoutAMaskAfterTheLastPressStaysUnseen) {
  expect_unseen_after_the_last_press(html("<p>처리되었습니다</p>"));
}

TEST(PadTyping, AFieldThatIsNotKnownToBeEmptyLeavesTheOutcomeUnseen) {
  TypingStand stand("sample_keypad", "counter", "4701");
  stand.pad.stops_typing_at = 2;
  stand.pad.clears = false;
  const auto outcome = stand.outcome();
  EXPECT_EQ(outcome.result, LoginResult::kUnseen);
  EXPECT_EQ(stand.times("POST /login.do"), 0);
}

TEST(PadTyping, APressThatThePortalJudgesIsARejection) {
  TypingStand stand("sample_keypad", "counter", "4701");
  stand.pad.breaks = [](int press) -> std::optional<http::SendResult> {
    if (press != 4) return std::nullopt;
    return html("<p>비밀번호가 일치하지 않습니다. (2회 오류)</p>");
  };
  const auto outcome = stand.outcome();
  EXPECT_EQ(outcome.result, LoginResult::kRejected);
  EXPECT_EQ(outcome.wrong_attempts, 2);
  EXPECT_EQ(stand.times("POST /login.do"), 0);
}

TEST(PadTyping, AFaultBeforeTheFirstByteOfTheFirstPressIsNotSent) {
  TypingStand stand("sample_keypad", "counter", "4701");
  stand.pad.breaks = [](int) { return broken(Kind::kProxyUnreachable, false); };
  EXPECT_EQ(stand.outcome().result, LoginResult::kNotSent);
  EXPECT_EQ(stand.visit.phase(), VisitPhase::kBeforeSubmit);
  EXPECT_EQ(stand.times("POST /pad/press"), 1);
}

TEST(PadTyping, ALoginThatCannotBeSentAfterThePressesIsClearedAndCountsAsSent) {
  TypingStand stand("sample_keypad", "counter", "4701");
  stand.pad.verdict = broken(Kind::kProxyUnreachable, false);
  const auto outcome = stand.outcome();
  EXPECT_EQ(outcome.result, LoginResult::kBarred);
  EXPECT_EQ(outcome.failure, FailureClass::kProxyUnreachable);
  EXPECT_EQ(stand.pad.typed, "");
  EXPECT_EQ(stand.visit.phase(), VisitPhase::kSubmitSent);
}

TEST(PadTyping, NothingIsPressedWhenTheGuardRefuses) {
  TypingStand stand("sample_keypad", "counter", "4701");
  stand.stand.ledger.refuses = true;
  EXPECT_EQ(stand.stand.failure_of(stand.log_in()).failure(), FailureClass::kLoginBarred);
  EXPECT_EQ(stand.pad.presses, 0);
}

TEST(PadTyping, ASecretThatIsOnNoPageBeginsNoAttempt) {
  TypingStand stand("sample_qwerty", "night", "a~b");
  EXPECT_EQ(stand.stand.failure_of(stand.log_in()).failure(), FailureClass::kKeypadUnsure);
  EXPECT_EQ(stand.times("begin"), 0);
  EXPECT_EQ(stand.pad.presses, 0);
}

TEST(PadTyping, TheOutcomeNamesNoKeyAndNoPlace) {
  std::string details;
  for (const std::string secret : {"470123", "981265"}) {
    TypingStand stand("sample_keypad", "counter", secret);
    stand.pad.stops_typing_at = 3;
    const auto detail = stand.outcome().detail;
    EXPECT_TRUE(details.empty() || details == detail) << detail;
    details = detail;
  }
}

}  // namespace
}  // namespace vancrawl::session
