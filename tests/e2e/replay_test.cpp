#include <filesystem>
#include <map>

#include <gtest/gtest.h>

#include "tests/e2e/workspace.h"

namespace vancrawl::e2e {
namespace {

constexpr std::chrono::seconds kLongest{150};

/// A demonstration under heavy faults, and what is read again from what it stored.
class StoredDemo : public testing::Test {
 protected:
  StoredDemo() {
    Child demo({program("vancrawl"),
                {"demo", "--merchants", "3", "--days", "2", "--faults", "heavy", "--seed", "77",
                 "--keep", (workspace.folder() / "kept").string()},
                workspace.folder()});
    const auto ended = demo.wait(kLongest);
    EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  }
  Ended run(Arguments arguments) const {
    arguments.insert(arguments.begin(), {"--config", "kept/vancrawl.toml"});
    return workspace.run(arguments);
  }
  Ended replay(const std::string& site, const Arguments& more = {}) const {
    Arguments arguments = {"replay",     "--site", site,         "--from",
                           "2020-01-01", "--to",   "2099-12-31", "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  static Json last_line(const Ended& ended) {
    const auto end = ended.out.find_last_not_of('\n');
    return Json::parse(ended.out.substr(ended.out.rfind('\n', end) + 1));
  }
  std::vector<Json> lines(const Arguments& arguments) const {
    const auto ended = run(arguments);
    std::vector<Json> found;
    for (std::size_t at = 0; at < ended.out.size();) {
      const auto end = std::min(ended.out.find('\n', at), ended.out.size());
      found.push_back(Json::parse(ended.out.substr(at, end - at)));
      at = end + 1;
    }
    return found;
  }

  Workspace workspace;
  const std::vector<std::string> sites = {"cardsales", "sample_keypad", "sample_qwerty"};
};

TEST_F(StoredDemo, TheSameParserFindsNoDifferenceAndEveryFigureItsPage) {
  std::int64_t replayed = 0;
  for (const auto& site : sites) {
    const auto ended = replay(site);
    EXPECT_EQ(ended.code, 0) << site << "\n" << ended.out << ended.err;
    const auto counts = last_line(ended);
    EXPECT_EQ(counts.at("different"), 0) << ended.out;
    EXPECT_EQ(counts.at("unread_proofs"), 0) << ended.out;
    replayed += counts.at("replayed").get<std::int64_t>();
  }
  EXPECT_GT(replayed, 20);
  // One row of every ledger of every site is followed to the cells it was read from.
  std::map<std::string, int> followed;
  for (const auto* const merchant : {"m001", "m002", "m003"}) {
    for (const auto& row : lines({"records", "--merchant", merchant, "--json"})) {
      const auto ledger =
          row.at("site").get<std::string>() + " " + row.at("ledger").get<std::string>();
      if (++followed[ledger] > 2) continue;
      const auto why = run({"explain", row.at("record").get<std::string>(), "--json"});
      ASSERT_EQ(why.code, 0) << why.err;
      const auto json = Json::parse(why.out);
      EXPECT_TRUE(json.at("stands").get<bool>()) << why.out;
      ASSERT_FALSE(json.at("place").is_null()) << why.out;
      EXPECT_FALSE(json.at("place").at("cells").empty()) << why.out;
      EXPECT_FALSE(json.at("job").is_null()) << why.out;
      EXPECT_EQ(json.at("row").at("card_company"), row.at("card_company"));
      EXPECT_EQ(run({"explain", row.at("record").get<std::string>()}).code, 0);
    }
  }
  EXPECT_EQ(followed.size(), 7U) << "three ledgers of the card association, two of each VAN";
  const auto verified = run({"evidence", "verify", "--json"});
  EXPECT_EQ(verified.code, 0) << verified.out;
  EXPECT_GT(Json::parse(verified.out).at("items"), 0);
  const auto pruned = run({"evidence", "prune", "--older-than", "0", "--json"});
  EXPECT_EQ(pruned.code, 0) << pruned.err;
  for (const auto& site : sites) EXPECT_EQ(replay(site, {"--apply"}).code, 0) << site;
  EXPECT_EQ(run({"evidence", "verify"}).code, 0);
}

TEST_F(StoredDemo, ABetterTableShowsItsDifferencesAndIsAppliedAsRevisions) {
  namespace fs = std::filesystem;
  EXPECT_EQ(run({"explain", "1-zz-0"}).code, 2);
  EXPECT_EQ(run({"explain", "1-0000000000000000-0"}).code, 2);
  const auto before = lines({"changes", "--json"}).size();
  fs::copy(fs::path(VANCRAWL_SOURCE_DIR) / "sites", workspace.folder() / "kept/sites",
           fs::copy_options::recursive);
  auto toml = workspace.text_of("kept/sites/sample_qwerty/site.toml");
  const std::string map = "\"신용\" = \"credit\"";
  ASSERT_NE(toml.find(map), std::string::npos);
  toml.replace(toml.find(map), map.size(), "\"신용\" = \"credit card\"");
  workspace.write("kept/sites/sample_qwerty/site.toml", toml);
  workspace.write("kept/vancrawl.toml",
                  "sites_folder = \"sites\"\n" + workspace.text_of("kept/vancrawl.toml"));

  const auto report = replay("sample_qwerty");
  EXPECT_EQ(report.code, 1) << report.out << report.err;
  EXPECT_GT(last_line(report).at("different"), 0);
  const auto first = Json::parse(report.out.substr(0, report.out.find('\n')));
  EXPECT_TRUE(first.at("added").empty());
  EXPECT_TRUE(first.at("gone").empty());
  ASSERT_FALSE(first.at("changed").empty());
  const auto& changed = first.at("changed").front();
  EXPECT_EQ(changed.at("fields").size(), 1U);
  EXPECT_EQ(changed.at("fields").at("card_kind").at("after"), "credit card");
  EXPECT_EQ(lines({"changes", "--json"}).size(), before) << "a replay alone writes nothing";

  const auto applied = replay("sample_qwerty", {"--apply"});
  EXPECT_EQ(applied.code, 0) << applied.out << applied.err;
  EXPECT_EQ(last_line(applied).at("applied"), last_line(report).at("different"));
  EXPECT_EQ(replay("sample_qwerty").code, 0);
  const auto why = run({"explain", changed.at("record").get<std::string>(), "--json"});
  ASSERT_EQ(why.code, 0) << why.err;
  const auto json = Json::parse(why.out);
  EXPECT_EQ(json.at("row").at("card_kind"), "credit card");
  ASSERT_EQ(json.at("revisions").size(), 2U);
  EXPECT_EQ(json.at("revisions").back().at("ended_by"), "changed");
  EXPECT_FALSE(json.at("place").is_null());
}

}  // namespace
}  // namespace vancrawl::e2e
