#include <random>

#include <fmt/ranges.h>
#include <rapidcheck.h>

#include "tests/crawler/page/reading.h"

namespace vancrawl::page {
namespace {

using model::FailureClass;

TableDefinition listing() {
  TableDefinition definition;
  definition.name = "approvals";
  definition.ledger = model::Ledger::kApproval;
  auto kind = column(Field::kKind, {"구분"});
  kind.values = {{"승인", "sale"}, {"취소", "cancel"}, {"승인(취소)", "sale"}};
  definition.columns = {
      column(Field::kRowNumber, {"번호"}),          column(Field::kDate, {"거래일자"}),
      column(Field::kTime, {"거래시간"}),           kind,
      column(Field::kCardNumber, {"카드번호"}),     column(Field::kApprovalNumber, {"승인번호"}),
      column(Field::kAmount, {"승인금액", "금액"}), column(Field::kInstalments, {"할부기간"})};
  definition.empty_marker = "조회된 결과가 없습니다";
  definition.totals = {
      {model::TotalKind::kNet, model::Measure::kPrincipal, "", "합계", "승인금액", ""}};
  EchoDefinition date;
  date.input = "fromDate";
  definition.echoes = {date};
  definition.paging.position_pattern = "현재 ([0-9]+) / ([0-9]+) 페이지";
  return definition;
}

using Cells = std::vector<std::string>;

const Cells kHeaders = {"번호",     "거래일자", "거래시간", "구분",
                        "카드번호", "승인번호", "승인금액", "할부기간"};
const Cells kSale = {"1",        "2026-11-20", "13:05:22", "승인", "123456******7890",
                     "30001234", "4,500",      "일시불"};
const Cells kCancel = {"2",        "2026-11-20", "13:06:00", "취소", "123456******7890",
                       "30001234", "4,500",      "0 개월"};

std::string row_of(const Cells& cells, const std::string& tag) {
  return fmt::format("<tr><{0}>{1}</{0}></tr>\n", tag,
                     fmt::join(cells, fmt::format("</{0}>\n  <{0}>", tag)));
}

std::string page_of(const Cells& headers, const std::vector<Cells>& rows,
                    const std::string& total = "0") {
  std::string body =
      "<html><head><title>승인내역</title><script>var a='<td>';</script></head><body>"
      "<form action='/list'><input name=fromDate value='2026-11-20'></form>"
      "<p>현재 <b>1</b> / 4 페이지</p><table class=list><thead>" +
      row_of(headers, "th") + "</thead><tbody>";
  for (const auto& row : rows) body += row_of(row, "td");
  body += fmt::format("<tr><td colspan={}>합 계</td><td>{}</td><td></td></tr>", headers.size() - 2,
                      total);
  return body + "</tbody></table></body></html>";
}

std::string standard_page() { return page_of(kHeaders, {kSale, kCancel}, "0원"); }

TableDefinition listing_for_pages() {
  auto definition = listing();
  definition.totals[0].row = "합 계";
  return definition;
}

TEST(HtmlTable, AListingIsReadWithItsTotalsEchoAndPosition) {
  const auto reading = read(listing_for_pages(), standard_page());
  ASSERT_TRUE(reading) << reading.error().message;
  const auto& rows = approvals(*reading);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].amount, model::Won(4500));
  EXPECT_EQ(rows[0].time.iso(), "13:05:22");
  EXPECT_EQ(rows[1].kind, model::TransactionKind::kCancel);
  EXPECT_EQ(rows[1].instalments, 0);
  EXPECT_EQ(reading->totals,
            (model::ControlTotals{{model::TotalKind::kNet, model::Measure::kPrincipal, 0}}));
  EXPECT_EQ(reading->position->page, 1);
  EXPECT_EQ(reading->position->pages, 4);
  EXPECT_EQ(reading->echoed_date->iso(), "2026-11-20");
  EXPECT_EQ(reading->row_numbers, (std::vector<std::int64_t>{1, 2}));
  EXPECT_TRUE(reading->findings.empty());
}

