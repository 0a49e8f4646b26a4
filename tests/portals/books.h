#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/portals/world.h"

namespace vancrawl::portals {

/// One approval (승인) or its cancel; listed by both portals.
struct Approval {
  std::size_t business = 0;
  Till till;
  Day date;
  std::int32_t second_of_day = 0;
  std::size_t company = 0;               ///< index of kCardCompanies: the acquirer
  std::optional<std::size_t> affiliate;  ///< index of kAffiliatedIssuers
  CardKind kind = CardKind::kCredit;
  std::uint64_t card = 0;  ///< 16 places, passes Luhn
  bool cancel = false;
  std::int64_t amount = 0;            ///< KRW, > 0
  int instalments = 0;                ///< months, 0 = 일시불
  std::uint32_t approval_number = 0;  ///< 8 places
  std::uint64_t transaction_id = 0;   ///< 16 places, unique; sample_keypad only
  std::optional<Day> original_date;   ///< cancels only
  bool voided = false;                ///< cancelled in full on its day: never acquired
};

/// One acquisition (매입). All amounts are signed, negative for a cancel.
struct Acquisition {
  std::uint32_t approval = 0;  ///< index into Books::approvals
  Day sale_date;               ///< a cancel carries the date of the sale it undoes
  Day date;
  Day due_date;
  std::int64_t gross = 0;
  std::int64_t base_fee = 0;
  std::int64_t point_fee = 0;
  std::int64_t other_fee = 0;
  std::int64_t vat = 0;

  [[nodiscard]] std::int64_t fee() const { return base_fee + point_fee + other_fee; }
  [[nodiscard]] std::int64_t payout() const { return gross - fee() - vat; }
};

/// One deposit (입금): date x card company x merchant number; cardsales only.
struct Deposit {
  std::size_t group = 0;
  std::size_t company = 0;
  Day date;
  std::int64_t sales_count = 0;
  std::int64_t gross = 0;
  std::int64_t held = 0;
  std::int64_t vat = 0;
  std::int64_t other = 0;
  std::int64_t paid = 0;
};

/// Rows by their index in the vector of their ledger, in the portal's order of the day.
using RowList = std::vector<std::uint32_t>;

/// Every ledger of the world, and which scope lists which rows under which day.
class Books {
 public:
  explicit Books(std::size_t scopes) : listings_(scopes) {}

  /// By time; acquisitions by card company; deposits by card company. Empty when the day is.
  [[nodiscard]] const RowList& listing(std::size_t scope, Ledger ledger, Day day) const;

  std::uint32_t add(const Approval& row);
  std::uint32_t add(const Acquisition& row);
  std::uint32_t add(const Deposit& row);
  /// Both portals stop listing the approval, as if it had never been.
  void remove_approval(std::uint32_t row);
  /// Rows were added: puts the listings into their order.
  void sort();

  [[nodiscard]] const std::vector<Approval>& approvals() const { return approvals_; }
  [[nodiscard]] const std::vector<Acquisition>& acquisitions() const { return acquisitions_; }
  [[nodiscard]] const std::vector<Deposit>& deposits() const { return deposits_; }
  [[nodiscard]] std::vector<Approval>& approvals() { return approvals_; }

 private:
  void list(std::size_t scope, Ledger ledger, Day day, std::uint32_t row);

  std::vector<Approval> approvals_;
  std::vector<Acquisition> acquisitions_;
  std::vector<Deposit> deposits_;
  std::vector<std::array<std::map<Day, RowList>, 3>> listings_;
};

/// Deals the sales of every business from eight days before the window to its end, acquires them
/// on the next working day and pays them two working days later.
[[nodiscard]] Books make_books(const World& world);

/// Acquires every approval that is not voided and falls due inside the world's days.
void acquire(const World& world, Books& books);

/// Pays out every acquisition that falls due inside the world's days.
void pay_out(const World& world, Books& books);

}  // namespace vancrawl::portals
