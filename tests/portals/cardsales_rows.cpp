#include "tests/portals/cardsales_rows.h"

#include <fmt/format.h>

#include "tests/portals/print.h"

namespace vancrawl::portals::cardsales_rows {
namespace {

std::string months_text(int months) {
  return months == 0 ? "일시불" : fmt::format("{}개월", months);
}

void append_card(JsonObject& out, const Approval& row) {
  out.text("cardCo", kCardCompanies[row.company].code)
      .text("cardNm", kCardCompanies[row.company].name)
      .text("affiCardCo", issuer_code(row))
      .text("affiCardNm", issuer_name(row));
}

/// tot…/sum… fields: transactions, approvals, cancels, each count and signed amount.
void append_approval_totals(JsonObject& out, std::string_view prefix, const Totals& totals) {
  const auto append = [&](std::string_view name, const KindTotals& kind) {
    out.text(fmt::format("{}{}Cnt", prefix, name), kind.count);
    out.text(fmt::format("{}{}Amt", prefix, name), kind.amount);
  };
  const bool bare = prefix.empty();
  append(bare ? "trns" : "Trns", totals.both());
  append(bare ? "auth" : "Auth", totals.sales);
  append(bare ? "cncl" : "Cncl", totals.cancels);
}

template <typename AppendRow>
std::string array_of(const std::vector<PlacedRow>& page, std::size_t bytes_a_row,
                     AppendRow append_row) {
  std::string out;
  out.reserve(2 + page.size() * bytes_a_row);
  out += '[';
  for (const PlacedRow& placed : page) {
    if (out.size() > 1) out += ',';
    append_row(out, placed);
  }
  return out + ']';
}

std::int64_t reverse_number(const RowList& all, const PlacedRow& placed) {
  return static_cast<std::int64_t>(all.size() - placed.place);
}

}  // namespace

std::string approvals(const World& world, const Books& books, const RowList& all,
                      const std::vector<PlacedRow>& page) {
  const Totals totals = totals_of(books, Ledger::kApproval, all);
  return array_of(page, 900, [&](std::string& out, const PlacedRow& placed) {
    const Approval& row = books.approvals()[placed.row];
    const std::string months = fmt::format("{:02}", row.instalments);
    JsonObject object(out);
    object.number("rnum", static_cast<std::int64_t>(placed.place) + 1)
        .text("trnsDate", row.date.compact())
        .text("trnsTime", time_text(row.second_of_day, false));
    append_card(object, row);
    object.text("merNo", merchant_number(world, row))
        .text("cardNo", card_with_stars(row.card))
        .text("cardRealNo", card_digits(row.card))
        .text("cardKnd", cardsales_text(row.kind))
        .text("authAmt", row.cancel ? -row.amount : row.amount)
        .text("authNo", approval_number(row))
        .text("authClss", row.cancel ? "1" : "0")
        .text("authClssNm", row.cancel ? "취소" : "승인")
        .text("insTrm", months)
        .text("insTrmNm", months_text(row.instalments))
        .text("pcaGubun", row.voided ? "0" : "1")
        .text("pcaGubunNm", row.voided ? "미매입" : "매입")
        .text("buzNo", world.businesses[row.business].business_number)
        .text("totalCnt", static_cast<std::int64_t>(all.size()));
    append_approval_totals(object, "sum", totals);
    object.number("positionIdx", reverse_number(all, placed)).text("wrkAton", "");
    object.close();
  });
}

std::string acquisitions(const World& world, const Books& books, const RowList& all,
                         const std::vector<PlacedRow>& page) {
  return array_of(page, 700, [&](std::string& out, const PlacedRow& placed) {
    const Acquisition& row = books.acquisitions()[placed.row];
    const Approval& sale = books.approvals()[row.approval];
    JsonObject object(out);
    object.number("rnum", static_cast<std::int64_t>(placed.place) + 1)
        .text("trnsDate", row.sale_date.compact())
        .text("merNo", merchant_number(world, sale))
        .text("authClss", sale.cancel ? "1" : "0")
        .text("pcaDate", row.date.compact())
        .text("pcaAmt", row.gross)
        .text("authNo", approval_number(sale))
        .text("basicFee", row.base_fee)
        .text("pointFee", row.point_fee)
        .text("pointFeeRate", row.point_fee != 0 ? "0.5" : "0")
        .text("etcFee", row.other_fee)
        .text("fee", row.fee())
        .text("svcFee", "0")
        .text("vatFee", row.vat)
        .text("pymAmt", row.payout())
        .text("pymScdDate", row.due_date.compact());
    append_card(object, sale);
    object.text("cardNo", card_with_stars(sale.card))
        .text("cardClss", cardsales_text(sale.kind))
        .text("tradeGubun", sale.card % 50 == 0 ? "08" : "")
        .text("buzNo", world.businesses[sale.business].business_number)
        .number("positionIdx", reverse_number(all, placed))
        .text("wrkAton", "");
    object.close();
  });
}

std::string deposits(const World& world, const Books& books, const RowList& all,
                     const std::vector<PlacedRow>& page) {
  const Totals totals = totals_of(books, Ledger::kDeposit, all);
  return array_of(page, 400, [&](std::string& out, const PlacedRow& placed) {
    const Deposit& row = books.deposits()[placed.row];
    const Scope& group = world.scopes[row.group];
    const Business& business = world.businesses[group.business];
    JsonObject object(out);
    object.text("num", static_cast<std::int64_t>(placed.place) + 1)
        .text("pymDate", row.date.compact())
        .text("cardNm", kCardCompanies[row.company].name)
        .text("merNo", group.merchant_numbers[row.company])
        .text("stlBankNm", business.bank)
        .text("stlAcctNo", business.bank_account)
        .text("pcaCnt", row.sales_count)
        .text("pcaAmt", row.gross)
        .text("rsvAmt", row.held)
        .text("vatFeeAmt", row.vat)
        .text("etcAmt", row.other)
        .text("rcpAmt", row.paid)
        .text("rcpScdAmt", row.paid)
        .text("totalCnt", static_cast<std::int64_t>(all.size()))
        .text("selectAmt", totals.sales.payout)
        .number("positionIdx", reverse_number(all, placed))
        .text("dt", row.date.compact());
    object.close();
  });
}

std::string approval_summary(const std::string& group, const std::string& date,
                             const std::vector<CompanyTotals>& companies) {
  Totals all;
  for (const CompanyTotals& entry : companies) {
    all.sales += entry.totals.sales;
    all.cancels += entry.totals.cancels;
  }
  std::string out;
  JsonObject answer(out);
  answer.key("resultSum");
  JsonObject sum(out);
  append_approval_totals(sum, "tot", all);
  sum.close();
  answer.key("resultList");
  out += '[';
  for (const CompanyTotals& entry : companies) {
    if (out.back() == '}') out += ',';
    JsonObject row(out);
    row.text("cardCo", kCardCompanies[entry.company].code)
        .text("cardNm", kCardCompanies[entry.company].name);
    append_approval_totals(row, "", entry.totals);
    row.text("stdDate", date).number("pcaGubun", 0).text("wrkAton", "").number("positionIdx", 0);
    row.close();
  }
  out += ']';
  answer.text("error_msg", "").text("stdDate", date).text("merGrpId", group);
  answer.close();
  return out;
}

std::string deposit_summary(const DepositSummary& summary) {
  std::string out;
  JsonObject answer(out);
  answer.key("resultList");
  out += '[';
  for (const DayTotals& entry : summary.days) {
    if (out.back() == '}') out += ',';
    JsonObject row(out);
    row.text("dt", entry.day.compact())
        .text("pcaCnt", entry.totals.count)
        .text("pcaAmt", entry.totals.amount)
        .text("rcpScdAmt", entry.totals.payout)
        .text("cardCo", summary.company)
        .text("unpdClss", "")
        .text("wrkAton", "")
        .text("ym", entry.day.compact().substr(0, 6))
        .number("positionIdx", 0);
    row.close();
  }
  out += ']';
  answer.text("error_msg", "")
      .text("startDate", summary.start_date)
      .text("endDate", summary.end_date)
      .text("merGrpId", summary.group);
  answer.close();
  return out;
}

}  // namespace vancrawl::portals::cardsales_rows
