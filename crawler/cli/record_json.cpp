#include "crawler/cli/record_json.h"

#include <nlohmann/json.hpp>

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

Json optional_date(const std::optional<model::BusinessDate>& date) {
  return date ? Json(date->iso()) : Json(nullptr);
}

Json json_of_row(const model::ApprovalRecord& row) {
  return {{"date", row.date.iso()},
          {"time", row.time.iso()},
          {"kind", name_of(row.kind)},
          {"amount", row.amount.value()},
          {"card_company", row.card_company},
          {"issuer", row.issuer},
          {"card_kind", row.card_kind},
          {"card", row.card.text()},
          {"approval_number", row.approval_number},
          {"instalments", row.instalments},
          {"business", row.business.text()},
          {"merchant_number", row.merchant_number.text()},
          {"terminal", row.terminal.text()},
          {"portal_id", row.portal_id},
          {"original_date", optional_date(row.original_date)},
          {"status", row.status},
          {"occurrence", row.occurrence}};
}

Json json_of_row(const model::AcquisitionRecord& row) {
  return {{"date", row.date.iso()},
          {"sale_date", row.sale_date.iso()},
          {"kind", name_of(row.kind)},
          {"gross", row.gross.value()},
          {"base_fee", row.base_fee.value()},
          {"point_fee", row.point_fee.value()},
          {"other_fee", row.other_fee.value()},
          {"fee", row.fee.value()},
          {"vat", row.vat.value()},
          {"payout", row.payout.value()},
          {"due_date", optional_date(row.due_date)},
          {"card_company", row.card_company},
          {"card_kind", row.card_kind},
          {"card", row.card.text()},
          {"approval_number", row.approval_number},
          {"business", row.business.text()},
          {"merchant_number", row.merchant_number.text()},
          {"portal_id", row.portal_id},
          {"occurrence", row.occurrence}};
}

Json json_of_row(const model::DepositRecord& row) {
  return {{"date", row.date.iso()},
          {"card_company", row.card_company},
          {"business", row.business.text()},
          {"merchant_number", row.merchant_number.text()},
          {"bank", row.bank},
          {"account", row.masked_account},
          {"sales_count", row.sales_count},
          {"gross", row.gross.value()},
          {"held", row.held.value()},
          {"vat", row.vat.value()},
          {"other", row.other.value()},
          {"paid", row.paid.value()},
          {"occurrence", row.occurrence}};
}

}  // namespace

std::vector<Json> json_of(const model::LedgerRows& rows) {
  std::vector<Json> all;
  std::visit(
      [&](const auto& list) {
        for (const auto& row : list) all.push_back(json_of_row(row));
      },
      rows);
  return all;
}

}  // namespace vancrawl::cli
