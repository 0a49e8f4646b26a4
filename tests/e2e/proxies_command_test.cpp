#include <gtest/gtest.h>

#include "tests/e2e/stand.h"

namespace vancrawl::e2e {
namespace {

/// One exit that answers, one where nobody listens, one line that cannot be read.
class ProxiesCommand : public testing::Test {
 protected:
  ProxiesCommand() {
    stand.workspace().write(
        "proxies.txt", "direct\nsocks5h://user:hunter2@127.0.0.1:9 country=KR\nftp://u:p@h:1\n");
    stand.take_on(id, "cardsales");
  }
  Ended run(const Arguments& arguments) { return stand.workspace().run(arguments); }

  const Stand stand{{"--merchants", "1", "--days", "1", "--proxies", "0"},
                    "proxies_file = \"proxies.txt\"\n"};
  const std::string id = stand.merchants().front();
};

TEST_F(ProxiesCommand, ListsWhatLoadsAndNamesTheLineThatDoesNot) {
  const auto listed = run({"proxies", "list", "--json"});
  EXPECT_EQ(listed.code, 1) << "a line is left out";
  EXPECT_NE(listed.err.find("proxies.txt:3"), std::string::npos) << listed.err;
  const auto exits = Json::parse(listed.out);
  ASSERT_EQ(exits.size(), 2U);
  EXPECT_EQ(exits[0].at("exit"), "direct");
  EXPECT_EQ(exits[1].at("country"), "KR");
  EXPECT_EQ((listed.out + listed.err).find("hunter2"), std::string::npos);
}

TEST_F(ProxiesCommand, WhatACrawlUsedIsCountedAndAccountedFor) {
  stand.workspace().write("proxies.txt", "direct\n");
  EXPECT_EQ(stand.crawl(id, "cardsales").code, 0);
  const auto exits = stand.workspace().document({"proxies", "list"});
  ASSERT_EQ(exits.size(), 1U);
  EXPECT_GT(exits[0].at("requests_today"), 0);
  EXPECT_GT(exits[0].at("bytes_today"), 0);
  const auto why = run({"proxies", "why", "direct"});
  EXPECT_EQ(why.code, 0) << why.err;
  EXPECT_NE(why.out.find("good"), std::string::npos) << why.out;
}

TEST_F(ProxiesCommand, WhatIsNotThereIsNamed) {
  const auto why = run({"proxies", "why", "nobody"});
  EXPECT_EQ(why.code, 2);
  EXPECT_NE(why.err.find("proxies list"), std::string::npos) << why.err;
  EXPECT_EQ(run({"proxies", "check", "--url", "http://plain.test/"}).code, 2);
  EXPECT_EQ(run({"proxies", "matrix"}).code, 0);
}

}  // namespace
}  // namespace vancrawl::e2e
