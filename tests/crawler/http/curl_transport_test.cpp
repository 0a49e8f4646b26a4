#include "crawler/http/curl_transport.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "tests/crawler/http/http_fixture.h"

namespace vancrawl::http::test {
namespace {

Answer text(std::string body) {
  Answer answer;
  answer.headers = {{"Content-Type", "text/plain; charset=utf-8"}};
  answer.body = std::move(body);
  return answer;
}

Answer echo(const Ask& ask) {
  Answer answer = text(ask.method + " " + ask.target + " " + ask.body);
  answer.headers.emplace_back("X-Agent", ask.header("user-agent"));
  answer.headers.emplace_back("X-Content-Type", ask.header("content-type"));
  answer.headers.emplace_back("X-Own", ask.header("x-own"));
  answer.headers.emplace_back("X-Expect", ask.header("expect"));
  return answer;
}

TEST(CurlTransport, AnAnswerArrivesWholeWithItsHeaders) {
  HttpFixture fixture(echo);
  const auto connection = fixture.open();
  Request request(Method::kPost, fixture.url("/list?page=1"));
  request.headers = {{"X-Own", "yes"}};
  request.body = "{\"a\":1}";
  request.content_type = "application/json";
  const auto answer = fixture.send(*connection, std::move(request));
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "POST /list?page=1 {\"a\":1}");
  EXPECT_EQ(answer->content_type, "text/plain; charset=utf-8");
  EXPECT_EQ(answer->header("x-agent"), "vancrawl-test");
  EXPECT_EQ(answer->header("X-CONTENT-TYPE"), "application/json");
  EXPECT_EQ(answer->header("x-own"), "yes");
  EXPECT_EQ(answer->header("x-expect"), "");
  EXPECT_EQ(answer->header("absent"), std::nullopt);
  EXPECT_GT(answer->wire_bytes, answer->body.size());
  EXPECT_GT(answer->timing.total.count(), 0);
}

TEST(CurlTransport, AFormIsSentAsAForm) {
  HttpFixture fixture([](const Ask& ask) {
    return text(portals::net::first_value(ask.form(), "name").value_or("none"));
  });
  const auto connection = fixture.open();
  Request request(Method::kPost, fixture.url("/form"));
  request.body = "id=1&name=%EA%B9%80+a";
  const auto answer = fixture.send(*connection, std::move(request));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "김 a");
}

TEST(CurlTransport, ManyRequestsShareOneHandshake) {
  HttpFixture fixture(echo);
  const auto connection = fixture.open();
  for (int i = 0; i < 20; ++i) {
    const auto answer = fixture.get(*connection, "/" + std::to_string(i));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->fresh_connection, i == 0);
  }
  EXPECT_EQ(fixture.portal.server().counters().handshakes, 1U);
  EXPECT_EQ(fixture.portal.server().counters().requests, 20U);
}

TEST(CurlTransport, TwoConnectionsShareNothing) {
  HttpFixture fixture(echo);
  const auto one = fixture.open();
  const auto other = fixture.open();
  EXPECT_EQ(fault_name(fixture.get(*one, "/")), "status 200");
  EXPECT_EQ(fault_name(fixture.get(*other, "/")), "status 200");
  EXPECT_EQ(fixture.portal.server().counters().handshakes, 2U);
}

TEST(CurlTransport, AnUnknownAuthorityIsRefusedBeforeTheRequest) {
  HttpFixture fixture(echo);
  const auto connection = fixture.transport.open({});
  EXPECT_EQ(fault_name(fixture.get(*connection, "/")), "tls_untrusted, not sent");
  EXPECT_EQ(fixture.portal.server().counters().requests, 0U);
}

TEST(CurlTransport, ACertificateForAnotherNameIsRefused) {
  HttpFixture fixture(echo, {.certificate_names = {"portal.example"}});
  const auto connection = fixture.open();
  EXPECT_EQ(fault_name(fixture.get(*connection, "/")), "tls_untrusted, not sent");
  EXPECT_EQ(fixture.portal.server().counters().requests, 0U);
}

TEST(CurlTransport, AMissingAuthorityFileIsAFault) {
  HttpFixture fixture(echo);
  ConnectionOptions options;
  options.extra_ca_file = "/nowhere/ca.pem";
  const auto connection = fixture.transport.open(std::move(options));
  EXPECT_EQ(fault_name(fixture.get(*connection, "/")), "tls_untrusted, not sent");
}

TEST(CurlTransport, PlainHttpIsNeverSpoken) {
  HttpFixture fixture(echo);
  const auto connection = fixture.open();
  Request request(Method::kGet,
                  "http://127.0.0.1:" + std::to_string(fixture.portal.server().port()));
  EXPECT_EQ(fault_name(fixture.send(*connection, std::move(request))), "not_allowed, not sent");
  EXPECT_EQ(fixture.portal.server().counters().connections, 0U);
}

