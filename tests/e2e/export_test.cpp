#include <sstream>

#include <gtest/gtest.h>

#include "tests/e2e/stand.h"

namespace vancrawl::e2e {
namespace {

/// One merchant whose CFA days were crawled, and files made of them.
class Export : public testing::Test {
 protected:
  Export() {
    stand.take_on(id, "cardsales");
    const auto crawled = stand.crawl(id, "cardsales");
    EXPECT_EQ(crawled.code, 0) << crawled.out << crawled.err;
  }
  Ended write(const std::string& format, const std::string& out, const Arguments& more = {}) const {
    Arguments arguments = {"export", "--merchant", id,     "--ledger", "approval",
                           "--from", stand.from(), "--to", stand.to(), "--format",
                           format,   "--out",      out,    "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return stand.workspace().run(arguments);
  }
  void set_basis() const {
    const auto set = stand.workspace().run({"basis", "set", "--merchant", id, "--site", "cardsales",
                                            "--from", stand.from(), "--by", "kim"});
    EXPECT_EQ(set.code, 0) << set.err;
  }
  std::vector<Json> json_lines(const std::string& file) const {
    std::istringstream text(stand.workspace().text_of(file));
    std::vector<Json> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(Json::parse(line));
    return lines;
  }

  Stand stand;
  std::string id = stand.merchants().front();
};

TEST_F(Export, TheFileHoldsWhatSettlementMayPayOnAndNothingElse) {
  const auto none = write("jsonl", "none.jsonl");
  EXPECT_EQ(none.code, 3) << "days are open: rows may be missing";
  EXPECT_NE(none.err.find("no settlement basis counts them"), std::string::npos) << none.err;
  EXPECT_TRUE(json_lines("none.jsonl").empty()) << "without a basis nothing is paid on";
  EXPECT_EQ(write("jsonl", "all.jsonl", {"--all-rows"}).code, 3);
  const auto all = json_lines("all.jsonl");
  ASSERT_FALSE(all.empty());
  for (const auto& row : all) EXPECT_EQ(row.at("settleable"), "no");
  set_basis();
  EXPECT_EQ(write("jsonl", "paid.jsonl").code, 0);
  const auto paid = json_lines("paid.jsonl");
  const auto records = stand.workspace().lines(
      {"records", "--merchant", id, "--ledger", "approval", "--settlement"});
  ASSERT_EQ(paid.size(), records.size());
  for (std::size_t i = 0; i < paid.size(); ++i) {
    for (const auto* const field : {"record", "amount", "approval_number", "state", "date"}) {
      EXPECT_EQ(paid[i].at(field), records[i].at(field)) << field;
    }
    EXPECT_EQ(paid[i].at("settleable"), "yes");
  }
}

TEST_F(Export, EveryFormatHoldsEveryRow) {
  set_basis();
  const auto csv = write("csv", "rows.csv");
  ASSERT_EQ(csv.code, 0) << csv.err;
  const auto rows = Json::parse(csv.out).at("rows").get<std::int64_t>();
  const auto text = stand.workspace().text_of("rows.csv");
  EXPECT_TRUE(text.starts_with("\xEF\xBB\xBFmerchant,site,ledger,"));
  EXPECT_EQ(std::ranges::count(text, '\n'), rows + 1);
  const auto xlsx = write("xlsx", "rows.xlsx");
  ASSERT_EQ(xlsx.code, 0) << xlsx.err;
  EXPECT_EQ(Json::parse(xlsx.out).at("rows"), rows);
  EXPECT_TRUE(stand.workspace().text_of("rows.xlsx").starts_with("PK"));
}

TEST_F(Export, AFileIsNeverReplacedUnasked) {
  stand.workspace().write("mine.csv", "mine");
  EXPECT_EQ(write("csv", "mine.csv").code, 2);
  EXPECT_EQ(stand.workspace().text_of("mine.csv"), "mine");
  EXPECT_EQ(write("csv", "mine.csv", {"--force"}).code, 3) << "no basis: the days are open";
  EXPECT_NE(stand.workspace().text_of("mine.csv"), "mine");
  EXPECT_EQ(write("csv", ".").code, 2);
  EXPECT_EQ(write("csv", "nowhere/out.csv").code, 1);
  EXPECT_EQ(write("pdf", "out.pdf").code, 2);
  for (const auto& entry : std::filesystem::directory_iterator(stand.workspace().folder())) {
    EXPECT_EQ(entry.path().string().find(".part-"), std::string::npos) << entry.path();
  }
}

}  // namespace
}  // namespace vancrawl::e2e
