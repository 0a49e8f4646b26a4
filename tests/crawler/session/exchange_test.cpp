#include "crawler/session/exchange.h"

#include <gtest/gtest.h>

namespace vancrawl::session {
namespace {

http::Request get(const std::string& url) { return {http::Method::kGet, url}; }

const page::ScrubRules kRules{{"pw", "비밀"}, {"cardNo"}, {"acct"}, {}, {}};

TEST(Exchange, AQuestionIsToldByMethodPathNamesAndValues) {
  EXPECT_EQ(asked_text(get("https://portal.test/rows?date=2026-11-19&q.scope=g%201&page=2"), kRules,
                       Values::kKept),
            "GET /rows?date=2026-11-19&q.scope=g%201&page=2");
  http::Request post(http::Method::kPost, "https://portal.test/rows");
  post.body = "date=2026-11-19&page=2";
  EXPECT_EQ(asked_text(post, kRules, Values::kKept), "POST /rows date=2026-11-19&page=2");
  EXPECT_EQ(asked_text(get("https://portal.test"), kRules, Values::kKept), "GET /");
}

TEST(Exchange, ValuesThatTheRulesCutAreLeftOutWhateverTheirCase) {
  EXPECT_EQ(asked_text(get("https://p.test/a?PW=hunter2&x=1&cardno=4111111111111111&acct=77"),
                       kRules, Values::kKept),
            "GET /a?PW=&x=1&cardno=&acct=");
  EXPECT_EQ(asked_text(get("https://p.test/a?%EB%B9%84%EB%B0%80=hunter2"), kRules, Values::kKept),
            "GET /a?%EB%B9%84%EB%B0%80=");
  http::Request post(http::Method::kPost, "https://p.test/a");
  post.body = "pw=hunter2&b=1";
  EXPECT_EQ(asked_text(post, kRules, Values::kKept), "POST /a pw=&b=1");
}

TEST(Exchange, OfARedirectNoValueAndNoSessionIdIsKept) {
  EXPECT_EQ(asked_text(get("https://p.test/main;jsessionid=AB12?token=secret&x=1#top"), kRules,
                       Values::kLeftOut),
            "GET /main?token=&x=");
  EXPECT_EQ(location_text("https://p.test/main;jsessionid=AB12?token=secret"), "/main?token=");
  EXPECT_EQ(location_text("/restricted"), "/restricted");
  EXPECT_EQ(location_text(""), "");
}

TEST(Exchange, AConversationReadsBackAsItWas) {
  const std::vector<Exchange> all = {
      {"rows", "GET /rows?page=1", model::Instant(std::chrono::milliseconds(1'700'000'000'123)),
       302, "/login", "raw", model::EvidenceHash("ab"), std::nullopt, ""},
      {"rows", "GET /rows?page=2", model::Instant(std::chrono::milliseconds(1'700'000'000'456)), 0,
       "", "", model::EvidenceHash(""), model::FailureClass::kTimeout, "점검 \"x\""}};
  const auto read = parse_exchanges(encoded(all));
  ASSERT_TRUE(read) << read.error();
  ASSERT_EQ(read->size(), 2U);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ((*read)[i].request, all[i].request);
    EXPECT_EQ((*read)[i].asked, all[i].asked);
    EXPECT_EQ((*read)[i].asked_at, all[i].asked_at);
    EXPECT_EQ((*read)[i].status, all[i].status);
    EXPECT_EQ((*read)[i].location, all[i].location);
    EXPECT_EQ((*read)[i].page, all[i].page);
    EXPECT_EQ((*read)[i].failure, all[i].failure);
    EXPECT_EQ((*read)[i].detail, all[i].detail);
  }
  EXPECT_TRUE((*read)[0].answer.empty()) << "a hash of raw bytes is nobody's business later";
}

TEST(Exchange, WhatIsNoConversationIsRefused) {
  for (
      const auto* const text :
      {"", "[]", "{}", R"({"exchanges":[{}]})",
       R"({"exchanges":[{"request":"a","asked":"b","at":"yesterday"}]})",
       R"({"exchanges":[{"request":"a","asked":"b","at":"2026-11-20T00:00:00Z","failure":"x"}]})"}) {
    EXPECT_FALSE(parse_exchanges(text)) << text;
  }
}

}  // namespace
}  // namespace vancrawl::session
