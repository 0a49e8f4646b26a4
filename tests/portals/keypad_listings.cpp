#include <array>

#include <fmt/format.h>

#include "tests/portals/keypad_pages.h"
#include "tests/portals/print.h"

namespace vancrawl::portals::keypad_pages {
namespace {

constexpr std::string_view kSalesHead =
    "<thead><tr><th>번호</th><th>거래고유번호</th><th>승인구분</th><th>거래일시</th>"
    "<th>단말기번호</th><th>카드번호</th><th>카드구분</th><th>발급카드사</th><th>매입카드사</th>"
    "<th>가맹점번호</th><th>금액</th><th>할부개월</th><th>승인번호</th><th>원승인일자</th>"
    "<th>승인결과</th></tr></thead>\n";
constexpr int kSalesColumns = 15;

constexpr std::string_view kPurchasesHead =
    "<thead><tr><th rowspan=\"2\">번호</th><th rowspan=\"2\">원거래일자</th>"
    "<th rowspan=\"2\">매입일자</th><th rowspan=\"2\">승인번호</th><th "
    "rowspan=\"2\">매입카드사</th>"
    "<th rowspan=\"2\">가맹점번호</th><th rowspan=\"2\">카드번호</th><th "
    "rowspan=\"2\">매입구분</th>"
    "<th rowspan=\"2\">매입금액</th><th colspan=\"4\">수수료</th><th rowspan=\"2\">부가세</th>"
    "<th rowspan=\"2\">지급금액</th><th rowspan=\"2\">지급예정일</th></tr>\n"
    "<tr><th>가맹점수수료</th><th>포인트수수료</th><th>기타수수료</th><th>수수료계</th></tr></"
    "thead>\n";
constexpr int kPurchasesColumns = 16;

std::string months_text(int months) {
  return months == 0 ? "일시불" : fmt::format("{}개월", months);
}

/// The principal is printed without its sign: 구분 tells the direction.
std::string principal(std::int64_t amount) { return with_commas(amount < 0 ? -amount : amount); }

void append_sale(std::string& out, const ListingPage& page, const PlacedRow& placed,
                 const Markup& markup) {
  const Approval& row = page.books.approvals()[placed.row];
  markup.open_row(out);
  markup.cell(out, std::to_string(placed.place + 1));
  markup.cell(out, transaction_id(row));
  markup.cell(out, row.cancel ? "취소" : "승인");
  markup.cell(out, row.date.iso() + " " + time_text(row.second_of_day, true));
  markup.cell(out, page.terminal);
  markup.cell(out, card_with_hyphens(row.card));
  markup.cell(out, keypad_text(row.kind));
  markup.cell(out, issuer_name(row));
  markup.cell(out, kCardCompanies[row.company].name);
  markup.cell(out, merchant_number(page.world, row));
  markup.amount(out, principal(row.amount));
  markup.cell(out, months_text(row.instalments));
  markup.cell(out, approval_number(row));
  markup.cell(out, row.original_date ? row.original_date->iso() : "");
  markup.cell(out, "정상");
  markup.close_row(out);
}

void append_purchase(std::string& out, const ListingPage& page, const PlacedRow& placed,
                     const Markup& markup) {
  const Acquisition& row = page.books.acquisitions()[placed.row];
  const Approval& sale = page.books.approvals()[row.approval];
  markup.open_row(out);
  markup.cell(out, std::to_string(placed.place + 1));
  markup.cell(out, row.sale_date.iso());
  markup.cell(out, row.date.iso());
  markup.cell(out, approval_number(sale));
  markup.cell(out, kCardCompanies[sale.company].name);
  markup.cell(out, merchant_number(page.world, sale));
  markup.cell(out, card_with_hyphens(sale.card));
  markup.cell(out, sale.cancel ? "매입취소" : "매입");
  markup.amount(out, principal(row.gross));
  for (const std::int64_t amount :
       {row.base_fee, row.point_fee, row.other_fee, row.fee(), row.vat, row.payout()}) {
    markup.amount(out, with_commas(amount));
  }
  markup.cell(out, row.due_date.iso());
  markup.close_row(out);
}

void append_sales_totals(std::string& out, std::string_view kind, const KindTotals& totals) {
  out += fmt::format("<tr><th>{}</th><td>{}건</td><td>{}</td></tr>\n", kind, totals.count,
                     principal(totals.amount));
}

void append_purchase_totals(std::string& out, std::string_view kind, const KindTotals& totals) {
  out +=
      fmt::format("<tr><th>{}</th><td>{}건</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                  kind, totals.count, principal(totals.amount), with_commas(totals.fee()),
                  with_commas(totals.vat), with_commas(totals.payout));
}

std::string sales_totals(const Totals& totals) {
  std::string out = "<table id=\"total\">\n<tr><th>구분</th><th>건수</th><th>금액</th></tr>\n";
  append_sales_totals(out, "승인", totals.sales);
  append_sales_totals(out, "취소", totals.cancels);
  return out + "</table>\n";
}

std::string purchase_totals(const Totals& totals) {
  std::string out =
      "<table id=\"total\">\n<tr><th>구분</th><th>건수</th><th>매입금액</th><th>수수료계</th>"
      "<th>부가세</th><th>지급금액</th></tr>\n";
  append_purchase_totals(out, "매입", totals.sales);
  append_purchase_totals(out, "매입취소", totals.cancels);
  return out + "</table>\n";
}

std::string listing(const ListingPage& page, std::string_view title, std::string_view head,
                    std::string rows, int columns, std::string_view totals) {
  if (rows.empty()) {
    rows = fmt::format("<tr><td colspan=\"{}\">조회된 결과가 없습니다.</td></tr>\n", columns);
  }
  return fmt::format(
      "<h3>{}</h3>\n<p class=\"echo\">조회일자 : {}&nbsp; 단말기 : {}</p>\n{}"
      "<table class=\"tbl_list\" id=\"list\">\n{}<tbody>\n{}</tbody></table>\n"
      "<p class=\"paging\">현재 {} / {} 페이지</p>",
      title, page.day.iso(), page.terminal, totals, head, rows, page.page, page.pages);
}

}  // namespace

std::string sales(const ListingPage& page, const Markup& markup) {
  std::string rows;
  rows.reserve(page.rows.size() * 900);
  for (const PlacedRow& placed : page.rows) append_sale(rows, page, placed, markup);
  return framed("승인내역",
                listing(page, "승인내역 조회", kSalesHead, std::move(rows), kSalesColumns,
                        sales_totals(page.totals)),
                markup);
}

std::string purchases(const ListingPage& page, const Markup& markup) {
  std::string rows;
  rows.reserve(page.rows.size() * 900);
  for (const PlacedRow& placed : page.rows) append_purchase(rows, page, placed, markup);
  return framed("매입내역",
                listing(page, "매입내역 조회", kPurchasesHead, std::move(rows), kPurchasesColumns,
                        purchase_totals(page.totals)),
                markup);
}

}  // namespace vancrawl::portals::keypad_pages