TEST(HtmlTable, C11PermutedColumnsGiveTheSameRows) {
  EXPECT_TRUE(rc::check([] {
    std::vector<std::size_t> order(kHeaders.size());
    std::ranges::generate(order, [i = std::size_t{0}]() mutable { return i++; });
    std::ranges::shuffle(order, std::minstd_rand(*rc::gen::arbitrary<unsigned>()));
    const auto permuted = [&](const Cells& cells) {
      Cells out;
      for (const auto i : order) out.push_back(cells[i]);
      return out;
    };
    auto definition = listing();
    definition.totals.clear();
    const auto plain = read(definition, page_of(kHeaders, {kSale, kCancel}));
    RC_ASSERT(!plain);  // an undeclared totals row is no record
    definition.record_rows = "r";
    const auto page = [&](const std::vector<Cells>& rows) {
      auto text = page_of(rows[0], {rows[1], rows[2]});
      for (auto at = text.find("<tr><td>"); at != std::string::npos; at = text.find("<tr><td>")) {
        text.replace(at, 4, "<tr id=r>");
      }
      return text;
    };
    const auto a = read(definition, page({kHeaders, kSale, kCancel}));
    const auto b = read(definition, page({permuted(kHeaders), permuted(kSale), permuted(kCancel)}));
    RC_ASSERT(a.has_value() && b.has_value());
    RC_ASSERT(a->rows == b->rows);
  }));
}

TEST(HtmlTable, C12AMissingRenamedOrDoubledHeaderIsDriftThatNamesBothSets) {
  auto renamed = kHeaders;
  renamed[5] = "승인NO";
  const auto a = read(listing_for_pages(), page_of(renamed, {kSale}));
  ASSERT_FALSE(a);
  EXPECT_EQ(a.error().failure, FailureClass::kLayoutDrift);
  EXPECT_TRUE(a.error().message.contains("missing \"승인번호\"")) << a.error().message;
  EXPECT_TRUE(a.error().message.contains("승인no")) << a.error().message;
  auto doubled = kHeaders;
  doubled.insert(doubled.begin(), "금액");
  auto row = kSale;
  row.insert(row.begin(), "1");
  const auto b = read(listing_for_pages(), page_of(doubled, {row}));
  ASSERT_FALSE(b);
  EXPECT_EQ(b.error().failure, FailureClass::kLayoutDrift);
  EXPECT_TRUE(b.error().message.contains("doubled \"승인금액\"")) << b.error().message;
}

TEST(HtmlTable, C12AnAddedColumnIsAFindingAndTheRowsAreRead) {
  auto headers = kHeaders;
  headers.insert(headers.begin() + 2, "비고");
  auto row = kSale;
  row.insert(row.begin() + 2, "x");
  const auto a = read(listing_for_pages(), page_of(headers, {row}));
  ASSERT_TRUE(a) << a.error().message;
  ASSERT_EQ(a->findings.size(), 1U);
  EXPECT_FALSE(a->findings[0].makes_provisional);
  EXPECT_EQ(approvals(*a), approvals(*read(listing_for_pages(), page_of(kHeaders, {kSale}))));
  headers[2] = "외화금액";
  const auto b = read(listing_for_pages(), page_of(headers, {row}));
  ASSERT_TRUE(b);
  EXPECT_TRUE(b->findings.at(0).makes_provisional);
}

TEST(HtmlTable, C17MinusSignsBlanksAndFullWidthDigitsAreReadAlike) {
  auto definition = listing_for_pages();
  definition.sign = SignRule::kNegativeCancel;
  for (const std::string minus :
       {"-4,500", "−4,500", "▲4,500", "(4,500)", "－４，５００", "&nbsp;-4,500&nbsp;원"}) {
    auto row = kCancel;
    row[6] = minus;
    row[3] = "&nbsp;취소 ";
    const auto reading = read(definition, page_of(kHeaders, {row}));
    ASSERT_TRUE(reading) << minus << reading.error().message;
    EXPECT_EQ(approvals(*reading)[0].amount, model::Won(4500));
  }
}

TEST(HtmlTable, C16ACancelIsAKindOfItsOwnAndRefusalsAreNotGuessedAt) {
  auto row = kSale;
  row[3] = "승인거절";
  const auto reading = read(listing_for_pages(), page_of(kHeaders, {row}));
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(approvals(*reading)[0].kind, model::TransactionKind::kUnknown);
  EXPECT_EQ(reading->unmapped, (std::vector<model::UnmappedText>{{"kind", "승인거절", true}}));
  row[3] = "승인(취소)";
  EXPECT_EQ(approvals(*read(listing_for_pages(), page_of(kHeaders, {row})))[0].kind,
            model::TransactionKind::kSale);
}

