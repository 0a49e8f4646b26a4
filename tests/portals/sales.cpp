#include <algorithm>

#include <fmt/format.h>

#include "tests/portals/books.h"
#include "tests/portals/dice.h"

namespace vancrawl::portals {
namespace {

constexpr int kDaysBefore = 8;  ///< what is acquired and paid inside the window was sold before it
constexpr std::int32_t kLastSecond = 24 * 3600 - 1;

std::uint64_t card_number(std::string_view bin, Dice& dice) {
  std::uint64_t card = std::stoull(std::string(bin));
  for (int i = 0; i < 9; ++i) card = card * 10 + static_cast<std::uint64_t>(dice.between(0, 9));
  std::uint64_t sum = 0;
  bool doubled = true;
  for (std::uint64_t rest = card; rest > 0; rest /= 10, doubled = !doubled) {
    const std::uint64_t digit = rest % 10 * (doubled ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return card * 10 + (10 - sum % 10) % 10;
}

std::size_t deal_company(Dice& dice) {
  auto roll = dice.between(1, 100);
  for (std::size_t i = 0; i < kCardCompanies.size(); ++i) {
    roll -= kCardCompanies[i].weight;
    if (roll <= 0) return i;
  }
  return 0;
}

std::int64_t deal_amount(const Business& business, Dice& dice) {
  if (business.fixed_price > 0) return business.fixed_price;
  switch (dice.index(8)) {
    case 0:
      return dice.between(1, 999);
    case 1:
      return dice.between(500, 15000) * 100;
    case 2:
      return dice.between(1000, 49999);
    default:
      return dice.between(20, 600) * 100;
  }
}

/// Deals the sales of one business, day by day, and the cancels that follow them.
class SalesDealer {
 public:
  SalesDealer(const World& world, std::size_t business, Books& books)
      : world_(world),
        business_(world.businesses[business]),
        index_(business),
        books_(books),
        dice_(world.order.seed, "sales", business) {}

  void deal() {
    for (Day day = world_.from().plus(-kDaysBefore); day <= world_.until(); day = day.plus(1)) {
      if (world_.order.rows_per_day) {
        deal_fixed_day(day, *world_.order.rows_per_day);
      } else if (!dice_.one_of_thousand(83)) {
        deal_day(day);
      }
    }
  }

 private:
  void deal_fixed_day(Day day, int rows) {
    int dealt = 0;
    while (dealt < rows) {
      const Approval sale = deal_sale(day);
      books_.add(sale);
      ++dealt;
      if (dealt < rows && dice_.one_of_thousand(20)) {
        books_.add(cancel_of(sale, day, sale.amount));
        ++dealt;
      }
    }
  }

  void deal_day(Day day) {
    cancel_what_is_due(day);
    const auto rows = business_.busyness * dice_.between(50, 110) / 100;
    for (std::int64_t i = 0; i < rows; ++i) {
      const std::uint32_t row = books_.add(deal_sale(day));
      if (dice_.one_of_thousand(business_.fixed_price > 0 ? 40 : 12)) {
        add_twin(row);
      } else if (dice_.one_of_thousand(45)) {
        plan_cancel(row);
      }
    }
  }

  Approval deal_sale(Day day) {
    Approval sale;
    sale.business = index_;
    sale.till = business_.tills[dice_.index(business_.tills.size())];
    sale.date = day;
    sale.second_of_day = static_cast<std::int32_t>(dice_.between(8 * 3600, 23 * 3600));
    if (dice_.one_of_thousand(10))
      sale.second_of_day = dice_.one_of_thousand(500) ? 0 : kLastSecond;
    sale.company = deal_company(dice_);
    const CardCompany& company = kCardCompanies[sale.company];
    if (company.code == "04" && dice_.one_of_thousand(400)) {
      sale.affiliate = dice_.index(kAffiliatedIssuers.size());
    }
    const auto kind = dice_.between(1, 100);
    sale.kind = kind <= 68 ? CardKind::kCredit : kind <= 96 ? CardKind::kCheck : CardKind::kPrepaid;
    sale.card = card_number(company.bin, dice_);
    sale.amount = deal_amount(business_, dice_);
    if (sale.amount >= 50000 && sale.kind == CardKind::kCredit && dice_.one_of_thousand(200)) {
      constexpr std::array kMonths = {2, 3, 6, 10, 12};
      sale.instalments = kMonths[dice_.index(kMonths.size())];
    }
    sale.approval_number = deal_approval_number();
    sale.transaction_id = next_transaction_id(day);
    return sale;
  }

  /// One in a hundred repeats an earlier number: issuers do not ask each other.
  std::uint32_t deal_approval_number() {
    if (!books_.approvals().empty() && dice_.one_of_thousand(10)) {
      return books_.approvals().back().approval_number;
    }
    return static_cast<std::uint32_t>(dice_.between(1, 99999999));
  }

  std::uint64_t next_transaction_id(Day day) {
    const auto serial = static_cast<std::uint64_t>(books_.approvals().size()) * 37 + 11;
    return std::stoull(day.compact().substr(2)) * 10000000000U + serial % 10000000000U;
  }

  void add_twin(std::uint32_t row) {
    Approval twin = books_.approvals()[row];
    twin.transaction_id = next_transaction_id(twin.date);
    books_.add(twin);
  }

  Approval cancel_of(const Approval& sale, Day day, std::int64_t amount) {
    Approval cancel = sale;
    cancel.cancel = true;
    cancel.amount = amount;
    cancel.date = day;
    cancel.original_date = sale.date;
    cancel.transaction_id = next_transaction_id(day);
    const std::int32_t earliest = day == sale.date ? sale.second_of_day : 8 * 3600;
    cancel.second_of_day = static_cast<std::int32_t>(
        std::min<std::int64_t>(kLastSecond, earliest + dice_.between(30, 3600)));
    return cancel;
  }

  void plan_cancel(std::uint32_t row) {
    const Approval sale = books_.approvals()[row];
    const bool partial = sale.amount >= 2000 && dice_.one_of_thousand(300);
    const std::int64_t amount = partial ? sale.amount / 2000 * 1000 : sale.amount;
    if (dice_.one_of_thousand(500)) {
      Approval cancel = cancel_of(sale, sale.date, amount);
      cancel.voided = !partial;
      books_.approvals()[row].voided = !partial;
      books_.add(cancel);
      return;
    }
    later_[sale.date.plus(static_cast<int>(dice_.between(1, 4)))].emplace_back(row, amount);
  }

  /// What could not be cancelled on a closed day is cancelled on the next open one.
  void cancel_what_is_due(Day day) {
    while (!later_.empty() && later_.begin()->first <= day) {
      for (const auto& [row, amount] : later_.begin()->second) {
        const Approval sale = books_.approvals()[row];
        books_.add(cancel_of(sale, day, amount));
      }
      later_.erase(later_.begin());
    }
  }

  const World& world_;
  const Business& business_;
  std::size_t index_;
  Books& books_;
  Dice dice_;
  std::map<Day, std::vector<std::pair<std::uint32_t, std::int64_t>>> later_;
};

}  // namespace

Books make_books(const World& world) {
  Books books(world.scopes.size());
  for (std::size_t i = 0; i < world.businesses.size(); ++i) SalesDealer(world, i, books).deal();
  acquire(world, books);
  pay_out(world, books);
  books.sort();
  return books;
}

}  // namespace vancrawl::portals
