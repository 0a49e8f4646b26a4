#include "tests/portals/totals.h"

#include <utility>

namespace vancrawl::portals {
namespace {

void add_approval(Totals& totals, const Approval& row) {
  KindTotals& kind = row.cancel ? totals.cancels : totals.sales;
  kind += KindTotals{.count = 1, .amount = row.cancel ? -row.amount : row.amount};
}

void add_acquisition(Totals& totals, const Acquisition& row) {
  KindTotals& kind = row.gross < 0 ? totals.cancels : totals.sales;
  kind += KindTotals{.count = 1,
                     .amount = row.gross,
                     .base_fee = row.base_fee,
                     .point_fee = row.point_fee,
                     .other_fee = row.other_fee,
                     .vat = row.vat,
                     .payout = row.payout()};
}

void add_deposit(Totals& totals, const Deposit& row) {
  totals.sales +=
      KindTotals{.count = row.sales_count, .amount = row.gross, .vat = row.vat, .payout = row.paid};
}

}  // namespace

KindTotals& KindTotals::operator+=(const KindTotals& other) {
  count += other.count;
  amount += other.amount;
  base_fee += other.base_fee;
  point_fee += other.point_fee;
  other_fee += other.other_fee;
  vat += other.vat;
  payout += other.payout;
  return *this;
}

KindTotals Totals::both() const {
  KindTotals sum = sales;
  sum += cancels;
  return sum;
}

Totals totals_of(const Books& books, Ledger ledger, const RowList& rows) {
  Totals totals;
  for (const std::uint32_t row : rows) {
    switch (ledger) {
      case Ledger::kApproval:
        add_approval(totals, books.approvals()[row]);
        break;
      case Ledger::kAcquisition:
        add_acquisition(totals, books.acquisitions()[row]);
        break;
      case Ledger::kDeposit:
        add_deposit(totals, books.deposits()[row]);
        break;
    }
  }
  return totals;
}

std::size_t company_of(const Books& books, Ledger ledger, std::uint32_t row) {
  switch (ledger) {
    case Ledger::kApproval:
      return books.approvals()[row].company;
    case Ledger::kAcquisition:
      return books.approvals()[books.acquisitions()[row].approval].company;
    case Ledger::kDeposit:
      return books.deposits()[row].company;
  }
  std::unreachable();
}

}  // namespace vancrawl::portals
