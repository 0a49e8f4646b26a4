#pragma once

#include <cstdint>

#include "tests/portals/books.h"

namespace vancrawl::portals {

/// Count and sums of rows of one kind, KRW, every amount signed as in the books. Columns that a
/// ledger lacks stay 0.
struct KindTotals {
  std::int64_t count = 0;
  std::int64_t amount = 0;  ///< approvals and acquisitions: negative for cancels
  std::int64_t base_fee = 0;
  std::int64_t point_fee = 0;
  std::int64_t other_fee = 0;
  std::int64_t vat = 0;
  std::int64_t payout = 0;  ///< deposits: what was paid

  [[nodiscard]] std::int64_t fee() const { return base_fee + point_fee + other_fee; }
  KindTotals& operator+=(const KindTotals& other);
};

struct Totals {
  KindTotals sales;  ///< deposits: all of them; `count` is then the number of sales paid for
  KindTotals cancels;

  [[nodiscard]] KindTotals both() const;
};

[[nodiscard]] Totals totals_of(const Books& books, Ledger ledger, const RowList& rows);

/// The card company (index of kCardCompanies) of a row.
[[nodiscard]] std::size_t company_of(const Books& books, Ledger ledger, std::uint32_t row);

}  // namespace vancrawl::portals
