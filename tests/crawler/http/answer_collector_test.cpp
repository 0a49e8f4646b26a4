#include "crawler/http/answer_collector.h"

#include <gtest/gtest.h>

namespace vancrawl::http {
namespace {

AnswerCollector collector_for(std::uint64_t max_bytes) {
  AnswerCollector collector;
  Limits limits;
  limits.max_bytes = max_bytes;
  collector.begin(limits);
  return collector;
}

TEST(AnswerCollector, AnAnnouncedSizeOverTheLimitStopsBeforeTheBody) {
  auto collector = collector_for(100);
  EXPECT_TRUE(collector.take_header("HTTP/1.1 200 OK\r\n"));
  EXPECT_FALSE(collector.take_header("Content-Length: 101\r\n"));
  EXPECT_TRUE(collector.is_too_large());
}

TEST(AnswerCollector, AnUnannouncedBodyStopsAtTheLimit) {
  auto collector = collector_for(10);
  EXPECT_TRUE(collector.take_body("0123456789"));
  EXPECT_FALSE(collector.take_body("x"));
  EXPECT_TRUE(collector.is_too_large());
}

TEST(AnswerCollector, AProvisionalAnswerIsForgotten) {
  auto collector = collector_for(10);
  EXPECT_TRUE(collector.take_header("HTTP/1.1 103 Early Hints\r\n"));
  EXPECT_TRUE(collector.take_header("X-Early: 1\r\n"));
  EXPECT_TRUE(collector.take_header("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(collector.take_header("X-Late:  2 \r\n"));
  EXPECT_TRUE(collector.take_header("\r\n"));
  const Response response = collector.take();
  EXPECT_EQ(response.header("x-early"), std::nullopt);
  EXPECT_EQ(response.header("x-late"), "2");
}

TEST(AnswerCollector, TheNextAnswerStartsEmpty) {
  auto collector = collector_for(10);
  EXPECT_TRUE(collector.take_header("Content-Type: text/html\r\n"));
  EXPECT_FALSE(collector.take_body(std::string(11, 'x')));
  collector.begin(Limits{});
  EXPECT_FALSE(collector.is_too_large());
  EXPECT_FALSE(collector.has_begun());
  const Response response = collector.take();
  EXPECT_TRUE(response.body.empty());
  EXPECT_TRUE(response.content_type.empty());
}

}  // namespace
}  // namespace vancrawl::http
