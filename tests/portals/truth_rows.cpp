#include "tests/portals/truth_rows.h"

#include <utility>

#include <fmt/format.h>

#include "tests/portals/print.h"

namespace vancrawl::portals {
namespace {

char letter_of(Ledger ledger) {
  switch (ledger) {
    case Ledger::kApproval:
      return 'a';
    case Ledger::kAcquisition:
      return 'q';
    case Ledger::kDeposit:
      return 'd';
  }
  std::unreachable();
}

void append_sale(JsonObject& out, const World& world, const Approval& row) {
  out.text("merchant_number", merchant_number(world, row))
      .text("card_company", kCardCompanies[row.company].code)
      .text("card_company_name", kCardCompanies[row.company].name)
      .text("card_kind", name_of(row.kind))
      .text("card", card_with_stars(row.card))
      .text("approval_number", approval_number(row))
      .text("kind", row.cancel ? "cancel" : "sale");
}

void append_approval(JsonObject& out, const World& world, Site site, const Approval& row) {
  append_sale(out, world, row);
  out.text("date", row.date.iso())
      .text("time", time_text(row.second_of_day, true))
      .number("amount", row.amount)
      .number("instalments", row.instalments)
      .text("issuer", issuer_code(row))
      .text("issuer_name", issuer_name(row));
  if (site == Site::kCardsales) {
    out.text("card_kind_text", cardsales_text(row.kind))
        .text("status", row.cancel ? "취소" : "승인");
    return;
  }
  out.text("terminal", world.scopes[row.till.scope_at(site)].code)
      .text("portal_id", transaction_id(row))
      .text("original_date", row.original_date ? row.original_date->iso() : "")
      .text("card_kind_text", keypad_text(row.kind))
      .text("status", "정상");
}

void append_acquisition(JsonObject& out, const World& world, const Books& books, Site site,
                        const Acquisition& row) {
  const Approval& sale = books.approvals()[row.approval];
  append_sale(out, world, sale);
  out.text("date", row.date.iso())
      .text("sale_date", row.sale_date.iso())
      .text("due_date", row.due_date.iso())
      .number("gross", row.gross < 0 ? -row.gross : row.gross)
      .number("base_fee", row.base_fee)
      .number("point_fee", row.point_fee)
      .number("other_fee", row.other_fee)
      .number("fee", row.fee())
      .number("vat", row.vat)
      .number("payout", row.payout())
      .text("approval", row_id(Ledger::kApproval, row.approval));
  if (site == Site::kCardsales) out.text("card_kind_text", cardsales_text(sale.kind));
}

void append_deposit(JsonObject& out, const World& world, const Deposit& row) {
  const Scope& group = world.scopes[row.group];
  const Business& business = world.businesses[group.business];
  out.text("merchant_number", group.merchant_numbers[row.company])
      .text("card_company", kCardCompanies[row.company].code)
      .text("card_company_name", kCardCompanies[row.company].name)
      .text("date", row.date.iso())
      .text("bank", business.bank)
      .text("account", business.bank_account)
      .text("account_last4", business.bank_account.substr(business.bank_account.size() - 4))
      .number("sales_count", row.sales_count)
      .number("gross", row.gross)
      .number("held", row.held)
      .number("vat", row.vat)
      .number("other", row.other)
      .number("paid", row.paid);
}

}  // namespace

std::string row_id(Ledger ledger, std::uint32_t row) {
  return fmt::format("{}{}", letter_of(ledger), row);
}

std::string truth_row(const World& world, const Books& books, std::size_t scope, Ledger ledger,
                      std::uint32_t row) {
  const Scope& seen = world.scopes[scope];
  const Business& business = world.businesses[seen.business];
  std::string text;
  JsonObject out(text);
  out.text("id", row_id(ledger, row));
  out.key("merchant");
  text += business.merchant_id.empty() ? "null" : fmt::format("\"{}\"", business.merchant_id);
  out.text("business_number", business.business_number)
      .text("site", name_of(seen.site))
      .text("ledger", name_of(ledger))
      .text("scope", seen.code);
  switch (ledger) {
    case Ledger::kApproval:
      append_approval(out, world, seen.site, books.approvals()[row]);
      break;
    case Ledger::kAcquisition:
      append_acquisition(out, world, books, seen.site, books.acquisitions()[row]);
      break;
    case Ledger::kDeposit:
      append_deposit(out, world, books.deposits()[row]);
      break;
  }
  out.close();
  return text;
}

}  // namespace vancrawl::portals
