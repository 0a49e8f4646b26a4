#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/portals/cp949.h"
#include "tests/sites/portal_pages.h"

namespace vancrawl::sites_test {
namespace {

using model::FailureClass;
using portals::Ledger;
using Json = nlohmann::json;

/// Where each site's rows of a ledger stand, and one header of them.
struct Listing {
  std::string site;
  std::string request;
  Ledger ledger;
  std::string header;     ///< of a required column
  std::string companion;  ///< of another one
};

void PrintTo(const Listing& listing, std::ostream* out) {
  *out << listing.site << " " << listing.request;
}

const std::vector<Listing> kListings = {
    {"cardsales", "approval_rows", Ledger::kApproval, "authAmt", "authNo"},
    {"cardsales", "acquisition_rows", Ledger::kAcquisition, "pcaAmt", "authNo"},
    {"cardsales", "deposit_rows", Ledger::kDeposit, "rcpAmt", "pcaAmt"},
    {"sample_keypad", "approval_rows", Ledger::kApproval, "거래고유번호", "승인번호"},
    {"sample_keypad", "acquisition_rows", Ledger::kAcquisition, "지급금액", "승인번호"},
    {"sample_qwerty", "approval_rows", Ledger::kApproval, "거래고유번호", "승인번호"},
    {"sample_qwerty", "acquisition_rows", Ledger::kAcquisition, "지급금액", "승인번호"},
};

class SiteTables : public testing::TestWithParam<Listing> {
 protected:
  SiteTables() : portal(GetParam().site) { portal.enter(); }

  [[nodiscard]] page::ScrubbedPage full_page() {
    place = portal.busiest(GetParam().ledger);
    return portal.scrubbed(portal.ask(GetParam().request, place));
  }
  [[nodiscard]] page::ScrubbedPage empty_page() {
    place = portal.emptiest(GetParam().ledger);
    return portal.scrubbed(portal.ask(GetParam().request, place));
  }
  [[nodiscard]] auto read(const page::ScrubbedPage& page) const {
    return portal.table(GetParam().request).read(page);
  }
  [[nodiscard]] bool is_json() const { return GetParam().site == "cardsales"; }
  /// The header as it stands in the page's text.
  [[nodiscard]] std::string mark(const std::string& header) const {
    return is_json() ? "\"" + header + "\"" : header;
  }

