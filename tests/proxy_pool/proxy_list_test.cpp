#include "proxy_pool/proxy_list.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::proxy_pool {
namespace {

std::string password_of(const Exit& exit) {
  const auto bytes = exit.password.expose();
  return {bytes.begin(), bytes.end()};
}

std::string fault_of(const std::string& line) {
  const ProxyList list = parse_proxy_list("f", line);
  return list.faults.empty() ? "none" : list.faults.front().reason;
}

TEST(ProxyList, EveryKindOfLineIsRead) {
  const ProxyList list = parse_proxy_list("f",
                                          "# exits\r\n"
                                          "http://u1:p%40:x@10.0.0.1:3128\r\n"
                                          "\n"
                                          "  https://proxy.example.kr:443  \n"
                                          "socks5h://u2@[::1]:1080\n"
                                          "direct");
  ASSERT_TRUE(list.faults.empty()) << list.faults.front().text();
  ASSERT_EQ(list.exits.size(), 4U);
  EXPECT_EQ(list.exits[0].id.text(), "http://u1@10.0.0.1:3128");
  EXPECT_EQ(list.exits[0].user, "u1");
  EXPECT_EQ(password_of(list.exits[0]), "p@:x");
  EXPECT_EQ(list.exits[0].host, "10.0.0.1");
  EXPECT_EQ(list.exits[0].port, 3128);
  EXPECT_EQ(list.exits[1].scheme, Exit::Scheme::kHttps);
  EXPECT_TRUE(list.exits[1].user.empty());
  EXPECT_EQ(list.exits[2].host, "[::1]");
  EXPECT_EQ(list.exits[2].scheme, Exit::Scheme::kSocks5h);
  EXPECT_EQ(list.exits[3].id.text(), "direct");
}

TEST(ProxyList, ABadLineIsNamedByFileLineAndReason) {
  const ProxyList list = parse_proxy_list("proxies.txt", "direct\n\nhttp://u:p@host\n");
  ASSERT_EQ(list.faults.size(), 1U);
  EXPECT_EQ(list.faults.front().text(), "proxies.txt:3: no port");
}

TEST(ProxyList, WhatIsNoExitIsRefused) {
  EXPECT_EQ(fault_of("10.0.0.1:3128"), "neither direct nor scheme://");
  EXPECT_EQ(fault_of("ftp://h:1"), "the scheme is not http, https or socks5h");
  EXPECT_EQ(fault_of("socks5://h:1"), "socks5 looks names up here: write socks5h");
  EXPECT_EQ(fault_of("http://h:0"), "no port 1-65535");
  EXPECT_EQ(fault_of("http://h:65536"), "no port 1-65535");
  EXPECT_EQ(fault_of("http://h:80x"), "no port 1-65535");
  EXPECT_EQ(fault_of("http://:80"), "the host is no name or address");
  EXPECT_EQ(fault_of("http://h/x:80"), "the host is no name or address");
  EXPECT_EQ(fault_of("http://@h:80"), "an empty user before @");
  EXPECT_EQ(fault_of("http://u:50%@h:80"), "a % that is not followed by two hex digits");
  EXPECT_EQ(fault_of("http://u:a%0Ab@h:80"), "a control character in user or password");
  EXPECT_EQ(fault_of("DIRECT"), "neither direct nor scheme://");
}

TEST(ProxyList, TheSameExitTwiceIsAFault) {
  const ProxyList list = parse_proxy_list("f", "http://u:a@h:80\nhttp://u:b@h:80\n");
  EXPECT_EQ(list.exits.size(), 1U);
  ASSERT_EQ(list.faults.size(), 1U);
  EXPECT_EQ(list.faults.front().line, 2);
}

TEST(ProxyList, TheGoodLinesLoadBesideTheBad) {
  const ProxyList list =
      parse_proxy_list("f", "http://a:1\nhttp://b\nhttp://c:1 weight=0\nhttp://d:1\n");
  ASSERT_EQ(list.exits.size(), 2U);
  EXPECT_EQ(list.exits[0].host, "a");
  EXPECT_EQ(list.exits[1].host, "d");
  ASSERT_EQ(list.faults.size(), 2U);
  EXPECT_EQ(list.faults[0].text(), "f:2: no port");
  EXPECT_EQ(list.faults[1].text(), "f:3: weight= is 1 to 100");
  EXPECT_FALSE(list.is_whole());
}

TEST(ProxyList, OneLineOfSessionsIsManyExits) {
  const ProxyList list = parse_proxy_list("f", "http://u-{session}:p@h:1 sessions=1-3\n");
  ASSERT_EQ(list.exits.size(), 3U);
  EXPECT_EQ(list.exits[2].id.text(), "http://u-3@h:1");
  EXPECT_TRUE(list.is_whole());
}

TEST(ProxyList, ASessionThatStandsAboveIsAFaultAndTheOthersLoad) {
  const ProxyList list =
      parse_proxy_list("f", "http://u-2@h:1\nhttp://u-{session}@h:1 sessions=1-3\n");
  EXPECT_EQ(list.exits.size(), 3U);
  ASSERT_EQ(list.faults.size(), 1U);
  EXPECT_EQ(list.faults.front().text(), "f:2: the same exit stands above");
}

TEST(ProxyList, ListsTogetherKeepTheFaultsOfEach) {
  ProxyList list = parse_proxy_list("f", "http://a:1\nx\n");
  list.add(parse_proxy_list("g", "http://a:1\nhttp://b:1\ny\n"));
  EXPECT_EQ(list.exits.size(), 2U);
  EXPECT_EQ(list.faults.size(), 3U);
}

TEST(ProxyList, AListHasAnEnd) {
  std::string text;
  for (int i = 0; i < 2; ++i) {
    text += "http://u" + std::to_string(i) + "-{session}@h:1 sessions=1-60000\n";
  }
  const ProxyList list = parse_proxy_list("f", text);
  EXPECT_EQ(list.exits.size(), 100'000U);
  ASSERT_EQ(list.faults.size(), 1U);
  EXPECT_EQ(list.faults.front().text(), "f:2: more than 100000 exits: the rest is left out");
}

TEST(ProxyList, TheExampleIsWhole) {
  const ProxyList list =
      read_proxy_list(std::string(VANCRAWL_SOURCE_DIR) + "/docs/proxies.example.txt");
  EXPECT_TRUE(list.is_whole());
  EXPECT_EQ(list.exits.size(), 54U);
}

TEST(ProxyList, AFaultTellsNoPassword) {
  for (const char* line : {"http://u:s3cret@h", "s3cret", "http://u:s3cret%@h:1", "x://s3cret@h:1",
                           "http://h:s3cret", "http://s3cret\x01:p@h:1", "http://u:s3 s3cret@h:1",
                           "http://u:p@h:1 s3cret=s3cret", "http://u:{session}s3cret@h:1"}) {
    const ProxyList list = parse_proxy_list("f", line);
    for (const ListFault& fault : list.faults) {
      EXPECT_EQ(fault.text().find("s3cret"), std::string::npos) << line;
    }
  }
}

TEST(ProxyList, AMissingFileIsAFault) {
  const ProxyList list = read_proxy_list("/nowhere/proxies");
  ASSERT_EQ(list.faults.size(), 1U);
  EXPECT_EQ(list.faults.front().text(), "/nowhere/proxies:0: cannot be read");
}

RC_GTEST_PROP(ProxyList, EveryLineIsAnExitOrAFaultOrSkipped, (const std::string& text)) {
  const ProxyList list = parse_proxy_list("f", text);
  const auto lines = static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1;
  RC_ASSERT(list.exits.size() + list.faults.size() <= lines);
}

}  // namespace
}  // namespace vancrawl::proxy_pool