TEST(HtmlTable, C06AnEmptyDayNeedsItsMarker) {
  auto page = page_of(kHeaders, {{"조회된 결과가 없습니다."}});
  page.replace(page.find("<td>조"), 4, "<td colspan=8>");
  const auto marked = read(listing_for_pages(), page);
  ASSERT_TRUE(marked) << marked.error().message;
  EXPECT_EQ(marked->row_count(), 0U);
  EXPECT_TRUE(marked->empty_marker_seen);
  const auto unmarked = read(listing_for_pages(), page_of(kHeaders, {}));
  ASSERT_TRUE(unmarked);
  EXPECT_FALSE(unmarked->empty_marker_seen);
  const auto other = read(listing_for_pages(), "<p>세션이 만료되었습니다</p>");
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().failure, FailureClass::kUnknownPage);
}

TEST(HtmlTable, ADeclaredFigureThatIsNotThereIsDrift) {
  auto page = standard_page();
  page.replace(page.find("합 계"), 7, "소 계");
  EXPECT_FALSE(read(listing_for_pages(), page));
  page = standard_page();
  page.replace(page.find("fromDate"), 8, "otherOne");
  EXPECT_EQ(read(listing_for_pages(), page).error().failure, FailureClass::kLayoutDrift);
  page = standard_page();
  page.replace(page.find("현재"), 6, "이번");
  EXPECT_EQ(read(listing_for_pages(), page).error().failure, FailureClass::kLayoutDrift);
}

TEST(HtmlTable, ARowOfAnotherWidthIsDriftAndNotSkipped) {
  auto short_row = kSale;
  short_row.pop_back();
  const auto reading = read(listing_for_pages(), page_of(kHeaders, {kSale, short_row}));
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().failure, FailureClass::kLayoutDrift);
}

TEST(HtmlTable, AHeaderOfTwoRowsIsExpandedAndTheLowerTextAloneWillDoIfItIsUnique) {
  TableDefinition definition;
  definition.name = "deposits";
  definition.ledger = model::Ledger::kDeposit;
  definition.columns = {column(Field::kDate, {"입금일자"}),
                        column(Field::kSalesCount, {"매출/건수"}),
                        column(Field::kAmount, {"매출/금액"}), column(Field::kHeld, {"보류"}),
                        column(Field::kPaid, {"실입금"})};
  definition.known = {"입금/건수"};
  const std::string body =
      "<table><tr><th rowspan=2>입금 일자<th colspan=2>매출<th colspan=3>입금</tr>"
      "<tr><th>건수<th>금액<th>건수<th>보류<th>실입금"
      "<tr><td rowspan=2>2026.11.20<td>3<td>9,000<td>1<td>0<td>8,900"
      "<tr><td>1<td>1,000<td>1<td>-5<td>990</table>";
  definition.columns[0].headers = {"입금 일자"};
  const auto reading = read(definition, body);
  ASSERT_TRUE(reading) << reading.error().message;
  const auto& rows = std::get<std::vector<model::DepositRecord>>(reading->rows);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].sales_count, 3);
  EXPECT_EQ(rows[0].paid, model::Won(8900));
  EXPECT_EQ(rows[1].date.iso(), "2026-11-20");
  EXPECT_EQ(rows[1].held, model::Won(-5));
  definition.columns[1].headers = {"건수"};
  EXPECT_EQ(read(definition, body).error().failure, FailureClass::kLayoutDrift);
}

TEST(HtmlTable, ATableInsideALayoutTableIsFoundAndItsCellsAreItsOwn) {
  const auto page = "<table><tr><td>메뉴</td><td>" + standard_page() + "</td></tr></table>";
  const auto reading = read(listing_for_pages(), page);
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(reading->row_count(), 2U);
}

TEST(HtmlTable, TwoTablesThatWouldBothDoAreDrift) {
  const auto reading = read(listing_for_pages(), standard_page() + standard_page());
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().failure, FailureClass::kLayoutDrift);
}

TEST(HtmlTable, ACellOfTwoLinesIsOneDateAndTime) {
  TableDefinition definition;
  definition.name = "two lines";
  definition.ledger = model::Ledger::kApproval;
  definition.columns = {column(Field::kDateTime, {"거래일시"}), column(Field::kAmount, {"금액"})};
  const auto reading = read(definition,
                            "<table><tr><th>거래<br>일시</th><th>금액</th></tr><tr>"
                            "<td>2026-11-20<br/>13:05:22</td><td><b>4</b>,500</td></tr></table>");
  ASSERT_FALSE(reading);  // "거래 일시" is another header than "거래일시"
  definition.columns[0].headers.push_back("거래 일시");
  const auto again = read(definition,
                          "<table><tr><th>거래<br>일시</th><th>금액</th></tr><tr>"
                          "<td>2026-11-20<br/>13:05:22</td><td><b>4</b>,500</td></tr></table>");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(approvals(*again)[0].time.iso(), "13:05:22");
  EXPECT_EQ(approvals(*again)[0].amount, model::Won(4500));
}

