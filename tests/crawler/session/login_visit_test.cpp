#include "crawler/session/login_visit.h"

#include <gtest/gtest.h>

#include "crawler/page/evidence_text.h"
#include "tests/crawler/session/session_stand.h"

namespace vancrawl::session {
namespace {

using model::FailureClass;
using model::VisitPhase;
using tests::answer_of;
using tests::Asked;
using tests::broken;
using tests::html;
using tests::redirect_to;
using tests::SessionStand;
using Kind = http::TransportFault::Kind;
using Book = std::vector<std::string>;

const std::string kPassword = "p w+가&";
const std::string kPasswordOnTheWire = "p%20w%2B%EA%B0%80%26";
const char* const kMain = R"({"main":1})";

LoginForm form() {
  LoginForm filled("login");
  filled.text("mode", "a").login_id("id").password("pw");
  return filled;
}

/// A portal whose login answers with `login` and whose liveness page with `liveness`.
struct LoginStand : SessionStand {
  LoginStand(http::SendResult login, http::SendResult liveness)
      : SessionStand([login = std::move(login), liveness = std::move(liveness)](
                         const Asked& asked) { return asked.method == "POST" ? login : liveness; }),
        visit(conversation, ledger, pads, {"shop", tests::secret(kPassword)}, loop.random) {}

  LoginOutcome submit() { return loop.run(visit.submit_login(form())); }
  [[nodiscard]] int submits() const { return transport.times("POST /login"); }

