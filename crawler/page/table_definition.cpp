#include "crawler/page/table_definition.h"

#include <array>

namespace vancrawl::page {
namespace {

struct FieldName {
  Field field;
  std::string_view name;
};

constexpr std::array kFieldNames = {FieldName{Field::kBusinessNumber, "business_number"},
                                    FieldName{Field::kMerchantNumber, "merchant_number"},
                                    FieldName{Field::kTerminal, "terminal"},
                                    FieldName{Field::kPortalId, "portal_id"},
                                    FieldName{Field::kCardCompany, "card_company"},
                                    FieldName{Field::kIssuer, "issuer"},
                                    FieldName{Field::kCardKind, "card_kind"},
                                    FieldName{Field::kCardNumber, "card_number"},
                                    FieldName{Field::kApprovalNumber, "approval_number"},
                                    FieldName{Field::kDate, "date"},
                                    FieldName{Field::kTime, "time"},
                                    FieldName{Field::kDateTime, "date_time"},
                                    FieldName{Field::kKind, "kind"},
                                    FieldName{Field::kAmount, "amount"},
                                    FieldName{Field::kInstalments, "instalments"},
                                    FieldName{Field::kOriginalDate, "original_date"},
                                    FieldName{Field::kStatus, "status"},
                                    FieldName{Field::kSaleDate, "sale_date"},
                                    FieldName{Field::kBaseFee, "base_fee"},
                                    FieldName{Field::kPointFee, "point_fee"},
                                    FieldName{Field::kOtherFee, "other_fee"},
                                    FieldName{Field::kFee, "fee"},
                                    FieldName{Field::kVat, "vat"},
                                    FieldName{Field::kPayout, "payout"},
                                    FieldName{Field::kDueDate, "due_date"},
                                    FieldName{Field::kBank, "bank"},
                                    FieldName{Field::kAccount, "account"},
                                    FieldName{Field::kSalesCount, "sales_count"},
                                    FieldName{Field::kHeld, "held"},
                                    FieldName{Field::kOther, "other"},
                                    FieldName{Field::kPaid, "paid"},
                                    FieldName{Field::kRowNumber, "row_number"},
                                    FieldName{Field::kTotalCount, "total_count"},
                                    FieldName{Field::kText, "text"}};
static_assert(kFieldNames.size() == static_cast<std::size_t>(Field::kText) + 1);

}  // namespace

std::string_view name_of(Field field) {
  return kFieldNames.at(static_cast<std::size_t>(field)).name;
}

std::expected<Field, model::ParseFault> parse_field(std::string_view name) {
  for (const auto& entry : kFieldNames) {
    if (entry.name == name) return entry.field;
  }
  return std::unexpected(model::ParseFault{std::string(name), "a field of a table"});
}

}  // namespace vancrawl::page
