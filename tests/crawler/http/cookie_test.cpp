#include "crawler/http/cookie.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::http {
namespace {

rc::Gen<std::string> visible_text() {
  return rc::gen::container<std::string>(
      rc::gen::map(rc::gen::inRange(0x20, 0x7f), [](int c) { return static_cast<char>(c); }));
}

RC_GTEST_PROP(CookieLine, ComesBackAsTheSameCookie, ()) {
  Cookie cookie;
  cookie.domain = "www.portal" + std::to_string(*rc::gen::inRange(0, 99)) + ".co.kr";
  cookie.include_subdomains = *rc::gen::arbitrary<bool>();
  cookie.secure = *rc::gen::arbitrary<bool>();
  cookie.http_only = *rc::gen::arbitrary<bool>();
  cookie.expires_unix_seconds = *rc::gen::inRange<std::int64_t>(0, 4'000'000'000);
  cookie.path = "/" + *visible_text();
  cookie.name = *visible_text();
  cookie.value = *visible_text();
  const auto line = cookie_line(cookie);
  RC_ASSERT(line.has_value());
  const auto again = parse_cookie_line(*line);
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == cookie);
}

RC_GTEST_PROP(CookieLine, AnyBytesAreACookieOrAFault, (const std::string& bytes)) {
  const auto cookie = parse_cookie_line(bytes);
  RC_ASSERT(cookie.has_value() || !cookie.error().empty());
}

TEST(CookieLine, AControlCharacterIsRefused) {
  Cookie cookie;
  cookie.domain = "a.kr";
  cookie.name = "n";
  cookie.value = "a\tb";
  EXPECT_FALSE(cookie_line(cookie));
  cookie.value = "a\r\nSet-Cookie: b=c";
  EXPECT_FALSE(cookie_line(cookie));
}

TEST(CookieLine, AFaultDoesNotTellTheValue) {
  const auto cookie = parse_cookie_line("a.kr\tMAYBE\t/\tFALSE\t0\tn\ts3cret");
  ASSERT_FALSE(cookie);
  EXPECT_EQ(cookie.error().find("s3cret"), std::string::npos);
}

}  // namespace
}  // namespace vancrawl::http