  PortalPages portal;
  PortalPages::Place place;
};

INSTANTIATE_TEST_SUITE_P(Listings, SiteTables, testing::ValuesIn(kListings), [](const auto& about) {
  return about.param.site + "_" + about.param.request;
});

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

page::ScrubbedPage with_text(page::ScrubbedPage page, std::string text) {
  page.text = std::move(text);
  return page;
}

TEST_P(SiteTables, C05GoodDayReadsAsManyRowsAsThePortalShows) {
  const auto reading = read(full_page());
  ASSERT_TRUE(reading.has_value()) << reading.error().message;
  const std::size_t page_size = is_json() ? 50 : 100;
  EXPECT_EQ(reading->row_count(), std::min(place.rows.size(), page_size));
  EXPECT_GT(reading->row_count(), 0U);
  EXPECT_FALSE(reading->empty_marker_seen);
  for (const auto& finding : reading->findings) ADD_FAILURE() << finding.text;
}

std::vector<std::string> companies_of(const model::LedgerRows& rows) {
  return std::visit(
      [](const auto& list) {
        std::vector<std::string> companies;
        for (const auto& row : list) companies.push_back(row.card_company);
        return companies;
      },
      rows);
}

TEST_P(SiteTables, P2EveryCardCompanyIsItsCodeHoweverTheSitePrintsIt) {
  const auto reading = read(full_page());
  ASSERT_TRUE(reading.has_value()) << reading.error().message;
  const auto companies =
      site_api::CardCompanies::of_file(VANCRAWL_SOURCE_DIR "/sites/card_companies.toml");
  for (const auto& company : companies_of(reading->rows)) EXPECT_TRUE(companies.has(company));
}

TEST_P(SiteTables, P22ACardCompanyThatNoListKnowsKeepsTheDayUnproved) {
  const auto page = full_page();
  auto text = page.text;
  for (const auto* const known : {"신한카드", "비씨카드", "KB카드"}) {
    text = replaced(std::move(text), known, "모르는카드");
  }
  text = replaced(std::move(text), "\"cardCo\":\"03\"", "\"cardCo\":\"99\"");
  const auto reading = read(with_text(page, std::move(text)));
  ASSERT_TRUE(reading.has_value()) << reading.error().message;
  ASSERT_FALSE(reading->unmapped.empty());
  EXPECT_EQ(reading->unmapped.front().field, "card_company");
  EXPECT_TRUE(reading->unmapped.front().decides);
}

TEST_P(SiteTables, C06EmptyDayShowsItsMarker) {
  const auto reading = read(empty_page());
  ASSERT_TRUE(reading.has_value()) << reading.error().message;
  EXPECT_EQ(reading->row_count(), 0U);
  EXPECT_TRUE(reading->empty_marker_seen);
}

TEST_P(SiteTables, C06EmptyDayWithoutItsMarkerIsNoEmptyDay) {
  const auto page = empty_page();
  const auto without = is_json() ? replaced(page.text, "[]", "{}")
                                 : replaced(page.text, "조회된 결과가 없습니다.", "");
  const auto reading = read(with_text(page, without));
  if (reading) EXPECT_FALSE(reading->empty_marker_seen);
}

/// Those whose columns are keys.
class JsonTables : public SiteTables {};

INSTANTIATE_TEST_SUITE_P(Listings, JsonTables,
                         testing::Values(kListings[0], kListings[1], kListings[2]),
                         [](const auto& about) { return about.param.request; });

TEST_P(JsonTables, C11PermutedColumnsReadTheSame) {
  const auto page = full_page();
  const auto permuted = with_text(page, Json::parse(page.text).dump());
  ASSERT_NE(permuted.text, page.text);
  EXPECT_EQ(read(permuted).value().rows, read(page).value().rows);
}

TEST_P(SiteTables, C12RenamedHeaderIsDriftAndNoRows) {
  const auto page = full_page();
  const auto header = mark(GetParam().header);
  const auto renamed =
      replaced(page.text, header, is_json() ? "\"was" + GetParam().header + "\"" : "옛이름");
  ASSERT_NE(renamed, page.text);
  const auto reading = read(with_text(page, renamed));
  ASSERT_FALSE(reading.has_value());
  EXPECT_EQ(reading.error().failure, FailureClass::kLayoutDrift) << reading.error().message;
  EXPECT_NE(reading.error().message.find(GetParam().header), std::string::npos)
      << reading.error().message;
}

TEST_P(SiteTables, C12HeaderThatStandsTwiceIsDriftAndNoRows) {
  const auto page = full_page();
  const auto doubled = replaced(page.text, mark(GetParam().companion), mark(GetParam().header));
  ASSERT_NE(doubled, page.text);
  const auto reading = read(with_text(page, doubled));
  ASSERT_FALSE(reading.has_value());
  EXPECT_EQ(reading.error().failure, FailureClass::kLayoutDrift) << reading.error().message;
}

TEST_P(JsonTables, C12AddedColumnIsANoticeAndTheSameRows) {
  const auto page = full_page();
  const auto header = mark(GetParam().header);
  const auto before = read(page).value();
  const auto added = replaced(page.text, header, "\"weather\":\"맑음\"," + header);
  const auto reading = read(with_text(page, added));
  ASSERT_TRUE(reading.has_value()) << reading.error().message;
  EXPECT_EQ(reading->rows, before.rows);
  ASSERT_EQ(reading->findings.size(), 1U);
  EXPECT_NE(reading->findings.front().text.find("weather"), std::string::npos);
  EXPECT_FALSE(reading->findings.front().makes_provisional);
}

/// A row of an HTML table cut where its cells begin.
std::vector<std::string> cells_of(const std::string& row) {
  std::vector<std::string> parts;
  std::size_t from = 0;
  for (std::size_t at = 0; at < row.size(); ++at) {
    const bool cell = row.compare(at, 3, "<td") == 0 || row.compare(at, 3, "<th") == 0;
    const bool last = row.compare(at, 5, "</tr>") == 0;
    if (at == from || (!cell && !last)) continue;
    const bool head = row.compare(at, 6, "<thead") == 0;
    if (head) continue;
    parts.push_back(row.substr(from, at - from));
    from = at;
  }
  parts.push_back(row.substr(from));
  return parts;
}

/// Applies a change to the cells of every row that has the given number of them.
template <class Change>
std::string with_cells(const std::string& html, std::size_t columns, Change change) {
  std::string out;
  std::size_t at = 0;
  while (at < html.size()) {
    const auto row = html.find("<tr", at);
    if (row == std::string::npos) break;
    out += html.substr(at, row - at);
    auto end = html.find("</tr>", row);
    end = end == std::string::npos ? html.size() : end + 5;
    auto parts = cells_of(html.substr(row, end - row));
    if (parts.size() == columns + 2) change(parts);
    for (const auto& part : parts) out += part;
    at = end;
  }
  return out + html.substr(std::min(at, html.size()));
}

class HtmlColumns : public testing::Test {
 protected:
  HtmlColumns() : portal("sample_keypad") {
    portal.enter();
    page = portal.scrubbed(portal.ask("approval_rows", portal.busiest(Ledger::kApproval)));
    before = portal.table("approval_rows").read(page).value();
  }
  static constexpr std::size_t kColumns = 15;
  [[nodiscard]] auto read(const std::string& text) const {
    return portal.table("approval_rows").read(with_text(page, text));
  }

