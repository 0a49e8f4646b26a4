#include "crawler/session/answer_judgement.h"

#include <gtest/gtest.h>

namespace vancrawl::session {
namespace {

using std::chrono::seconds;

http::Response told(const std::string& retry_after, const std::string& date = "") {
  http::Response response;
  response.headers.push_back({"Retry-After", retry_after});
  if (!date.empty()) response.headers.push_back({"Date", date});
  return response;
}

TEST(AnswerJudgement, ARetryAfterInSecondsIsTakenAsItIs) {
  EXPECT_EQ(retry_after_of(told("120")), seconds(120));
  EXPECT_EQ(retry_after_of(told("0")), seconds(0));
  EXPECT_EQ(retry_after_of({}), std::nullopt);
}

TEST(AnswerJudgement, ARetryAfterThatWouldOverflowAClockIsAYear) {
  EXPECT_EQ(retry_after_of(told("9223372036854775807")), std::chrono::days(366));
}

TEST(AnswerJudgement, ARetryAfterWithADateIsMeasuredByThePortalsOwnClock) {
  const std::string sent = "Fri, 20 Nov 2026 23:59:30 GMT";
  EXPECT_EQ(retry_after_of(told("Sat, 21 Nov 2026 01:00:00 GMT", sent)), seconds(3630));
  EXPECT_EQ(retry_after_of(told("Fri, 20 Nov 2026 23:00:00 GMT", sent)), seconds(0));
}

TEST(AnswerJudgement, ARetryAfterThatCannotBeReadIsALongWait) {
  for (const auto* const text : {"soon", "-5", "12x", "Sat, 21 Nov 2026 01:00:00 GMT"}) {
    EXPECT_EQ(retry_after_of(told(text)), seconds(3600)) << text;
  }
}

TEST(AnswerJudgement, AServiceThatIsUnavailableIsThrottledOnlyIfItSaysWhenToComeBack) {
  RawAnswer answer;
  answer.status = 503;
  EXPECT_FALSE(throttling_of(answer));
  answer.retry_after = seconds(4);
  ASSERT_TRUE(throttling_of(answer));
  EXPECT_EQ(throttling_of(answer)->come_back_after(), seconds(4));
  answer.status = 200;
  EXPECT_FALSE(throttling_of(answer));
  answer.status = 429;
  answer.retry_after.reset();
  ASSERT_TRUE(throttling_of(answer));
  EXPECT_GE(throttling_of(answer)->come_back_after(), seconds(60));
}

TEST(AnswerJudgement, AnAddressesPathIsWithoutHostAndQuery) {
  EXPECT_EQ(path_of("https://h:1/a/b?c=/d#e"), "/a/b");
  EXPECT_EQ(path_of("https://h"), "/");
}

TEST(AnswerJudgement, EveryFaultOfTransportHasItsClass) {
  using Kind = http::TransportFault::Kind;
  using model::FailureClass;
  const std::vector<std::pair<Kind, FailureClass>> all = {
      {Kind::kNetwork, FailureClass::kNetwork},
      {Kind::kTimeout, FailureClass::kTimeout},
      {Kind::kProxyUnreachable, FailureClass::kProxyUnreachable},
      {Kind::kProxyRefused, FailureClass::kProxyRefused},
      {Kind::kTlsUntrusted, FailureClass::kNetwork},
      {Kind::kTooLarge, FailureClass::kUnknownPage},
      {Kind::kSlowDrip, FailureClass::kTimeout},
      {Kind::kCancelled, FailureClass::kCancelled},
      {Kind::kNotAllowed, FailureClass::kPluginFault}};
  for (const auto& [kind, due] : all) {
    EXPECT_EQ(failure_of(http::TransportFault{kind, true, ""}).failure(), due) << name_of(kind);
  }
}

}  // namespace
}  // namespace vancrawl::session
