#include <algorithm>

#include <fmt/format.h>

#include "storage/pairing.h"
#include "storage/reconcile_parts.h"

namespace vancrawl::storage {
namespace {

using KeptApproval = Kept<model::ApprovalRecord>;
using KeptAcquisition = Kept<model::AcquisitionRecord>;

const CancelLink* link_of(const ReconcileWork& work, const KeptApproval& kept) {
  if (kept.row.kind != model::TransactionKind::kCancel) return nullptr;
  const auto found = work.cancels.find(key_of(kept.slice, kept.row));
  return found == work.cancels.end() ? nullptr : &found->second;
}

/// The day of the sale: of a cancel the day of the sale it undoes, if that is known.
std::optional<model::BusinessDate> sold_on(const ReconcileWork& work, const KeptApproval& kept) {
  if (kept.row.kind != model::TransactionKind::kCancel) return kept.row.date;
  const auto* const link = link_of(work, kept);
  if (link != nullptr && link->sale) return link->sale->sold;
  return kept.row.original_date;
}

Pairable pairable(const ReconcileWork& work, const KeptApproval& kept) {
  return {kept.row.approval_number, kept.row.kind, kept.row.amount,
          sold_on(work, kept),      kept.row.card, kept.row.merchant_number.text()};
}

Pairable pairable(const KeptAcquisition& kept) {
  return {kept.row.approval_number, kept.row.kind, kept.row.gross,
          kept.row.sale_date,       kept.row.card, kept.row.merchant_number.text()};
}

/// Sales that their own cancels undid to the won, and those cancels, where no acquisition knows
/// any of them: neither will ever be acquired.
class UndoneBefore {
 public:
  UndoneBefore(const ReconcileWork& work, const AcquiredPairs& pairs) {
    std::map<RecordKey, model::Won> left;
    for (std::size_t i = 0; i < work.rows.approvals.size(); ++i) {
      const auto& kept = work.rows.approvals[i];
      if (pairs.acquisition_of.contains(i)) continue;
      const auto key = key_of(kept.slice, kept.row);
      if (kept.row.kind == model::TransactionKind::kSale) left[key] = kept.row.amount;
      unacquired_.insert(key);
    }
    for (const auto& [cancel, link] : work.cancels) {
      if (!link.sale || !unacquired_.contains(cancel)) continue;
      const auto sale = left.find(link.sale->key);
      if (sale != left.end()) sale->second = sale->second - link.cancel.amount;
    }
    for (const auto& [sale, amount] : left) {
      if (amount == model::Won()) undone_.insert(sale);
    }
  }

  [[nodiscard]] bool holds(const ReconcileWork& work, const KeptApproval& kept) const {
    const auto* const link = link_of(work, kept);
    if (link != nullptr) return link->sale && undone_.contains(link->sale->key);
    return undone_.contains(key_of(kept.slice, kept.row));
  }