  PortalPages portal;
  page::ScrubbedPage page;
  page::TableReading before;
};

TEST_F(HtmlColumns, C11PermutedColumnsReadTheSame) {
  const auto permuted = with_cells(
      page.text, kColumns, [](std::vector<std::string>& parts) { std::swap(parts[2], parts[12]); });
  ASSERT_NE(permuted, page.text);
  const auto reading = read(permuted);
  ASSERT_TRUE(reading.has_value()) << reading.error().message;
  EXPECT_EQ(reading->rows, before.rows);
}

TEST_F(HtmlColumns, C12RemovedColumnIsDriftAndNoRows) {
  const auto removed = with_cells(
      page.text, kColumns, [](std::vector<std::string>& parts) { parts.erase(parts.begin() + 3); });
  ASSERT_NE(removed, page.text);
  const auto reading = read(removed);
  ASSERT_FALSE(reading.has_value());
  EXPECT_EQ(reading.error().failure, FailureClass::kLayoutDrift) << reading.error().message;
}

TEST_F(HtmlColumns, C12AddedColumnIsANoticeAndTheSameRows) {
  for (const bool speaks_of_money : {false, true}) {
    const std::string name = speaks_of_money ? "취소금액" : "비고";
    const auto added = with_cells(page.text, kColumns, [&](std::vector<std::string>& parts) {
      const bool head = parts[1].starts_with("<th");
      parts.insert(parts.begin() + 2, head ? "<th>" + name + "</th>" : "<td>0</td>");
    });
    ASSERT_NE(added, page.text);
    const auto reading = read(added);
    ASSERT_TRUE(reading.has_value()) << reading.error().message;
    EXPECT_EQ(reading->rows, before.rows);
    ASSERT_EQ(reading->findings.size(), 1U);
    EXPECT_EQ(reading->findings.front().makes_provisional, speaks_of_money);
  }
}

TEST_F(HtmlColumns, TotalThatSaysOneMoreDisagreesWithTheRows) {
  const auto total = std::ranges::find_if(before.totals, [](const model::ControlTotal& one) {
    return one.kind == model::TotalKind::kSale && one.measure == model::Measure::kCount;
  });
  ASSERT_NE(total, before.totals.end());
  const auto told = fmt::format(">{}건<", total->value);
  ASSERT_NE(page.text.find(told), std::string::npos);
  const auto reading = read(replaced(page.text, told, fmt::format(">{}건<", total->value + 1)));
  ASSERT_TRUE(reading.has_value()) << reading.error().message;
  EXPECT_NE(reading->totals, model::measured_like(reading->totals, reading->rows));
  EXPECT_EQ(before.totals, model::measured_like(before.totals, before.rows));
}

TEST_F(HtmlColumns, TotalsThatAreGoneAreDriftAndNoRows) {
  const auto reading = read(replaced(page.text, "건", "개"));
  ASSERT_FALSE(reading.has_value());
  EXPECT_EQ(reading.error().failure, FailureClass::kLayoutDrift) << reading.error().message;
}

/// The raw bytes of a keypad listing, and the same page in UTF-8.
class Charsets : public testing::Test {
 protected:
  Charsets() : portal("sample_keypad") {
    portal.enter();
    const auto place = portal.busiest(Ledger::kAcquisition);
    answer = portal.ask("acquisition_rows", place);
    page = portal.scrubbed(answer);
    before = portal.table("acquisition_rows").read(page).value();
  }
  [[nodiscard]] auto read_bytes(const std::string& type, const std::string& bytes) const {
    const auto scrubbed = page::scrub({type, bytes}, portal.book().scrub);
    EXPECT_TRUE(scrubbed.has_value());
    return portal.table("acquisition_rows").read(*scrubbed);
  }

