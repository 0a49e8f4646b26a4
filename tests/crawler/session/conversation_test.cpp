#include "crawler/session/conversation.h"

#include <gtest/gtest.h>

#include "crawler/page/evidence_text.h"
#include "tests/crawler/session/session_stand.h"

namespace vancrawl::session {
namespace {

using model::FailureClass;
using tests::answer_of;
using tests::Asked;
using tests::broken;
using tests::html;
using tests::redirect_to;
using tests::SessionStand;
using Kind = http::TransportFault::Kind;

const char* const kMain = R"({"main":1})";

Fill of_day() {
  Fill fill;
  fill.values = {{"date", "2026-11-19"}, {"scope", "g 1"}};
  return fill;
}

/// Answers with each in turn, the last one for ever.
tests::ScriptedTransport::Portal in_turn(std::vector<http::SendResult> answers) {
  auto at = std::make_shared<std::size_t>(0);
  return [answers = std::move(answers), at](const Asked&) {
    const auto place = std::min(*at, answers.size() - 1);
    ++*at;
    return answers[place];
  };
}

TEST(Conversation, AGetCarriesItsParametersInTheAddress) {
  SessionStand stand(in_turn({answer_of(200, R"({"totals":{}})")}));
  const auto page = stand.loop.run(stand.conversation.open("summary", of_day()));
  EXPECT_EQ(page.name, "summary");
  EXPECT_EQ(stand.transport.sent.front().url, "https://paper.test/day?date=2026-11-19&scope=g%201");
}

TEST(Conversation, APostCarriesItsParametersInTheBody) {
  SessionStand stand(in_turn({answer_of(200, "[]")}));
  (void)stand.loop.run(stand.conversation.open("posted", of_day()));
  EXPECT_EQ(stand.transport.sent.front().url, "https://paper.test/posted");
  EXPECT_EQ(stand.transport.sent.front().body, "a%20b=2026-11-19");
}

TEST(Conversation, ARequestThatIsNotDeclaredIsNeverSent) {
  SessionStand stand(in_turn({answer_of(200, kMain)}));
  const auto failure = stand.failure_of(stand.conversation.open("transfer_money", {}));
  EXPECT_EQ(failure.failure(), FailureClass::kPluginFault);
  EXPECT_TRUE(stand.transport.sent.empty());
}

TEST(Conversation, AFaultOfTheWayIsTriedThreeTimesWithGrowingWaits) {
  for (const auto kind : {Kind::kNetwork, Kind::kTimeout, Kind::kSlowDrip}) {
    SessionStand stand(in_turn({broken(kind, true)}));
    const auto failure = stand.failure_of(stand.conversation.open("liveness", {}));
    EXPECT_EQ(failure.failure(),
              kind == Kind::kNetwork ? FailureClass::kNetwork : FailureClass::kTimeout);
    EXPECT_EQ(stand.transport.times("GET /main"), 3);
    EXPECT_EQ(stand.pace.turns, 3);
    EXPECT_EQ(stand.loop.passed_ms(), 1000 + 2000);
  }
}

TEST(Conversation, APageThatComesAtTheSecondTryIsTaken) {
  SessionStand stand(in_turn({broken(Kind::kNetwork, true), answer_of(200, kMain)}));
  const auto page = stand.loop.run(stand.conversation.open("liveness", {}));
  EXPECT_EQ(page.name, "main");
  EXPECT_EQ(stand.transport.times("GET /main"), 2);
}

TEST(Conversation, AServerErrorIsTriedThreeTimes) {
  SessionStand stand(in_turn({html("<p>oops</p>", 500)}));
  const auto failure = stand.failure_of(stand.conversation.open("liveness", {}));
  EXPECT_EQ(failure.failure(), FailureClass::kServerError);
  EXPECT_EQ(stand.transport.times("GET /main"), 3);
}

TEST(Conversation, AServerErrorThatPassesIsNotSeen) {
  SessionStand stand(in_turn({html("<p>oops</p>", 502), answer_of(200, kMain)}));
  EXPECT_EQ(stand.loop.run(stand.conversation.open("liveness", {})).name, "main");
}

TEST(Conversation, APostIsNeverSentTwice) {
  SessionStand stand(in_turn({broken(Kind::kTimeout, true)}));
  (void)stand.failure_of(stand.conversation.open("posted", of_day()));
  EXPECT_EQ(stand.transport.sent.size(), 1U);
}

TEST(Conversation, AMaintenancePageIsNoServerErrorAndIsNotAskedAgain) {
  SessionStand stand(in_turn({html("<p>시스템 점검 중</p>", 503)}));
  const auto failure = stand.failure_of(stand.conversation.open("liveness", {}));
  EXPECT_EQ(failure.failure(), FailureClass::kMaintenance);
  EXPECT_EQ(stand.transport.times("GET /main"), 1);
}

TEST(Conversation, AFaultOfTheExitIsNotTriedAgain) {
  for (const auto kind : {Kind::kProxyUnreachable, Kind::kProxyRefused, Kind::kCancelled}) {
    SessionStand stand(in_turn({broken(kind, false)}));
    (void)stand.failure_of(stand.conversation.open("liveness", {}));
    EXPECT_EQ(stand.transport.times("GET /main"), 1);
  }
}

TEST(Conversation, TooManyRequestsIsNotTriedAgainAndCarriesItsRetryAfter) {
  auto throttled = html("slow down", 429);
  throttled.headers.push_back({"Retry-After", "77"});
  SessionStand stand(in_turn({throttled}));
  const auto failure = stand.failure_of(stand.conversation.open("liveness", {}));
  EXPECT_EQ(failure.failure(), FailureClass::kThrottled);
  EXPECT_EQ(failure.come_back_after(), std::chrono::seconds(77));
  EXPECT_EQ(stand.pace.held, std::vector<std::chrono::milliseconds>{std::chrono::seconds(77)});
  EXPECT_EQ(stand.transport.sent.size(), 1U);
}

TEST(Conversation, UnavailableWithRetryAfterIsThrottledToo) {
  auto throttled = html("slow down", 503);
  throttled.headers.push_back({"retry-after", "9"});
  SessionStand stand(in_turn({throttled}));
  const auto failure = stand.failure_of(stand.conversation.open("liveness", {}));
  EXPECT_EQ(failure.failure(), FailureClass::kThrottled);
  EXPECT_EQ(failure.come_back_after(), std::chrono::seconds(9));
}

TEST(Conversation, RedirectsAreFollowedByPlainGetsWithoutTheBody) {
  SessionStand stand([](const Asked& asked) -> http::SendResult {
    if (asked.path == "/posted") return redirect_to("/there?x=1");
    return answer_of(200, "[]");
  });
  (void)stand.loop.run(stand.conversation.open("posted", of_day()));
  ASSERT_EQ(stand.transport.sent.size(), 2U);
  EXPECT_EQ(stand.transport.sent[1].method, "GET");
  EXPECT_EQ(stand.transport.sent[1].url, "https://paper.test/there?x=1");
  EXPECT_EQ(stand.transport.sent[1].body, "");
}

TEST(Conversation, FiveRedirectsAreFollowedAndASixthIsNot) {
  for (const int redirects : {5, 6}) {
    int left = redirects;
    SessionStand stand([&left](const Asked&) -> http::SendResult {
      if (left-- > 0) return redirect_to("/again");
      return answer_of(200, kMain);
    });
    if (redirects == 5) {
      EXPECT_EQ(stand.loop.run(stand.conversation.open("liveness", {})).name, "main");
    } else {
      const auto failure = stand.failure_of(stand.conversation.open("liveness", {}));
      EXPECT_EQ(failure.failure(), FailureClass::kUnknownPage);
    }
    EXPECT_EQ(stand.transport.sent.size(), 6U);
  }
}

TEST(Conversation, ARedirectIsRelativeToTheHostThatSentIt) {
  SessionStand stand([](const Asked& asked) -> http::SendResult {
    if (asked.path == "/main") return redirect_to("https://files.paper.test/a/b");
    if (asked.path == "/a/b") return redirect_to("c");
    return answer_of(200, kMain);
  });
  (void)stand.loop.run(stand.conversation.open("liveness", {}));
  EXPECT_EQ(stand.transport.sent.back().url, "https://files.paper.test/a/c");
}

TEST(Conversation, ARedirectToAnotherHostIsNotFollowed) {
  for (const auto* const place :
       {"https://evil.test/", "http://paper.test/", "https://me@paper.test/"}) {
    SessionStand stand(in_turn({redirect_to(place)}));
    const auto failure = stand.failure_of(stand.conversation.open("liveness", {}));
    EXPECT_EQ(failure.failure(), FailureClass::kUnknownPage) << place;
    EXPECT_EQ(stand.transport.sent.size(), 1U) << place;
  }
}

TEST(Conversation, AnUnknownPageNamesWhatWasSeen) {
  SessionStand stand(in_turn({html("<title>새 공지</title><p>안녕하세요</p>")}));
  const auto failure = stand.failure_of(stand.conversation.open("liveness", {}));
  EXPECT_EQ(failure.failure(), FailureClass::kUnknownPage);
  EXPECT_NE(std::string(failure.what()).find("새 공지"), std::string::npos);
}

TEST(Conversation, APageThatMeansAFailureThrowsIt) {
  SessionStand stand(in_turn({html("<h1>접속 제한</h1>", 403)}));
  EXPECT_EQ(stand.failure_of(stand.conversation.open("liveness", {})).failure(),
            FailureClass::kPortalWall);
}

TEST(Conversation, AKnownPageThatDoesNotAnswerItsRequestIsUnknown) {
  SessionStand stand(in_turn({html("<form><input name=\"login_id\"></form>")}));
  const auto failure = stand.failure_of(stand.conversation.open("summary", of_day()));
  EXPECT_EQ(failure.failure(), FailureClass::kUnknownPage);
  EXPECT_NE(std::string(failure.what()).find("login_form"), std::string::npos);
}

TEST(Conversation, APageIsKeptAsEvidenceOnceAndScrubbed) {
  SessionStand stand(in_turn({answer_of(200, R"({"main":1,"pw":"hunter2"})")}));
  (void)stand.loop.run(stand.conversation.open("liveness", {}));
  ASSERT_EQ(stand.evidence.items.size(), 1U);
  const auto text = page::decompressed(stand.evidence.items.front().zstd);
  ASSERT_TRUE(text);
  EXPECT_EQ(text->find("hunter2"), std::string::npos);
  EXPECT_NE(text->find("main"), std::string::npos);
}

TEST(Conversation, EveryTryAndEveryRedirectIsNoted) {
  SessionStand stand(
      in_turn({broken(http::TransportFault::Kind::kNetwork, true), answer_of(500, "oops"),
               redirect_to("/main2?token=secret"), answer_of(200, R"({"main":1})")}));
  (void)stand.loop.run(stand.conversation.open("liveness", {}));
  const auto& noted = stand.evidence.exchanges;
  ASSERT_EQ(noted.size(), 4U);
  EXPECT_EQ(noted[0].asked, "GET /main");
  EXPECT_EQ(noted[0].failure, FailureClass::kNetwork);
  EXPECT_EQ(noted[0].status, 0);
  EXPECT_EQ(noted[1].status, 500);
  EXPECT_EQ(noted[2].location, "/main2?token=");
  EXPECT_EQ(noted[3].asked, "GET /main2?token=");
  EXPECT_EQ(noted[3].request, "liveness");
  EXPECT_EQ(noted[3].answer, stand.evidence.items.back().answer);
  EXPECT_EQ(stand.evidence.items.back().kind, "json");
}

TEST(Conversation, APageThatCannotBeTakenIsNotedAsLost) {
  SessionStand stand(in_turn({answer_of(200, "\xff\xfe\x01 no page")}));
  (void)stand.failure_of(stand.conversation.open("liveness", {}));
  EXPECT_EQ(stand.evidence.lost.size(), 1U);
}

TEST(Conversation, ARequestThatCarriesASecretIsNeverNoted) {
  SessionStand stand(in_turn({answer_of(200, R"({"main":1})")}));
  auto request = stand.conversation.secret_request("login", "pw=hunter2");
  (void)stand.loop.run(stand.conversation.send_secret("login", std::move(request)));
  EXPECT_TRUE(stand.evidence.exchanges.empty());
}

TEST(Conversation, APictureIsNeverKept) {
  SessionStand stand(in_turn({answer_of(200, "PNG", "image/png")}));
  EXPECT_EQ(stand.loop.run(stand.conversation.fetch_picture("/pad?id=1")), "PNG");
  EXPECT_TRUE(stand.evidence.items.empty());
  EXPECT_TRUE(stand.evidence.exchanges.empty());
}

TEST(Conversation, ATextInThePlaceOfAPictureIsRefused) {
  SessionStand stand(in_turn({html("<p>no</p>")}));
  EXPECT_EQ(stand.failure_of(stand.conversation.fetch_picture("/pad")).failure(),
            FailureClass::kUnknownPage);
}

TEST(Conversation, ASessionIsAliveWhenItsPageComes) {
  SessionStand stand(in_turn({answer_of(200, kMain)}));
  EXPECT_TRUE(stand.loop.run(stand.conversation.is_alive()));
}

TEST(Conversation, ASessionIsNotAliveWhenThePortalSendsToItsLoginOrElsewhere) {
  SessionStand lost(in_turn({redirect_to("/login")}));
  EXPECT_FALSE(lost.loop.run(lost.conversation.is_alive()));
  SessionStand notice(in_turn({html("<p>notice</p>")}));
  EXPECT_FALSE(notice.loop.run(notice.conversation.is_alive()));
}

TEST(Conversation, AMaintenancePageSaysNothingAboutASession) {
  SessionStand stand(in_turn({html("점검 중")}));
  EXPECT_EQ(stand.failure_of(stand.conversation.is_alive()).failure(), FailureClass::kMaintenance);
}

TEST(Conversation, AJarGoesRoundWhole) {
  auto answer = answer_of(200, kMain);
  answer.headers.push_back({"Set-Cookie", "SID=a=b;c"});
  answer.headers.push_back({"Set-Cookie", "LANG=ko"});
  SessionStand first(in_turn({answer}));
  (void)first.loop.run(first.conversation.open("liveness", {}));
  const auto jar = first.loop.run(first.conversation.jar());

  SessionStand second(in_turn({answer_of(200, kMain)}));
  second.loop.run(second.conversation.use_jar(jar));
  (void)second.loop.run(second.conversation.is_alive());
  const std::map<std::string, std::string> due = {{"SID", "a=b;c"}, {"LANG", "ko"}};
  EXPECT_EQ(second.transport.sent.front().cookies, due);
}

TEST(Conversation, ALogoutThatThePortalDoesNotAnswerIsSaid) {
  SessionStand gone(in_turn({redirect_to("/login")}));
  EXPECT_TRUE(gone.loop.run(gone.conversation.log_out()));
  SessionStand unknown(in_turn({html("<p>notice</p>")}));
  EXPECT_FALSE(unknown.loop.run(unknown.conversation.log_out()));
}

}  // namespace
}  // namespace vancrawl::session
