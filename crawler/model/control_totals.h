#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/model/records.h"

namespace vancrawl::model {

/// What a printed total counts or sums. kPrincipal is the amount, gross or sales amount of the
/// ledger; the others are columns of acquisitions and deposits.
enum class Measure {
  kCount,
  kPrincipal,
  kBaseFee,
  kPointFee,
  kOtherFee,
  kFee,
  kVat,
  kPayout,
  kSalesCount,
  kHeld,
  kOther,
  kPaid
};

/// Which rows a printed total is about. kNet is all rows, cancels counted negative in principal.
enum class TotalKind { kSale, kCancel, kNet };

[[nodiscard]] std::string_view name_of(Measure measure);
[[nodiscard]] std::string_view name_of(TotalKind kind);
[[nodiscard]] std::expected<Measure, ParseFault> parse_measure(std::string_view name);
[[nodiscard]] std::expected<TotalKind, ParseFault> parse_total_kind(std::string_view name);

/// One figure that the portal itself prints: a count, or a sum in won. kSale and kCancel principal
/// is >= 0; whatever sign the portal prints for cancels is normalised where it is read.
struct ControlTotal {
  TotalKind kind = TotalKind::kNet;
  Measure measure = Measure::kCount;
  std::int64_t value = 0;
  friend auto operator<=>(const ControlTotal&, const ControlTotal&) = default;
};

/// Sorted by kind and measure, each pair at most once.
using ControlTotals = std::vector<ControlTotal>;

/// The same figure computed over rows. A measure that the ledger does not have is 0.
[[nodiscard]] std::int64_t measured(const LedgerRows& rows, TotalKind kind, Measure measure);

/// Every figure of `totals` computed over the rows, in the same order.
[[nodiscard]] ControlTotals measured_like(const ControlTotals& totals, const LedgerRows& rows);

/// Adds figure by figure; a figure that only one side has stays as it is.
[[nodiscard]] ControlTotals sum_of(const ControlTotals& a, const ControlTotals& b);

[[nodiscard]] bool all_zero(const ControlTotals& totals);

/// "sale count=12 principal=340,000; cancel count=1 …", for messages.
[[nodiscard]] std::string shown(const ControlTotals& totals);

/// "sale.count=12;sale.principal=340000": how totals are stored.
[[nodiscard]] std::string encoded(const ControlTotals& totals);
/// Sorts what it reads; a pair that stands twice is a fault.
[[nodiscard]] std::expected<ControlTotals, ParseFault> parse_totals(std::string_view encoded);

}  // namespace vancrawl::model