  PortalPages portal;
  portals::net::Answer answer;
  page::ScrubbedPage page;
  page::TableReading before;
};

TEST_F(Charsets, C17Utf8AndCp949ReadTheSame) {
  const auto utf8 = read_bytes("text/html; charset=UTF-8", page.text);
  ASSERT_TRUE(utf8.has_value()) << utf8.error().message;
  EXPECT_EQ(utf8->rows, before.rows);
  const auto cp949 = read_bytes("text/html; charset=EUC-KR", portals::to_cp949(page.text));
  ASSERT_TRUE(cp949.has_value()) << cp949.error().message;
  EXPECT_EQ(cp949->rows, before.rows);
}

TEST_F(Charsets, C17WrongLabelNeverGivesOtherRows) {
  for (const std::string label : {"text/html; charset=UTF-8", "text/html", ""}) {
    const auto scrubbed = page::scrub({label, answer.body}, portal.book().scrub);
    if (!scrubbed) continue;
    const auto reading = portal.table("acquisition_rows").read(*scrubbed);
    if (reading) EXPECT_EQ(reading->rows, before.rows) << label;
  }
}

TEST_F(Charsets, C17EveryMinusThatPortalsPrintReadsTheSame) {
  for (const std::string minus : {"−", "▲", "△", "－"}) {
    const auto printed = with_cells(page.text, 16, [&](std::vector<std::string>& parts) {
      for (auto& part : parts) part = replaced(part, ">-", ">" + minus);
    });
    ASSERT_NE(printed, page.text);
    const auto reading = portal.table("acquisition_rows").read(with_text(page, printed));
    ASSERT_TRUE(reading.has_value()) << minus << " " << reading.error().message;
    EXPECT_EQ(reading->rows, before.rows) << minus;
  }
}

TEST_F(Charsets, C17FullWidthDigitsAndNbspReadTheSame) {
  const auto wide_amounts = with_cells(page.text, 16, [](std::vector<std::string>& parts) {
    for (auto& part : parts) {
      const auto at = part.find('>');
      if (!part.starts_with("<td") || part.find(',', at) == std::string::npos) continue;
      std::string wide;
      for (const char c : part.substr(at)) {  // a full-width digit is EF BC 90 to EF BC 99
        const bool digit = c >= '0' && c <= '9';
        wide += digit ? std::string("\xEF\xBC") + static_cast<char>(0x90 + (c - '0'))
                      : std::string(1, c);
      }
      part = part.substr(0, at) + wide;
    }
  });
  ASSERT_NE(wide_amounts, page.text);
  const auto in_wide = portal.table("acquisition_rows").read(with_text(page, wide_amounts));
  ASSERT_TRUE(in_wide.has_value()) << in_wide.error().message;
  EXPECT_EQ(in_wide->rows, before.rows);
  const auto cells_only = with_cells(page.text, 16, [](std::vector<std::string>& parts) {
    for (auto& part : parts) {
      if (part.starts_with("<td")) part = replaced(part, ">", ">\xC2\xA0");
    }
  });
  ASSERT_NE(cells_only, page.text);
  const auto with_nbsp = portal.table("acquisition_rows").read(with_text(page, cells_only));
  ASSERT_TRUE(with_nbsp.has_value()) << with_nbsp.error().message;
  EXPECT_EQ(with_nbsp->rows, before.rows);
}

}  // namespace
}  // namespace vancrawl::sites_test
