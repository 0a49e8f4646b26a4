#include "crawler/http/request_rules.h"

#include <gtest/gtest.h>

namespace vancrawl::http {
namespace {

std::optional<std::string> broken_by(const std::string& url, const Header& header = {"A", "b"}) {
  Request request(Method::kGet, url);
  request.headers = {header};
  return broken_rule(request, AllowedUrls::kHttps);
}

TEST(RequestRules, AnOrdinaryRequestBreaksNone) {
  EXPECT_EQ(broken_by("https://www.cardsales.or.kr/signin?a=%20"), std::nullopt);
}

TEST(RequestRules, OnlyHttpsIsAsked) {
  EXPECT_TRUE(broken_by("http://www.cardsales.or.kr/"));
  EXPECT_TRUE(broken_by("HTTPS://x/"));
  EXPECT_TRUE(broken_by("file:///etc/passwd"));
  EXPECT_TRUE(broken_by(""));
}

TEST(RequestRules, TheTunnelChecksAddressIsLoopbackAlone) {
  const auto rule = [](const std::string& url) {
    return broken_rule(Request(Method::kGet, url), AllowedUrls::kPlainLoopback);
  };
  EXPECT_EQ(rule("http://127.0.0.1:9/"), std::nullopt);
  EXPECT_TRUE(rule("http://example.com/"));
  EXPECT_TRUE(rule("https://127.0.0.1:9/"));
}

TEST(RequestRules, NothingBreaksOutOfALine) {
  EXPECT_TRUE(broken_by("https://a/ b"));
  EXPECT_TRUE(broken_by("https://a/\r\nX: y"));
  EXPECT_TRUE(broken_by("https://a/", {"X", "y\r\nZ: z"}));
  EXPECT_TRUE(broken_by("https://a/", {"X: y\r\nZ", "z"}));
  EXPECT_TRUE(broken_by("https://a/", {"", "z"}));
  Request request(Method::kPost, "https://a/");
  request.content_type = "text/plain\r\nX: y";
  EXPECT_TRUE(broken_rule(request, AllowedUrls::kHttps));
}

TEST(RequestRules, AProxysAuthorizationIsNeverAHeader) {
  EXPECT_TRUE(broken_by("https://a/", {"Proxy-Authorization", "Basic eDp5"}));
  EXPECT_TRUE(broken_by("https://a/", {"proxy-AUTHORIZATION", "Basic eDp5"}));
  EXPECT_TRUE(broken_by("https://a/", {"Cookie", "a=b"}));
}

TEST(RequestRules, ARuleNamesNoValue) {
  const auto rule = broken_by("https://a/", {"X", "s3cret\n"});
  ASSERT_TRUE(rule);
  EXPECT_EQ(rule->find("s3cret"), std::string::npos);
}

}  // namespace
}  // namespace vancrawl::http
