#include <map>
#include <tuple>

#include "tests/portals/books.h"
#include "tests/portals/dice.h"

namespace vancrawl::portals {
namespace {

Acquisition acquisition_of(const World& world, const Approval& sale, std::uint32_t row) {
  const Business& business = world.businesses[sale.business];
  const std::int64_t sign = sale.cancel ? -1 : 1;
  const int rate = sale.kind == CardKind::kCredit ? business.credit_fee : business.check_fee;
  Dice dice(world.order.seed, "fees", sale.card);
  Acquisition bought;
  bought.approval = row;
  bought.sale_date = sale.original_date.value_or(sale.date);
  bought.date = sale.date.business_days_later(1);
  bought.due_date = bought.date.business_days_later(2);
  bought.gross = sign * sale.amount;
  bought.base_fee = sign * (sale.amount * rate / 10000);
  if (dice.one_of_thousand(60)) bought.point_fee = sign * (sale.amount / 200);
  if (dice.one_of_thousand(40)) bought.other_fee = sign * 10;
  if (business.withholds_vat) bought.vat = sign * (sale.amount * 4 / 110);
  return bought;
}

/// One in thirty deposits is held in part, one in thirty carries another payment.
void adjust(Deposit& deposit, Dice& dice) {
  if (deposit.paid <= 0) return;
  if (dice.one_of_thousand(33)) deposit.held = deposit.paid / 10;
  if (dice.one_of_thousand(33)) deposit.other = dice.between(1, 50) * 100;
  deposit.paid += deposit.other - deposit.held;
}

}  // namespace

void acquire(const World& world, Books& books) {
  const std::size_t count = books.approvals().size();
  for (std::size_t i = 0; i < count; ++i) {
    const Approval& sale = books.approvals()[i];
    if (sale.voided || sale.date.business_days_later(1) > world.until()) continue;
    books.add(acquisition_of(world, sale, static_cast<std::uint32_t>(i)));
  }
}

void pay_out(const World& world, Books& books) {
  std::map<std::tuple<std::size_t, Day, std::size_t>, Deposit> due;
  for (const Acquisition& bought : books.acquisitions()) {
    const Approval& sale = books.approvals()[bought.approval];
    if (sale.till.group == kNowhere || bought.due_date > world.until()) continue;
    Deposit& deposit = due[{sale.till.group, bought.due_date, sale.company}];
    deposit.group = sale.till.group;
    deposit.company = sale.company;
    deposit.date = bought.due_date;
    deposit.sales_count += 1;
    deposit.gross += bought.gross;
    deposit.vat += bought.vat;
    deposit.paid += bought.payout();
  }
  for (auto& [key, deposit] : due) {
    Dice dice(world.order.seed, "deposit",
              deposit.group * 100 + deposit.company +
                  static_cast<std::size_t>(deposit.date.number) * 1000003);
    adjust(deposit, dice);
    books.add(deposit);
  }
}

}  // namespace vancrawl::portals
