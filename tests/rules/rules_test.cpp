#include <algorithm>

#include <gtest/gtest.h>

#include "tests/rules/source_rules.h"

namespace vancrawl::rules {
namespace {

using Rule = Findings (*)(const SourceFile&);

std::size_t count(Rule rule, const std::string& path, const std::string& text) {
  return rule({path, text}).size();
}

std::string lines(std::size_t number) {
  std::string text;
  for (std::size_t i = 0; i < number; ++i) text += "int a;\n";
  return text;
}

std::size_t arrows(const std::string& path, const std::string& include) {
  return count(include_findings, path, "#include \"" + include + "\"\n");
}

TEST(IncludeRule, RefusesArrowsAgainstTheTable) {
  EXPECT_EQ(arrows("crawler/model/won.cpp", "crawler/async/timing.h"), 1U);
  EXPECT_EQ(arrows("crawler/page/table.cpp", "crawler/http/request.h"), 1U);
  EXPECT_EQ(arrows("storage/store.h", "crawler/async/run_on.h"), 1U);
  EXPECT_EQ(arrows("proxy_pool/pool.cpp", "storage/store.h"), 1U);
  EXPECT_EQ(arrows("crawler/http/request.cpp", "crawler/session/visit.h"), 1U);
  EXPECT_EQ(arrows("crawler/session/login_guard.cpp", "storage/attempts.h"), 1U);
  EXPECT_EQ(arrows("crawler/site_api/site.h", "keypad_solver/layout.h"), 1U);
  EXPECT_EQ(arrows("crawler/engine/jobs.cpp", "sites/cardsales/flow.h"), 1U);
  EXPECT_EQ(arrows("crawler/engine/jobs.cpp", "crawler/config.h"), 1U);
  EXPECT_EQ(arrows("crawler/cli/crawl.cpp", "sites/catalogue.h"), 1U);
  EXPECT_EQ(arrows("crawler/api/server.cpp", "crawler/http/request.h"), 1U);
  EXPECT_EQ(arrows("sites/cardsales/flow.cpp", "storage/store.h"), 1U);
  EXPECT_EQ(arrows("sites/cardsales/flow.cpp", "crawler/http/request.h"), 1U);
  EXPECT_EQ(arrows("sites/cardsales/flow.cpp", "sites/sample_keypad/flow.h"), 1U);
  EXPECT_EQ(arrows("crawler/page/table.cpp", "tests/portals/world.h"), 1U);
  EXPECT_EQ(arrows("crawler/main.cpp", "tests/portals/world.h"), 1U);
  EXPECT_EQ(arrows("tests/portals/world.cpp", "crawler/page/table.h"), 1U);
  EXPECT_EQ(arrows("tests/portals/net/server.cpp", "keypad_solver/layout.h"), 1U);
  EXPECT_EQ(arrows("tests/portals/pad_desk.cpp", "tests/keypads/pad_layout.h"), 1U);
  EXPECT_EQ(arrows("tests/keypads/raster.cpp", "keypad_solver/pixels.h"), 1U);
  EXPECT_EQ(arrows("crawler/page/table.cpp", "table.h"), 1U);
  EXPECT_EQ(arrows("plugins/extra.cpp", "crawler/model/won.h"), 1U);
}

TEST(IncludeRule, AcceptsTheArrowsOfTheTable) {
  EXPECT_EQ(arrows("crawler/model/won.cpp", "crawler/model/won.h"), 0U);
  EXPECT_EQ(arrows("crawler/session/visit.cpp", "keypad_solver/solver.h"), 0U);
  EXPECT_EQ(arrows("crawler/site_api/definition.cpp", "keypad_solver/layout.h"), 0U);
  EXPECT_EQ(arrows("crawler/engine/jobs.cpp", "storage/queue.h"), 0U);
  EXPECT_EQ(arrows("crawler/cli/crawl.cpp", "crawler/config.h"), 0U);
  EXPECT_EQ(arrows("crawler/main.cpp", "sites/catalogue.h"), 0U);
  EXPECT_EQ(arrows("sites/cardsales/flow.cpp", "sites/cardsales/rows.h"), 0U);
  EXPECT_EQ(arrows("sites/cardsales/flow.cpp", "crawler/session/conversation.h"), 0U);
  EXPECT_EQ(arrows("tests/portals/world.cpp", "crawler/model/won.h"), 0U);
  EXPECT_EQ(arrows("tests/portals/world.cpp", "tests/keypads/raster.h"), 0U);
  EXPECT_EQ(arrows("tests/portals/net/server.cpp", "tests/portals/net/message.h"), 0U);
  EXPECT_EQ(arrows("tests/storage/store_test.cpp", "storage/store.h"), 0U);
  EXPECT_EQ(count(include_findings, "crawler/page/table.cpp", "#include <vector>\n"), 0U);
}

TEST(TimerRule, RefusesTimersOutsideAsyncAndSleepEverywhere) {
  const std::string timer = "boost::asio::steady_timer t;\n";
  EXPECT_EQ(count(timer_findings, "crawler/http/request.cpp", timer), 1U);
  EXPECT_EQ(count(timer_findings, "tests/crawler/http/a_test.cpp", timer), 1U);
  EXPECT_EQ(count(timer_findings, "crawler/async/real_clock.cpp", timer), 0U);
  EXPECT_EQ(count(timer_findings, "tests/portals/net/server.cpp", timer), 0U);
  EXPECT_EQ(count(timer_findings, "tests/bench/crawl.cpp", timer), 0U);
  for (const std::string text : {"system_timer t;", "boost::asio::deadline_timer t;", "usleep(5);",
                                 "std::this_thread::sleep_for(a);", "::nanosleep(&a, &b);",
                                 "#include <boost/asio/steady_timer.hpp>"}) {
    EXPECT_EQ(count(timer_findings, "crawler/page/table.cpp", text), 1U) << text;
  }
  EXPECT_EQ(count(timer_findings, "crawler/async/timing.cpp", "usleep(5);"), 1U);
  EXPECT_EQ(count(timer_findings, "crawler/page/table.cpp",
                  "co_await async::sleep_for(clock, wait);  // no steady_timer"),
            0U);
}

TEST(LengthRule, RefusesLongFiles) {
  EXPECT_EQ(count(length_findings, "crawler/page/table.cpp", lines(401)), 1U);
  EXPECT_EQ(count(length_findings, "crawler/page/table.cpp", lines(400)), 0U);
  EXPECT_EQ(count(length_findings, "tests/crawler/page/table_test.cpp", lines(600)), 0U);
  EXPECT_EQ(count(length_findings, "tests/crawler/page/table_test.cpp", lines(601)), 1U);
}

TEST(BannedCodeRule, RefusesRegexDetachedAndAllOfAsio) {
  for (const std::string text :
       {"std::regex pattern;", "#include <regex>", "co_spawn(io, f(), boost::asio::detached);",
        "#include <boost/asio/detached.hpp>", "thread.detach();", "#include <boost/asio.hpp>"}) {
    EXPECT_EQ(count(banned_code_findings, "crawler/engine/jobs.cpp", text), 1U) << text;
    EXPECT_EQ(count(banned_code_findings, "tests/crawler/engine/jobs_test.cpp", text), 1U) << text;
  }
  for (const std::string text : {"// nothing is detached", "log(\"std::regex\");",
                                 "semi_detached();", "#include <boost/asio/awaitable.hpp>"}) {
    EXPECT_EQ(count(banned_code_findings, "crawler/engine/jobs.cpp", text), 0U) << text;
  }
}

TEST(LibraryRule, RefusesInnerLibrariesInHeaders) {
  for (const std::string library : {"opencv2/imgproc.hpp", "curl/curl.h", "gumbo.h", "sqlite3.h",
                                    "SQLiteCpp/Database.h", "spdlog/spdlog.h"}) {
    const auto text = "#include <" + library + ">\n";
    EXPECT_EQ(count(library_findings, "storage/store.h", text), 1U) << library;
    EXPECT_EQ(count(library_findings, "storage/store.cpp", text), 0U) << library;
  }
  EXPECT_EQ(count(library_findings, "storage/store.h", "#include <string>\n"), 0U);
}

TEST(DefaultRule, RefusesADefaultCase) {
  const std::string text = "switch (a) {\n  case kA: return 1;\n  default: return 2;\n}\n";
  EXPECT_EQ(default_findings({"storage/a.cpp", text}),
            (Findings{"storage/a.cpp:3: default: name every case, so that a case that is added is "
                      "noticed"}));
  EXPECT_EQ(count(default_findings, "sites/cardsales/flow.cpp", text), 1U);
  EXPECT_EQ(count(default_findings, "tests/storage/a_test.cpp", text), 0U);
  const std::string foreign =
      "switch (a) { case CURLE_OK: return Kind::kA; default: return Kind::kB; }";
  EXPECT_EQ(count(default_findings, "storage/a.cpp", foreign), 0U);
  EXPECT_EQ(count(default_findings, "storage/a.cpp", "switch (a) { default: return 1; }"), 1U);
  EXPECT_EQ(count(default_findings, "storage/a.cpp", "switch (a) { case Kind::kA: default: f(); }"),
            1U);
  EXPECT_EQ(count(default_findings, "storage/a.h", "A() = default;\n"), 0U);
}

TEST(SinkRule, RefusesCommandsThatPrintPastTheirInvocation) {
  for (const std::string text :
       {"fmt::print(\"{}\", a);", "fmt::print(\n    \"{}\", a);", "fmt::print(stderr, \"a\");",
        "std::fflush(stdout);", "std::cout << a;", "::read(STDIN_FILENO, &a, 1);", "puts(a);"}) {
    EXPECT_EQ(count(sink_findings, "crawler/cli/crawl.cpp", text), 1U) << text;
  }
  for (const std::string text : {"fmt::print(invocation.out, \"{}\", a);",
                                 "fmt::print(\n    invocation.err, \"stdout\");"}) {
    EXPECT_EQ(count(sink_findings, "crawler/cli/crawl.cpp", text), 0U) << text;
  }
  EXPECT_EQ(count(sink_findings, "crawler/cli/demo.cpp", "fmt::print(\"a\");"), 0U);
  EXPECT_EQ(count(sink_findings, "crawler/main.cpp", "fmt::print(\"a\");"), 0U);
}

TEST(PlaceRule, RefusesACommandThatOpensTheStoreOnlyWhereItWasEntered) {
  const std::string opens = "auto store = open_store(config);\n";
  const std::string says = "invocation.place = Place::kOwner;\n";
  EXPECT_EQ(count(place_findings, "crawler/cli/tasks.cpp", opens), 1U);
  EXPECT_EQ(count(place_findings, "crawler/cli/tasks.cpp", opens + says), 0U);
  EXPECT_EQ(count(place_findings, "crawler/cli/tasks.cpp", opens + says + opens), 1U);
  EXPECT_EQ(count(place_findings, "crawler/cli/tasks.cpp", "open_own_store(config);"), 0U);
  EXPECT_EQ(count(place_findings, "crawler/engine/a.cpp", opens), 0U);
}

TEST(NameRule, RefusesNamesThatSayNothing) {
  for (const std::string path :
       {"crawler/page/util.h", "crawler/page/text_util.cpp", "storage/helper.h",
        "crawler/common/a.h", "storage/slice_manager.cpp", "crawler/page/page_info.h",
        "crawler/engine/process_job.cpp", "crawler/http/impl.h",
        "tests/crawler/http/test_helpers.h"}) {
    EXPECT_EQ(count(name_findings, path, ""), 1U) << path;
  }
  EXPECT_EQ(count(name_findings, "crawler/page/utility_bill.h", ""), 0U);
  EXPECT_EQ(count(name_findings, "crawler/page/information.h", ""), 0U);
}

TEST(ReadmeRule, AsksForAShortReadmeWhereThereAreSources) {
  const SourceFile source{"storage/store.cpp", ""};
  EXPECT_EQ(readme_findings({source}).size(), 1U);
  EXPECT_EQ(readme_findings({source, {"storage/README.md", lines(60)}}).size(), 0U);
  EXPECT_EQ(readme_findings({source, {"storage/README.md", lines(61)}}).size(), 1U);
  EXPECT_EQ(readme_findings({{"sites/README.md", lines(200)}}).size(), 0U);
  EXPECT_EQ(readme_findings({{"sites/cardsales/flow.cpp", ""}}).size(), 1U);
  EXPECT_EQ(readme_findings({}).size(), 0U);
}

/// Every file of the repository against one rule.
class Tree : public testing::Test {
 protected:
  static const std::vector<SourceFile>& files() {
    static const auto tree = source_tree(VANCRAWL_SOURCE_DIR);
    return tree;
  }
  static void expect_none(Rule rule) {
    for (const auto& file : files()) expect_none(rule(file));
  }
  static void expect_none(const Findings& findings) {
    for (const auto& finding : findings) ADD_FAILURE() << finding;
  }
};

TEST_F(Tree, IsSeenByTheseTests) {
  EXPECT_TRUE(std::ranges::count(files(), "crawler/model/won.h", &SourceFile::path) == 1);
  EXPECT_TRUE(std::ranges::count(files(), "crawler/model/README.md", &SourceFile::path) == 1);
}

TEST_F(Tree, IncludesFollowTheTable) { expect_none(include_findings); }
TEST_F(Tree, TimersAreWhereTheyBelong) { expect_none(timer_findings); }
TEST_F(Tree, FilesAreShort) { expect_none(length_findings); }
TEST_F(Tree, NoRegexNoDetachedNoWholeAsio) { expect_none(banned_code_findings); }
TEST_F(Tree, LibrariesStayInside) { expect_none(library_findings); }
TEST_F(Tree, SwitchesNameEveryCase) { expect_none(default_findings); }
TEST_F(Tree, CommandsPrintThroughTheirInvocation) { expect_none(sink_findings); }
TEST_F(Tree, CommandsThatChangeTheStoreSayWhereTheyRun) { expect_none(place_findings); }
TEST_F(Tree, NamesSayWhatTheyMean) { expect_none(name_findings); }
TEST_F(Tree, FoldersHaveShortReadmes) { expect_none(readme_findings(files())); }

}  // namespace
}  // namespace vancrawl::rules
