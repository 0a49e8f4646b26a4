#pragma once

#include <array>
#include <string_view>

#include "crawler/model/control_totals.h"
#include "crawler/model/records.h"
#include "storage/connection.h"

namespace vancrawl::storage {

// How the three kinds of rows stand in their tables. Only for the sources of this folder.

template <class Record>
struct LedgerColumns;

template <>
struct LedgerColumns<model::ApprovalRecord> {
  static constexpr std::string_view kTable = "approval";
  static constexpr std::array<std::string_view, 11> kKey = {
      "business", "merchant_number", "terminal",  "card_company", "date", "time", "approval_number",
      "kind",     "amount",          "portal_id", "occurrence"};
  static constexpr std::array<std::string_view, 7> kRest = {
      "issuer", "card_kind", "card", "instalments", "original_date", "status", "recipe"};
  /// Columns that a portal may total, by kind.
  static constexpr std::array<std::pair<model::Measure, std::string_view>, 1> kSums = {
      {{model::Measure::kPrincipal, "amount"}}};
};

template <>
struct LedgerColumns<model::AcquisitionRecord> {
  static constexpr std::string_view kTable = "acquisition";
  static constexpr std::array<std::string_view, 10> kKey = {
      "business", "merchant_number", "card_company", "sale_date", "date", "approval_number",
      "kind",     "gross",           "portal_id",    "occurrence"};
  static constexpr std::array<std::string_view, 10> kRest = {
      "card_kind", "card", "base_fee", "point_fee", "other_fee",
      "fee",       "vat",  "payout",   "due_date",  "recipe"};
  static constexpr std::array<std::pair<model::Measure, std::string_view>, 7> kSums = {
      {{model::Measure::kPrincipal, "gross"},
       {model::Measure::kBaseFee, "base_fee"},
       {model::Measure::kPointFee, "point_fee"},
       {model::Measure::kOtherFee, "other_fee"},
       {model::Measure::kFee, "fee"},
       {model::Measure::kVat, "vat"},
       {model::Measure::kPayout, "payout"}}};
};

template <>
struct LedgerColumns<model::DepositRecord> {
  static constexpr std::string_view kTable = "deposit";
  static constexpr std::array<std::string_view, 7> kKey = {
      "business", "merchant_number", "card_company", "date",
      "bank",     "masked_account",  "occurrence"};
  static constexpr std::array<std::string_view, 7> kRest = {"sales_count", "gross", "held",  "vat",
                                                            "other",       "paid",  "recipe"};
  static constexpr std::array<std::pair<model::Measure, std::string_view>, 6> kSums = {
      {{model::Measure::kPrincipal, "gross"},
       {model::Measure::kSalesCount, "sales_count"},
       {model::Measure::kHeld, "held"},
       {model::Measure::kVat, "vat"},
       {model::Measure::kOther, "other"},
       {model::Measure::kPaid, "paid"}}};
};

/// Both put their columns from `place` on and give the next place. The row must stay alive until
/// the statement has run.
int put_key(Statement& statement, int place, const model::ApprovalRecord& row, WordPool& words);
int put_key(Statement& statement, int place, const model::AcquisitionRecord& row, WordPool& words);
int put_key(Statement& statement, int place, const model::DepositRecord& row, WordPool& words);
int put_rest(Statement& statement, int place, const model::ApprovalRecord& row, WordPool& words);
int put_rest(Statement& statement, int place, const model::AcquisitionRecord& row, WordPool& words);
int put_rest(Statement& statement, int place, const model::DepositRecord& row, WordPool& words);

/// Key and rest from `column` on.
void read_row(const Statement& statement, int column, WordPool& words, model::ApprovalRecord& row);
void read_row(const Statement& statement, int column, WordPool& words,
              model::AcquisitionRecord& row);
void read_row(const Statement& statement, int column, WordPool& words, model::DepositRecord& row);

}  // namespace vancrawl::storage