/// The acquisition day summary of cardsales.or.kr: header, body and footer are tables of their own.
const std::string kDaySummary =
    "<div class=list_wrap><table class=head><thead><tr><th></th><th>카드사</th><th>매입건수</th>"
    "<th>매입합계</th><th>가맹점수수료</th><th>포인트수수료</th><th>기타수수료</th><th>수수료계</"
    "th>"
    "<th>부가세(대리납부)</th><th>지급예정합계</th></tr></thead></table>"
    "<div class=table_cell_body><table><tbody id=tbodyMain>"
    "<tr id=mainHistoryTr><td style='display:none'><input type=hidden name=chk value='01'></td>"
    "<td>KB</td><td>2</td><td>10,000</td><td>80</td><td>0</td><td>0</td><td>80</td><td>0</"
    "td><td>9,920</td></tr>"
    "<tr id=mainHistoryTr><td><input type=hidden name=chk value='03'></td>"
    "<td>신한</td><td>1</td><td>5,000</td><td>40</td><td>0</td><td>0</td><td>40</td><td>0</"
    "td><td>4,960</td></tr>"
    "</tbody></table></div><div class=table_cell_footer><table><tr class='toptal last'><td></td>"
    "<td>합계</td><td>3</td><td>15,000</td><td>120</td><td>0</td><td>0</td><td>120</td><td>0</td>"
    "<td>14,880</td></tr></table></div></div>";

TEST(HtmlTable, TheAcquisitionDaySummaryOfTheCardAssociationIsRead) {
  TableDefinition definition;
  definition.name = "acquisition day summary";
  definition.table_id = ".list_wrap";
  definition.record_rows = "mainHistoryTr";
  const auto text = [](const std::string& name, std::vector<std::string> headers) {
    auto made_column = column(Field::kText, std::move(headers));
    made_column.name = name;
    return made_column;
  };
  definition.columns = {text("code", {"#0"}), text("company", {"카드사"}),
                        text("count", {"매입건수"}), text("gross", {"매입합계"})};
  definition.known = {"가맹점수수료", "포인트수수료",     "기타수수료",
                      "수수료계",     "부가세(대리납부)", "지급예정합계"};
  definition.totals = {
      {model::TotalKind::kNet, model::Measure::kCount, "", ".toptal", "매입건수", ""},
      {model::TotalKind::kNet, model::Measure::kPrincipal, "", ".toptal", "매입합계", ""},
      {model::TotalKind::kNet, model::Measure::kPayout, "", ".toptal", "지급예정합계", ""}};
  const auto reading = read(definition, kDaySummary);
  ASSERT_TRUE(reading) << reading.error().message;
  ASSERT_EQ(reading->texts.size(), 2U);
  EXPECT_EQ(reading->texts[0].at("code"), "01");
  EXPECT_EQ(reading->texts[1].at("code"), "03");
  EXPECT_EQ(reading->texts[1].at("gross"), "5,000");
  EXPECT_TRUE(reading->findings.empty());
  EXPECT_EQ(model::encoded(reading->totals), "net.count=3;net.principal=15000;net.payout=14880");
}

TEST(HtmlTable, MutatedPagesAreReadOrRefusedAndNeverCrash) {
  const auto table = made(listing_for_pages());
  const auto whole = standard_page();
  EXPECT_TRUE(rc::check([&] {
    auto page = whole;
    const auto cuts = *rc::gen::inRange(0, 6);
    for (int i = 0; i < cuts; ++i) {
      const auto at = *rc::gen::inRange<std::size_t>(0, page.size());
      const auto length = *rc::gen::inRange<std::size_t>(0, 40);
      const auto what = *rc::gen::inRange(0, 3);
      if (what == 0) page.erase(at, length);
      if (what == 1) page.insert(at, page.substr(page.size() / 3, length));
      if (what == 2) page[at] = static_cast<char>(*rc::gen::inRange(1, 256));
    }
    const auto scrubbed_page = scrub({"text/html", page}, {});
    if (!scrubbed_page) return;
    const auto reading = table.read(*scrubbed_page);
    if (reading) RC_ASSERT(reading->row_count() <= 8U);
  }));
}

}  // namespace
}  // namespace vancrawl::page