 private:
  std::set<RecordKey> unacquired_;
  std::set<RecordKey> undone_;
};

template <class Record>
ReconcileItem item_of(const ReconcileWork& work, const Kept<Record>& kept) {
  ReconcileItem item;
  item.site = kept.site;
  item.date = kept.row.date;
  item.card_company = kept.row.card_company;
  item.merchant_number = kept.row.merchant_number.text();
  item.approval_number = kept.row.approval_number;
  item.record = key_of(kept.slice, kept.row);
  item.age = work.age_of(kept.row.date);
  return item;
}

ReconcileItem not_acquired(const ReconcileWork& work, const KeptApproval& kept) {
  auto item = item_of(work, kept);
  item.finding = Finding::kNotAcquired;
  item.expected = kept.row.signed_amount();
  const auto deadline = work.calendar.plus_business_days(kept.row.date, work.ask.acquired_within);
  if (work.ask.today <= deadline) {
    item.note = "due by " + deadline.iso();
  } else if (!work.rows.knows_all(model::Ledger::kAcquisition, {kept.row.date, deadline})) {
    item.note = fmt::format("not every acquisition day from {} to {} is proved",
                            kept.row.date.iso(), deadline.iso());
  } else {
    item.standing = Standing::kMissing;
    item.note = "not acquired by " + deadline.iso();
  }
  return item;
}

ReconcileItem not_approved(const ReconcileWork& work, const KeptAcquisition& kept) {
  auto item = item_of(work, kept);
  item.finding = Finding::kNotApproved;
  item.actual = kept.row.signed_gross();
  const bool is_cancel = kept.row.kind == model::TransactionKind::kCancel;
  // A cancel may have been approved on any day since its sale.
  const model::DateRange days{kept.row.sale_date, is_cancel ? kept.row.date : kept.row.sale_date};
  if (!work.rows.knows_all(model::Ledger::kApproval, days)) {
    item.note = fmt::format("not every approval day from {} to {} is proved", days.first.iso(),
                            days.last.iso());
    return item;
  }
  item.standing = Standing::kExtra;
  item.note = is_cancel ? "an acquisition cancel without an approved cancel"
                        : "no approval of " + kept.row.sale_date.iso();
  return item;
}

/// The day of the row itself at both: a cancel is approved on one day everywhere.
Pairable as_listed(const KeptApproval& kept) {
  return {
      kept.row.approval_number,       kept.row.kind, kept.row.amount, kept.row.date, kept.row.card,
      kept.row.merchant_number.text()};
}

std::map<model::SiteId, std::vector<std::size_t>> checks_by_site(const ReconcileWork& work) {
  std::map<model::SiteId, std::vector<std::size_t>> places;
  for (std::size_t i = 0; i < work.rows.checks.size(); ++i) {
    places[work.rows.checks[i].site].push_back(i);
  }
  return places;
}

ReconcileItem only_in_basis(const ReconcileWork& work, const KeptApproval& kept) {
  auto item = item_of(work, kept);
  item.finding = Finding::kOnlyInBasis;
  item.actual = kept.row.signed_amount();
  item.note = "no check site that was read lists it";
  return item;
}

ReconcileItem only_in_check(const ReconcileWork& work, const KeptApproval& kept) {
  auto item = item_of(work, kept);
  item.finding = Finding::kOnlyInCheck;
  item.expected = kept.row.signed_amount();
  const bool known = work.rows.knows(model::Ledger::kApproval, kept.row.date);
  item.standing = known ? Standing::kMissing : Standing::kOpen;
  item.note = known ? "the basis does not list it" : "the basis of that day is not proved";
  return item;
}

}  // namespace

AcquiredPairs pair_acquisitions(const ReconcileWork& work) {
  std::vector<Pairable> approved;
  std::vector<Pairable> acquired;
  for (const auto& kept : work.rows.approvals) approved.push_back(pairable(work, kept));
  for (const auto& kept : work.rows.acquisitions) acquired.push_back(pairable(kept));
  AcquiredPairs pairs;
  for (const auto& [approval, acquisition] : pair_up(approved, acquired)) {
    pairs.acquisition_of.emplace(approval, acquisition);
    pairs.approval_of.emplace(acquisition, approval);
  }
  return pairs;
}

void compare_acquired(const ReconcileWork& work, const AcquiredPairs& pairs,
                      ReconcileReport& report) {
  const UndoneBefore undone(work, pairs);
  for (std::size_t i = 0; i < work.rows.approvals.size(); ++i) {
    const auto& kept = work.rows.approvals[i];
    if (!work.asks_for(kept.row.date)) continue;
    ++report.approvals;
    if (pairs.acquisition_of.contains(i)) {
      ++report.acquired;
    } else if (undone.holds(work, kept)) {
      ++report.undone_before;
    } else {
      report.items.push_back(not_acquired(work, kept));
    }
  }
  for (std::size_t i = 0; i < work.rows.acquisitions.size(); ++i) {
    const auto& kept = work.rows.acquisitions[i];
    if (!work.asks_for(kept.row.date)) continue;
    ++report.acquisitions;
    if (!pairs.approval_of.contains(i)) report.items.push_back(not_approved(work, kept));
  }
}

void compare_fees(const ReconcileWork& work, const AcquiredPairs& pairs, ReconcileReport& report) {
  for (std::size_t i = 0; i < work.rows.acquisitions.size(); ++i) {
    const auto& kept = work.rows.acquisitions[i];
    if (!work.asks_for(kept.row.date)) continue;
    auto kind = kept.row.card_kind;
    const auto approval = pairs.approval_of.find(i);
    if (kind.empty() && approval != pairs.approval_of.end()) {
      kind = work.rows.approvals[approval->second].row.card_kind;
    }
    const auto* const rate =
        work.contract.rate_for(kept.row.card_company, kind, kept.row.sale_date);
    if (rate == nullptr) {
      ++report.without_rate;
      continue;
    }
    auto item = item_of(work, kept);
    item.expected = fee_at(*rate, kept.row.signed_gross());
    // The contracted part: what the portal prints as points and other fees is apart from it.
    item.actual = kept.row.fee - kept.row.point_fee - kept.row.other_fee;
    if ((item.actual - item.expected).magnitude() <= rate->tolerance) {
      ++report.fees_right;
      continue;
    }
    item.standing = Standing::kDiffers;
    item.finding = Finding::kFeeDiffers;
    item.note = fmt::format("{} at {:.4f} %", kind.empty() ? "card of unknown kind" : kind,
                            static_cast<double>(rate->millionths) / 10'000);
    report.items.push_back(std::move(item));
  }
}

void compare_sites(const ReconcileWork& work, ReconcileReport& report) {
  std::vector<Pairable> ours;
  for (const auto& kept : work.rows.approvals) ours.push_back(as_listed(kept));
  // Each site alone: a sale may stand at several, and none of them is a second sale.
  std::set<std::size_t> found_here;
  for (const auto& [site, places] : checks_by_site(work)) {
    std::vector<Pairable> theirs;
    for (const auto place : places) theirs.push_back(as_listed(work.rows.checks[place]));
    std::set<std::size_t> found_there;
    for (const auto& [here, there] : pair_up(ours, theirs)) {
      found_here.insert(here);
      found_there.insert(there);
    }
    for (std::size_t i = 0; i < places.size(); ++i) {
      const auto& kept = work.rows.checks[places[i]];
      if (found_there.contains(i) || !work.asks_for(kept.row.date)) continue;
      report.items.push_back(only_in_check(work, kept));
    }
  }
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const auto& kept = work.rows.approvals[i];
    if (!work.asks_for(kept.row.date) || !work.rows.checked_days.contains(kept.row.date)) continue;
    if (found_here.contains(i)) {
      ++report.matched;
    } else {
      report.items.push_back(only_in_basis(work, kept));
    }
  }
}

}  // namespace vancrawl::storage
