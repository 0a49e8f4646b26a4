#include <algorithm>

#include <gtest/gtest.h>

#include "tests/crawler/http/http_fixture.h"

namespace vancrawl::http::test {
namespace {

Answer give_or_show(const Ask& ask) {
  Answer answer;
  if (ask.path == "/give") {
    answer.headers = {{"Set-Cookie", "JSESSIONID=a b=c; Path=/; Secure; HttpOnly"},
                      {"Set-Cookie", "keep=1; Max-Age=3600; Path=/page"}};
  }
  answer.body = ask.header("cookie");
  return answer;
}

std::vector<Cookie> jar_of(HttpFixture& fixture, Connection& connection) {
  auto jar = finish(fixture.control, connection.cookies());
  std::ranges::sort(jar, {}, &Cookie::name);
  return jar;
}

TEST(CurlCookies, AJarIsExportedWithItsAttributes) {
  HttpFixture fixture(give_or_show);
  const auto connection = fixture.open();
  ASSERT_TRUE(fixture.get(*connection, "/give"));
  const auto jar = jar_of(fixture, *connection);
  ASSERT_EQ(jar.size(), 2U);
  EXPECT_EQ(jar[0].name, "JSESSIONID");
  EXPECT_EQ(jar[0].value, "a b=c");
  EXPECT_EQ(jar[0].domain, "127.0.0.1");
  EXPECT_TRUE(jar[0].secure);
  EXPECT_TRUE(jar[0].http_only);
  EXPECT_EQ(jar[0].expires_unix_seconds, 0);
  EXPECT_EQ(jar[1].path, "/page");
  EXPECT_GT(jar[1].expires_unix_seconds, 0);
}

TEST(CurlCookies, AnImportedJarContinuesTheSession) {
  HttpFixture fixture(give_or_show);
  const auto first = fixture.open();
  ASSERT_TRUE(fixture.get(*first, "/give"));
  const auto jar = jar_of(fixture, *first);
  const auto second = fixture.open();
  finish(fixture.control, second->set_cookies(jar));
  EXPECT_EQ(jar_of(fixture, *second), jar);
  const auto answer = fixture.get(*second, "/page/x");
  ASSERT_TRUE(answer);
  EXPECT_NE(answer->body.find("JSESSIONID=a b=c"), std::string::npos);
  EXPECT_NE(answer->body.find("keep=1"), std::string::npos);
}

TEST(CurlCookies, AnImportReplacesWhatWasThere) {
  HttpFixture fixture(give_or_show);
  const auto connection = fixture.open();
  ASSERT_TRUE(fixture.get(*connection, "/give"));
  finish(fixture.control, connection->set_cookies({}));
  EXPECT_TRUE(jar_of(fixture, *connection).empty());
  const auto answer = fixture.get(*connection, "/show");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "");
}

TEST(CurlCookies, ConnectionsKeepTheirCookiesToThemselves) {
  HttpFixture fixture(give_or_show);
  const auto one = fixture.open();
  const auto other = fixture.open();
  ASSERT_TRUE(fixture.get(*one, "/give"));
  const auto answer = fixture.get(*other, "/show");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "");
}

}  // namespace
}  // namespace vancrawl::http::test
