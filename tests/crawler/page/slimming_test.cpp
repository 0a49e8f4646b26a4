#include <fmt/format.h>
#include <rapidcheck.h>

#include "crawler/page/html_listing.h"
#include "crawler/page/open_elements.h"
#include "tests/crawler/page/reading.h"

namespace vancrawl::page {
namespace {

/// Every cell of every table as a person reads it, by table and row.
std::vector<std::string> cells_of(std::string_view html, bool is_slim = false) {
  const auto tree = is_slim ? HtmlTree::parse_slim(html) : HtmlTree::parse(html);
  if (!tree) throw std::runtime_error(tree.error().message);
  const auto listing = list_html(*tree, {}, false);
  std::vector<std::string> cells;
  for (const auto& table : listing.tables) {
    for (const auto& row : table.rows) {
      cells.push_back(fmt::format("row {} {} of {}", row.id, row.in_head, row.cell_count));
      for (std::size_t i = 0; i < row.cell_count; ++i) {
        const auto& cell = table.cells[row.first_cell + i];
        std::string text;
        for (const char c : cell.text) {
          const bool blank = c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
          if (!blank) text.push_back(c);
          if (blank && !text.empty() && text.back() != ' ') text.push_back(' ');
        }
        if (text.ends_with(' ')) text.pop_back();
        cells.push_back(fmt::format("{}|{}|{}x{}|{}", cell.is_header, text, cell.colspan,
                                    cell.rowspan, cell.hidden));
      }
    }
  }
  return cells;
}

const std::vector<std::string> kPieces = {"<table>",
                                          "</table>",
                                          "<table class=x border='1'>",
                                          "<thead>",
                                          "</thead>",
                                          "<tbody>",
                                          "</tbody>",
                                          "<tr>",
                                          "</tr>",
                                          "<tr id=\"r\" bgcolor=red>",
                                          "<td>",
                                          "</td>",
                                          "<td colspan=2>",
                                          "<td rowspan='2'>",
                                          "<TD CLASS=c>",
                                          "<th>",
                                          "</th>",
                                          "<caption>",
                                          "</caption>",
                                          "<col>",
                                          "<colgroup>",
                                          "<b>",
                                          "</b>",
                                          "<i>",
                                          "</i>",
                                          "<font color=red>",
                                          "</font>",
                                          "<a href='/x?a=1&b=2'>",
                                          "</a>",
                                          "<span>",
                                          "</span>",
                                          "<div>",
                                          "</div>",
                                          "<p>",
                                          "</p>",
                                          "<br>",
                                          "<br/>",
                                          "<ul>",
                                          "<li>",
                                          "</ul>",
                                          "<form action=/x>",
                                          "</form>",
                                          "<input type=hidden name=h value='1\"2'>",
                                          "<input>",
                                          "<select name=s>",
                                          "<option value=1 selected>",
                                          "<option>",
                                          "</select>",
                                          "<script>if (a<b) document.write('<td>x</td>');</script>",
                                          "<script><!-- <script> </script> --></script>",
                                          "<style>td > b {}</style>",
                                          "<!-- <td>no</td> -->",
                                          "<!---->",
                                          "<!-->",
                                          "<!x>",
                                          "<?php ?>",
                                          "</>",
                                          "</ x>",
                                          "<meta charset=utf-8>",
                                          "<link rel=x>",
                                          "<textarea> a <b> </textarea>",
                                          "<img src=a alt='x>y'>",
                                          "<iframe src=x></iframe>",
                                          "<noscript>",
                                          "</noscript>",
                                          "<center>",
                                          "</center>",
                                          "<h3>",
                                          "</h3>",
                                          "<button>",
                                          "</button>",
                                          "<nobr>",
                                          "승인",
                                          "1,234",
                                          " ",
                                          "\n  ",
                                          "a",
                                          "b",
                                          "&nbsp;",
                                          "&#160;",
                                          "&nbspa",
                                          "&lt;b&gt;",
                                          "&copy;",
                                          "a&nbsp;b",
                                          "&amp;",
                                          "&lt;",
                                          "&",
                                          "&am",
                                          "p;",
                                          "&#5",
                                          "&#52;",
                                          "#",
                                          ";",
                                          "<",
                                          "< ",
                                          "<3",
                                          ">",
                                          "\"",
                                          "'",
                                          "=",
                                          "x\ty",
                                          "12"};

std::string page_of_pieces() {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kPieces));
  std::string html = *rc::gen::element<std::string>(
      "", "<table><tr><td>", "<!DOCTYPE html><html><body>", "<table><thead><tr><th>a<th>b<tbody>");
  for (const auto& piece : pieces) html += piece;
  return html;
}

/// In a form Gumbo parts the texts on both sides of a comment, which slimming drops.
bool has_comment_in_form(const std::string& html) {
  const auto form = html.find("<form");
  if (form == std::string::npos) return false;
  return html.find("<!", form) != std::string::npos || html.find("<?", form) != std::string::npos ||
         html.find("</", form) != std::string::npos;
}

TEST(Slimming, CellsReadTheSameAsBeforeIt) {
  EXPECT_TRUE(rc::check([] {
    const auto html = page_of_pieces();
    const auto slim = scrub({"text/html; charset=utf-8", html}, {});
    const bool nests = html.find("<table", 1) != std::string::npos;
    if (!slim || nests) RC_DISCARD("refused, or text between cells lands in a cell around");
    RC_LOG() << html << "\n->\n" << slim->text;
    RC_ASSERT(cells_of(slim->text) == cells_of(slim->text, true));
    if (has_comment_in_form(html)) RC_DISCARD("the parser parts texts there");
    RC_ASSERT(cells_of(html) == cells_of(slim->text));
  }));
}

