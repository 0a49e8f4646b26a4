#include "crawler/page/html_listing.h"

#include "tests/crawler/page/reading.h"

namespace vancrawl::page {
namespace {

/// The texts of all cells, as a slimmed page and as a plain one give them.
std::string cells_of(const std::string& html, bool is_slim) {
  const auto page = scrubbed(html);
  const auto tree = is_slim ? HtmlTree::parse_slim(page.text, "") : HtmlTree::parse(page.text);
  const auto listing = list_html(*tree, "", false);
  std::string texts;
  for (const auto& table : listing.tables)
    for (const auto& cell : table.cells) texts += "[" + std::string(cell.text) + "]";
  return texts;
}

void expect_cells(const std::string& html, const std::string& texts) {
  EXPECT_EQ(cells_of(html, true), texts) << html;
  EXPECT_EQ(cells_of(html, false), texts) << html;
}

std::string in_cell(const std::string& content) {
  return "<table><tr><td>" + content + "</td><td>b</td></tr></table>";
}

// The number is a made-up one that passes Luhn.
TEST(HtmlListing, ANumberThatANestedTableBringsTogetherIsCut) {
  const std::string cut = "[920030******5567][b]";
  expect_cells(in_cell("9200308037725567"), cut);
  expect_cells(in_cell("92003080<table>37725567</table>"), cut);
  expect_cells(in_cell("92003080<table><b>37725567</b></table>"), cut);
  expect_cells(in_cell("92003080<table><tr>37725567</tr></table>"), cut);
  expect_cells(in_cell("92003080<table><tr>3772</tr>5567</table>"), cut);
  expect_cells(in_cell("<i>9200</i>3080<table><tbody>37725567</table>"), cut);
}

TEST(HtmlListing, TextAroundANestedTableIsCutTooAndItsOwnCellsStay) {
  expect_cells(in_cell("92003080<table><tr><td>x</td></tr></table>37725567"),
               "[920030** ****5567][b][x]");
  expect_cells(in_cell("shop<table><tr><td>x</td></tr></table>12"), "[shop 12][b][x]");
}

}  // namespace
}  // namespace vancrawl::page