  PadReader pads{book};
  LoginVisit visit;
};

TEST(LoginVisit, TheAttemptIsCommittedBeforeTheFirstByteAndClosedAfterTheAnswer) {
  LoginStand stand(answer_of(200, kMain), answer_of(200, kMain));
  EXPECT_EQ(stand.submit().result, LoginResult::kAccepted);
  const Book due = {"login turn", "begin", "committed", "POST /login", "closed"};
  EXPECT_EQ(stand.transport.book, due);
  EXPECT_EQ(stand.visit.phase(), VisitPhase::kLoggedIn);
}

TEST(LoginVisit, TheFormIsFilledByTheHostAndMarkedAsSecret) {
  LoginStand stand(answer_of(200, kMain), answer_of(200, kMain));
  (void)stand.submit();
  EXPECT_EQ(stand.transport.sent.front().body, "mode=a&id=shop&pw=" + kPasswordOnTheWire);
  EXPECT_TRUE(stand.transport.sent.front().carries_secret);
}

TEST(LoginVisit, ASecondSubmitThrowsAndSendsNothing) {
  LoginStand stand(answer_of(200, kMain), answer_of(200, kMain));
  (void)stand.submit();
  const auto failure = stand.failure_of(stand.visit.submit_login(form()));
  EXPECT_EQ(failure.failure(), FailureClass::kPluginFault);
  EXPECT_EQ(stand.submits(), 1);
}

TEST(LoginVisit, ASecondSubmitAfterARejectionThrowsToo) {
  LoginStand stand(html("비밀번호가 일치하지 않습니다"), answer_of(200, kMain));
  (void)stand.submit();
  (void)stand.failure_of(stand.visit.submit_login(form()));
  EXPECT_EQ(stand.submits(), 1);
}

TEST(LoginVisit, NothingIsSentWhenTheGuardRefuses) {
  LoginStand stand(answer_of(200, kMain), answer_of(200, kMain));
  stand.ledger.refuses = true;
  const auto failure = stand.failure_of(stand.visit.submit_login(form()));
  EXPECT_EQ(failure.failure(), FailureClass::kLoginBarred);
  EXPECT_TRUE(stand.transport.sent.empty());
  EXPECT_EQ(stand.visit.phase(), VisitPhase::kBeforeSubmit);
}

TEST(LoginVisit, ARequestThatIsNotDeclaredBeginsNoAttempt) {
  LoginStand stand(answer_of(200, kMain), answer_of(200, kMain));
  LoginForm other("sign_in");
  other.login_id("id").password("pw");
  const auto failure = stand.failure_of(stand.visit.submit_login(std::move(other)));
  EXPECT_EQ(failure.failure(), FailureClass::kPluginFault);
  EXPECT_TRUE(stand.transport.book.empty());
}

TEST(LoginVisit, TheAttemptKeepsTheCookiesThatTheLoginPageSet) {
  auto page = html("<form action=\"/login\"><input name=\"login_id\"></form>");
  page.headers.push_back({"Set-Cookie", "SID=before"});
  LoginStand stand(answer_of(200, kMain), page);
  (void)stand.loop.run(stand.visit.open("login_form", {}));
  (void)stand.submit();
  EXPECT_NE(stand.ledger.jar_of_attempt.find("before"), std::string::npos);
}

struct Stated {
  const char* page;
  LoginResult result;
  FailureClass failure;
};

TEST(LoginVisit, APageThatStatesAFailureDecidesWithoutAskingFurther) {
  const Stated all[] = {
      {"비밀번호가 일치하지 않습니다", LoginResult::kRejected, FailureClass::kWrongPassword},
      {"이용정지", LoginResult::kRejected, FailureClass::kAccountLocked},
      {"유효기간이 만료되었습니다", LoginResult::kBarred, FailureClass::kPasswordExpired},
      {"점검 중", LoginResult::kBarred, FailureClass::kMaintenance},
      {"접속 제한", LoginResult::kBarred, FailureClass::kPortalWall}};
  for (const auto& stated : all) {
    LoginStand stand(html(stated.page), answer_of(200, kMain));
    const auto outcome = stand.submit();
    EXPECT_EQ(outcome.result, stated.result) << stated.page;
    EXPECT_EQ(outcome.failure, stated.failure) << stated.page;
    EXPECT_EQ(stand.transport.sent.size(), 1U) << stated.page;
    EXPECT_EQ(stand.visit.phase(), VisitPhase::kSubmitSent) << stated.page;
    ASSERT_EQ(stand.ledger.outcomes.size(), 1U);
    EXPECT_EQ(stand.ledger.outcomes.front().result, stated.result);
  }
}

TEST(LoginVisit, TheCountThatThePortalPrintsIsCarried) {
  LoginStand stand(html("비밀번호가 일치하지 않습니다 (4회 오류)"), answer_of(200, kMain));
  EXPECT_EQ(stand.submit().wrong_attempts, 4);
  EXPECT_EQ(stand.ledger.outcomes.front().wrong_attempts, 4);
}

TEST(LoginVisit, ALostAnswerAsksTheLivenessPageOnceAndAliveIsAccepted) {
  LoginStand stand(broken(Kind::kTimeout, true), answer_of(200, kMain));
  EXPECT_EQ(stand.submit().result, LoginResult::kAccepted);
  EXPECT_EQ(stand.submits(), 1);
  EXPECT_EQ(stand.transport.times("GET /main"), 1);
  EXPECT_EQ(stand.visit.phase(), VisitPhase::kLoggedIn);
}

TEST(LoginVisit, ALostAnswerWhoseSessionIsNotAliveIsUnseen) {
  LoginStand stand(broken(Kind::kTimeout, true), redirect_to("/login"));
  const auto outcome = stand.submit();
  EXPECT_EQ(outcome.result, LoginResult::kUnseen);
  EXPECT_TRUE(outcome.failure);
  EXPECT_EQ(stand.submits(), 1);
  EXPECT_EQ(stand.transport.times("GET /main"), 1);
  EXPECT_EQ(stand.visit.phase(), VisitPhase::kSubmitSent);
}

TEST(LoginVisit, ALostAnswerAndNoAnswerFromTheLivenessPageIsUnseen) {
  LoginStand stand(broken(Kind::kTimeout, true), broken(Kind::kNetwork, true));
  EXPECT_EQ(stand.submit().result, LoginResult::kUnseen);
  EXPECT_EQ(stand.submits(), 1);
  ASSERT_EQ(stand.ledger.outcomes.size(), 1U);
  EXPECT_EQ(stand.ledger.outcomes.front().result, LoginResult::kUnseen);
}

TEST(LoginVisit, AnUnknownPageIsNeverCalledAWrongPassword) {
  LoginStand alive(html("<p>공지사항</p>"), answer_of(200, kMain));
  EXPECT_EQ(alive.submit().result, LoginResult::kAccepted);
  LoginStand gone(html("<p>공지사항</p>"), redirect_to("/login"));
  const auto outcome = gone.submit();
  EXPECT_EQ(outcome.result, LoginResult::kUnseen);
  EXPECT_EQ(outcome.failure, FailureClass::kUnknownPage);
}

TEST(LoginVisit, AFaultBeforeTheFirstByteIsNotSentAndNobodyIsAsked) {
  LoginStand stand(broken(Kind::kProxyUnreachable, false), answer_of(200, kMain));
  const auto outcome = stand.submit();
  EXPECT_EQ(outcome.result, LoginResult::kNotSent);
  EXPECT_EQ(outcome.failure, FailureClass::kProxyUnreachable);
  EXPECT_EQ(stand.transport.sent.size(), 1U);
}

TEST(LoginVisit, ARedirectAfterTheLoginIsFollowedWithoutTheSecret) {
  LoginStand stand(redirect_to("/main"), answer_of(200, kMain));
  EXPECT_EQ(stand.submit().result, LoginResult::kAccepted);
  ASSERT_EQ(stand.transport.sent.size(), 2U);
  EXPECT_EQ(stand.transport.sent[1].method, "GET");
  EXPECT_EQ(stand.transport.sent[1].body, "");
  EXPECT_FALSE(stand.transport.sent[1].carries_secret);
}

TEST(LoginVisit, ASecretFollowsNoRedirectToAnotherHost) {
  LoginStand stand(redirect_to("https://evil.test/take"), redirect_to("/login"));
  EXPECT_EQ(stand.submit().result, LoginResult::kUnseen);
  for (const auto& asked : stand.transport.sent) EXPECT_EQ(asked.host, "paper.test");
}

TEST(LoginVisit, TheSecretIsInNoEvidenceAndInNoWordOfTheOutcome) {
  LoginStand stand(html("<p>공지사항</p>"), broken(Kind::kNetwork, true));
  const auto outcome = stand.submit();
  EXPECT_EQ(outcome.detail.find(kPassword), std::string::npos);
  EXPECT_EQ(outcome.detail.find(kPasswordOnTheWire), std::string::npos);
  for (const auto& item : stand.evidence.items) {
    const auto text = page::decompressed(item.zstd);
    ASSERT_TRUE(text);
    EXPECT_EQ(text->find(kPassword), std::string::npos);
    EXPECT_EQ((item.label + *text).find(kPasswordOnTheWire), std::string::npos);
  }
}

TEST(LoginVisit, AFieldThatIsNotOnTheFormIsADrift) {
  LoginStand stand(answer_of(200, kMain),
                   html("<form action=\"/login\"><input type=\"hidden\" name=\"key\" value=\"7\">"
                        "<input name=\"login_id\"></form>"));
  const auto page = stand.loop.run(stand.visit.open("login_form", {}));
  const auto on_page = stand.visit.form_of(page, "/login");
  EXPECT_EQ(on_page.hidden("key"), "7");
  EXPECT_THROW((void)on_page.hidden("other"), model::VisitFailure);
  EXPECT_THROW((void)on_page.picture("pad"), model::VisitFailure);
  EXPECT_THROW((void)stand.visit.form_of(page, "/elsewhere"), model::VisitFailure);
}

}  // namespace
}  // namespace vancrawl::session