TEST(CurlTransport, ARedirectIsAnAnswerAndNotFollowed) {
  HttpFixture fixture([](const Ask&) {
    Answer answer;
    answer.status = 302;
    answer.headers = {{"Location", "/elsewhere"}};
    return answer;
  });
  const auto connection = fixture.open();
  const auto answer = fixture.get(*connection, "/start");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 302);
  EXPECT_EQ(answer->header("location"), "/elsewhere");
  EXPECT_EQ(fixture.portal.server().counters().requests, 1U);
}

TEST(CurlTransport, RepeatedHeadersAreKept) {
  HttpFixture fixture([](const Ask&) {
    Answer answer = text("");
    answer.headers.emplace_back("Set-Cookie", "a=1");
    answer.headers.emplace_back("Set-Cookie", "b=2");
    return answer;
  });
  const auto connection = fixture.open();
  const auto answer = fixture.get(*connection, "/");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->all_headers("set-cookie"), (std::vector<std::string>{"a=1", "b=2"}));
}

TEST(CurlTransport, ABinaryBodyArrivesByteForByte) {
  std::string bytes(200'000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 31 >> 3);
  HttpFixture fixture([bytes](const Ask&) { return text(bytes); });
  const auto connection = fixture.open();
  const auto answer = fixture.get(*connection, "/");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, bytes);
}

TEST(CurlTransport, NothingListensMeansNotSent) {
  HttpFixture fixture(echo);
  const std::string url = "https://127.0.0.1:1/";
  const auto connection = fixture.open();
  const auto answer = fixture.send(*connection, Request(Method::kGet, url));
  EXPECT_EQ(fault_name(answer), "network, not sent");
}

TEST(CurlTransport, AServerThatDropsAfterReadingMayHaveTheRequest) {
  HttpFixture fixture([](const Ask&) {
    Answer answer;
    answer.drop = true;
    return answer;
  });
  const auto connection = fixture.open();
  EXPECT_EQ(fault_name(fixture.get(*connection, "/")), "network, maybe sent");
}

TEST(CurlTransport, ASecretIsNeverSentTwice) {
  HttpFixture fixture([](const Ask& ask) {
    Answer answer = text("ok");
    answer.drop = ask.path == "/login";
    return answer;
  });
  const auto connection = fixture.open();
  ASSERT_TRUE(fixture.get(*connection, "/"));
  Request login(Method::kPost, fixture.url("/login"));
  login.body = "password=1234";
  login.carries_secret = true;
  // Over the kept connection libcurl would try a second time after a silent close.
  EXPECT_EQ(fault_name(fixture.send(*connection, std::move(login))), "network, maybe sent");
  EXPECT_EQ(fixture.portal.server().counters().requests, 2U);
}

TEST(CurlTransport, ASecretRequestLeavesCookiesAndConversationWhole) {
  HttpFixture fixture([](const Ask& ask) {
    Answer answer = text(ask.body + ask.cookie("sid"));
    if (ask.path == "/") answer.headers.emplace_back("Set-Cookie", "sid=s1; Path=/");
    return answer;
  });
  const auto connection = fixture.open();
  ASSERT_TRUE(fixture.get(*connection, "/"));
  Request login(Method::kPost, fixture.url("/login"));
  login.body = "password=1234&";
  login.carries_secret = true;
  const auto answer = fixture.send(*connection, std::move(login));
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "password=1234&s1");
  const auto after = fixture.get(*connection, "/after");
  ASSERT_TRUE(after);
  EXPECT_EQ(after->body, "s1");
  EXPECT_FALSE(after->fresh_connection);
}

TEST(CurlTransport, ATruncatedBodyIsAFault) {
  HttpFixture fixture([](const Ask&) {
    Answer answer = text("0123456789");
    answer.truncate_after = 4;
    return answer;
  });
  const auto connection = fixture.open();
  EXPECT_EQ(fault_name(fixture.get(*connection, "/")), "network, maybe sent");
}

TEST(CurlTransport, TheEnvironmentsProxyIsIgnored) {
  for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"}) {
    setenv(name, "http://127.0.0.1:1", 1);
  }
  HttpFixture fixture(echo);
  const auto connection = fixture.open();
  const auto answer = fixture.get(*connection, "/");
  for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"}) {
    unsetenv(name);
  }
  EXPECT_EQ(fault_name(answer), "status 200");
}

TEST(CurlTransport, ARestartedPortalIsReachedAgain) {
  HttpFixture fixture(echo);
  const auto connection = fixture.open();
  ASSERT_TRUE(fixture.get(*connection, "/"));
  fixture.portal.server().drop_connections();
  EXPECT_EQ(fault_name(fixture.get(*connection, "/")), "status 200");
}

}  // namespace
}  // namespace vancrawl::http::test