std::vector<std::string> without_blanks(std::vector<std::string> cells) {
  for (auto& cell : cells) std::erase(cell, ' ');
  return cells;
}

TEST(Slimming, CellsOfNestedTablesReadTheSame) {
  EXPECT_TRUE(rc::check([] {
    const auto html = page_of_pieces();
    const auto slim = scrub({"text/html; charset=utf-8", html}, {});
    if (!slim) RC_DISCARD("refused");
    RC_LOG() << html << "\n->\n" << slim->text;
    RC_ASSERT(without_blanks(cells_of(html)) == without_blanks(cells_of(slim->text)));
    RC_ASSERT(without_blanks(cells_of(slim->text)) == without_blanks(cells_of(slim->text, true)));
  }));
}

TEST(Slimming, DrawingsGoAndCellsStay) {
  const std::string html =
      "<table><tr><td>1<svg class=x><g><path d='M0'/></g><svg/></svg></td><td>2</td></tr></table>";
  EXPECT_EQ(scrubbed(html).text, "<table><tr><td>1</td><td>2</td></tr></table>");
  EXPECT_EQ(cells_of(html), cells_of(scrubbed(html).text));
  EXPECT_FALSE(scrub({"text/html", "<table><tr><td><svg><td>1</td></svg></table>"}, {}));
}

TEST(Slimming, CellsBesideCellsOfTextAreCellsOfTheirOwn) {
  const std::string row =
      "<tr><td>가나</td><td></td><td class=\"c\"> </td><td>1</td><th>h</th>"
      "<td>x<td colspan=2>y</td> z<td>&lt;w&gt;<br>v</td><td>u</td></tr>";
  const auto slim = scrubbed("<table>" + row + row + "<tr><td>last<td>one</table>").text;
  const auto cells = cells_of(slim, true);
  EXPECT_EQ(cells, cells_of(slim));
  ASSERT_EQ(cells.size(), 2 * 10U + 3U);
  EXPECT_EQ(cells[1], "false|가나|1x1|");
  EXPECT_EQ(cells[2], "false||1x1|");
  EXPECT_EQ(cells[4], "false|1|1x1|");
}

TEST(Slimming, ACellThatASelectorNamesIsStillFound) {
  const auto tree = HtmlTree::parse_slim(
      "<table><tr><td>a</td><td class=\"big box\"><table><tr><td>b</td></tr></table></td></tr>"
      "</table>",
      ".box");
  const auto listing = list_html(*tree, ".box", false);
  ASSERT_EQ(listing.tables.size(), 2U);
  EXPECT_FALSE(listing.tables[0].is_selected);
  EXPECT_TRUE(listing.tables[1].is_selected);
}

TEST(Slimming, ASecondPassChangesNothing) {
  EXPECT_TRUE(rc::check([] {
    const auto html = page_of_pieces();
    const auto once = scrub({"text/html; charset=utf-8", html}, {});
    if (!once || once->dialect != Dialect::kHtml) RC_DISCARD("refused");
    const auto twice = scrub({"text/html; charset=utf-8", once->text}, {});
    RC_ASSERT(twice.has_value());
    RC_LOG() << html;
    RC_ASSERT(once->text == twice->text);
  }));
}

TEST(Slimming, RandomBytesNeverCrash) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) {
    const auto page = scrub({"text/html", "<table>" + bytes}, {});
    if (page) cells_of(page->text, true);
    const auto json = scrub({"application/json", "[" + bytes}, {});
    RC_ASSERT(!json || json->text.size() < 5 * bytes.size() + 10);
  }));
}

std::string repeated(const std::string& piece, std::size_t times) {
  std::string text;
  for (std::size_t i = 0; i < times; ++i) text += fmt::format(fmt::runtime(piece), i);
  return text;
}

TEST(Slimming, NestedBombsAreRefused) {
  for (const std::string piece :
       {"<div>", "<b>", "<table><tr><td>", "<span>", "<ul><li>", "<x>", "<font id=x{}>",
        "<p><b id=x{}>", "<div><i class=x{}></div>", "<svg>"}) {
    EXPECT_FALSE(scrub({"text/html", repeated(piece, 100'000)}, {})) << piece;
  }
  EXPECT_FALSE(scrub({"application/json", std::string(100'000, '[')}, {}));
  EXPECT_FALSE(scrub({"text/html", "<p " + repeated(" data-a{}=1", 1000) + ">"}, {}));
}

TEST(Slimming, ElementsThatPeopleLeaveOpenAreNotNesting) {
  for (const std::string piece :
       {"<tr><td>{}<td>b", "<li>{}", "<p>{}", "<option>{}", "<br>", "<input name=x{}>",
        "<img src=x>", "<tr><td><font>{}<b>", "<dt>{}<dd>x", "<tr><form><td>{}</form>",
        "<p><font>{}", "<hr>", "<a>{}"}) {
    const auto page = scrub({"text/html", "<table>" + repeated(piece, 5000)}, {});
    EXPECT_TRUE(page) << piece << (page ? "" : page.error().message);
  }
}

TEST(Slimming, DepthIsCountedAsAParserCountsIt) {
  const auto nested = [](std::size_t depth) {
    return repeated("<div>", depth) + "x" + repeated("</div>", depth);
  };
  EXPECT_TRUE(scrub({"text/html", nested(OpenElements::kDeepest)}, {}));
  EXPECT_FALSE(scrub({"text/html", nested(OpenElements::kDeepest + 1)}, {}));
  EXPECT_TRUE(scrub({"text/html", nested(200) + nested(400)}, {}));
}

}  // namespace
}  // namespace vancrawl::page
