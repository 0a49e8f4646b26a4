#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "crawler/model/business_date.h"
#include "crawler/model/ids.h"
#include "crawler/model/ledger.h"
#include "crawler/model/masked_card_number.h"
#include "crawler/model/won.h"

namespace vancrawl::model {

/// Which recipe made the natural keys; grows when a key's columns change.
inline constexpr int kKeyRecipe = 1;

/// One line of the approval ledger (승인). Absent texts are empty.
struct ApprovalRecord {
  BusinessNumber business;  ///< whose row it is; empty if the portal prints none
  MerchantNumber merchant_number;
  TerminalId terminal;
  std::string portal_id;     ///< the portal's own transaction id; empty if it has none
  std::string card_company;  ///< acquirer (매입사), as code or text of the site's map
  std::string issuer;
  std::string card_kind;
  MaskedCardNumber card;
  std::string approval_number;
  BusinessDate date;
  TimeOfDay time;
  TransactionKind kind = TransactionKind::kSale;
  Won amount;                                 ///< >= 0; the direction is in `kind`
  std::int32_t instalments = 0;               ///< months; 0 is a single payment
  std::optional<BusinessDate> original_date;  ///< of the sale that a cancel undoes
  std::string status;                         ///< as printed
  std::int32_t occurrence = 0;                ///< 0, 1, … among truly identical rows of one slice

  [[nodiscard]] Won signed_amount() const {
    return kind == TransactionKind::kCancel ? -amount : amount;
  }
  friend bool operator==(const ApprovalRecord&, const ApprovalRecord&) = default;
  /// Every column counts; day, time and approval number first, which is how portals list rows and
  /// how the store keeps them.
  friend std::strong_ordering operator<=>(const ApprovalRecord& a, const ApprovalRecord& b);
};

/// One line of the acquisition ledger (매입). Fees, VAT and payout are signed as printed.
struct AcquisitionRecord {
  BusinessNumber business;
  MerchantNumber merchant_number;
  std::string portal_id;
  std::string card_company;
  std::string card_kind;
  MaskedCardNumber card;
  std::string approval_number;
  BusinessDate sale_date;  ///< a cancel carries the date of the sale it undoes
  BusinessDate date;       ///< 매입일
  TransactionKind kind = TransactionKind::kSale;
  Won gross;  ///< >= 0; the direction is in `kind`
  Won base_fee;
  Won point_fee;
  Won other_fee;
  Won fee;                               ///< 수수료합계
  Won vat;                               ///< 부가세대리납부
  Won payout;                            ///< 지급금액 = signed gross - fee - vat
  std::optional<BusinessDate> due_date;  ///< 지급예정일
  std::int32_t occurrence = 0;

  [[nodiscard]] Won signed_gross() const {
    return kind == TransactionKind::kCancel ? -gross : gross;
  }
  [[nodiscard]] bool adds_up() const { return payout == signed_gross() - fee - vat; }
  friend bool operator==(const AcquisitionRecord&, const AcquisitionRecord&) = default;
  /// Every column counts; the days and the approval number first.
  friend std::strong_ordering operator<=>(const AcquisitionRecord& a, const AcquisitionRecord& b);
};

/// One line of the deposit ledger (입금): an aggregate by day, card company and merchant number.
struct DepositRecord {
  BusinessNumber business;
  MerchantNumber merchant_number;
  std::string card_company;
  BusinessDate date;
  std::string bank;
  std::string masked_account;  ///< last four places at most
  std::int64_t sales_count = 0;
  Won gross;
  Won held;
  Won vat;
  Won other;
  Won paid;
  std::int32_t occurrence = 0;

  friend auto operator<=>(const DepositRecord&, const DepositRecord&) = default;
};

/// Rows of one ledger; which alternative it is says which ledger.
using LedgerRows = std::variant<std::vector<ApprovalRecord>, std::vector<AcquisitionRecord>,
                                std::vector<DepositRecord>>;

[[nodiscard]] LedgerRows empty_rows(Ledger ledger);
[[nodiscard]] Ledger ledger_of(const LedgerRows& rows);
[[nodiscard]] std::size_t count_of(const LedgerRows& rows);

/// Moves rows of the same ledger behind the others.
void append(LedgerRows& all, LedgerRows more);

/// Sorts the rows and leaves one of each set of truly identical ones. The number that is left.
std::size_t remove_twins(LedgerRows& rows);

/// Sorts the rows canonically (every column counts) and numbers truly identical ones 0, 1, …, so
/// that the same set of rows gives the same keys in whatever order it was read.
void number_occurrences(LedgerRows& rows);

}  // namespace vancrawl::model
