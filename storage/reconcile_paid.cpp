#include <cstdlib>
#include <map>
#include <tuple>

#include <fmt/format.h>

#include "storage/reconcile_parts.h"

namespace vancrawl::storage {
namespace {

/// How far from its day a sum that was paid to the won is looked for, and how far before a deposit
/// its acquisitions may lie.
constexpr int kOtherDays = 7;
constexpr int kDueWithin = 7;

struct Purse {
  std::string card_company;
  std::string merchant_number;
  friend auto operator<=>(const Purse&, const Purse&) = default;
};

struct Due {
  model::Won payout;
  std::int64_t rows = 0;
};

struct Paid {
  model::SiteId site;
  model::Won held;
  model::Won other;
  model::Won paid;
};

using Place = std::pair<Purse, model::BusinessDate>;

template <class Record>
Purse purse_of(const Record& row) {
  return {row.card_company, row.merchant_number.text()};
}

/// A due date on a holiday is paid on the next business day.
std::map<Place, Due> sums_due(const ReconcileWork& work) {
  std::map<Place, Due> due;
  for (const auto& kept : work.rows.acquisitions) {
    if (!kept.row.due_date) continue;
    auto& sum = due[{purse_of(kept.row), work.calendar.on_or_after(*kept.row.due_date)}];
    sum.payout += kept.row.payout;
    ++sum.rows;
  }
  return due;
}

std::map<Place, Paid> sums_paid(const ReconcileWork& work) {
  std::map<Place, Paid> paid;
  for (const auto& kept : work.rows.deposits) {
    auto& sum = paid[{purse_of(kept.row), kept.row.date}];
    sum.site = kept.site;
    sum.held += kept.row.held;
    sum.other += kept.row.other;
    sum.paid += kept.row.paid;
  }
  return paid;
}

class Payouts {
 public:
  Payouts(const ReconcileWork& work, ReconcileReport& report)
      : work_(work), report_(report), due_(sums_due(work)), paid_(sums_paid(work)) {}

  void compare() {
    for (const auto& kept : work_.rows.deposits) {
      if (work_.asks_for(kept.row.date)) ++report_.deposits;
    }
    report_held();
    pair_same_day();
    pair_other_days();
    for (const auto& [place, due] : due_) {
      if (work_.asks_for(place.second) && due.payout != model::Won()) not_paid(place, due);
    }
    for (const auto& [place, paid] : paid_) {
      if (work_.asks_for(place.second)) not_due(place, paid);
    }
  }

 private:
  ReconcileItem item_at(const Place& place, Standing standing, Finding finding) const {
    ReconcileItem item;
    item.standing = standing;
    item.finding = finding;
    item.date = place.second;
    item.card_company = place.first.card_company;
    item.merchant_number = place.first.merchant_number;
    item.age = work_.age_of(place.second);
    return item;
  }

  static model::Won expected_of(const Due& due, const Paid& paid) {
    return due.payout - paid.held + paid.other;
  }

  [[nodiscard]] bool knows_what_is_due(model::BusinessDate date) const {
    return work_.rows.knows_all(model::Ledger::kAcquisition, {date.plus_days(-kDueWithin), date});
  }

  void report_held() {
    for (const auto& [place, paid] : paid_) {
      if (!work_.asks_for(place.second) || paid.held == model::Won()) continue;
      auto item = item_at(place, Standing::kOpen, Finding::kHeld);
      item.site = paid.site;
      item.expected = paid.held;
      item.note = "held back";
      report_.items.push_back(std::move(item));
    }
  }

  void pair_same_day() {
    for (auto due = due_.begin(); due != due_.end();) {
      const auto paid = paid_.find(due->first);
      if (paid == paid_.end()) {
        ++due;
        continue;
      }
      if (work_.asks_for(due->first.second)) compare_sums(due->first, due->second, paid->second);
      paid_.erase(paid);
      due = due_.erase(due);
    }
  }

  void compare_sums(const Place& place, const Due& due, const Paid& paid) {
    const auto expected = expected_of(due, paid);
    if (expected == paid.paid) {
      ++report_.sums_paid;
      return;
    }
    const bool known = knows_what_is_due(place.second);
    auto item =
        item_at(place, known ? Standing::kDiffers : Standing::kOpen, Finding::kPaidDifferent);
    item.site = paid.site;
    item.expected = expected;
    item.actual = paid.paid;
    item.note = known ? fmt::format("{} acquisitions due, held and other included", due.rows)
                      : "not every acquisition day of the week before is proved";
    report_.items.push_back(std::move(item));
  }

  void pair_other_days() {
    for (auto due = due_.begin(); due != due_.end();) {
      const auto paid = paid_near(due->first, due->second);
      if (paid == paid_.end()) {
        ++due;
        continue;
      }
      const auto& day = paid->first.second;
      if (work_.asks_for(due->first.second) || work_.asks_for(day)) {
        auto item = item_at(due->first, Standing::kDiffers, Finding::kPaidOtherDay);
        item.site = paid->second.site;
        item.expected = expected_of(due->second, paid->second);
        item.actual = paid->second.paid;
        item.note = "paid on " + day.iso();
        report_.items.push_back(std::move(item));
      }
      paid_.erase(paid);
      due = due_.erase(due);
    }
  }

  std::map<Place, Paid>::iterator paid_near(const Place& place, const Due& due) {
    const auto& [purse, date] = place;
    for (auto paid = paid_.lower_bound({purse, date.plus_days(-kOtherDays)});
         paid != paid_.end() && paid->first.first == purse &&
         paid->first.second <= date.plus_days(kOtherDays);
         ++paid) {
      if (expected_of(due, paid->second) == paid->second.paid) return paid;
    }
    return paid_.end();
  }

  void not_paid(const Place& place, const Due& due) {
    auto item = item_at(place, Standing::kOpen, Finding::kNotPaid);
    item.expected = due.payout;
    if (place.second > work_.ask.today) {
      item.note = "not due yet";
    } else if (!work_.rows.knows(model::Ledger::kDeposit, place.second)) {
      item.note = "the deposits of that day are not proved";
    } else if (due.payout.is_negative()) {
      item.note = "cancels outweigh sales: to be set off against a later payout";
    } else {
      item.standing = Standing::kMissing;
      item.note = fmt::format("{} acquisitions due, no deposit", due.rows);
    }
    report_.items.push_back(std::move(item));
  }

  void not_due(const Place& place, const Paid& paid) {
    const bool known = knows_what_is_due(place.second);
    auto item = item_at(place, known ? Standing::kExtra : Standing::kOpen, Finding::kNotDue);
    item.site = paid.site;
    item.expected = paid.other - paid.held;
    item.actual = paid.paid;
    item.note = known ? "no acquisition is due that day"
                      : "not every acquisition day of the week before is proved";
    report_.items.push_back(std::move(item));
  }

  const ReconcileWork& work_;
  ReconcileReport& report_;
  std::map<Place, Due> due_;
  std::map<Place, Paid> paid_;
};

}  // namespace

void compare_paid(const ReconcileWork& work, ReconcileReport& report) {
  Payouts(work, report).compare();
}

}  // namespace vancrawl::storage
