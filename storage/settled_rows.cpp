#include "storage/settled_rows.h"

#include <algorithm>

#include "storage/connection.h"

namespace vancrawl::storage {
namespace {

template <class Record>
void keep(std::vector<Kept<Record>>& all, const RecordsOfSlice& slice, Record row) {
  all.push_back({slice.key.site, slice.number, std::move(row)});
}

}  // namespace

bool SettledRows::knows_all(model::Ledger ledger, const model::DateRange& dates) const {
  for (auto date = dates.first; date <= dates.last; date = date.plus_days(1)) {
    if (!knows(ledger, date)) return false;
  }
  return true;
}

void SettledRows::add(const SliceStatus& slice, const SettlementBasis& basis) {
  const Day day{slice.key.ledger, slice.key.date};
  if (!basis.may_count(slice.key)) {
    const bool is_check = slice.key.ledger == model::Ledger::kApproval && slice.settles();
    if (is_check) checked_days.insert(slice.key.date);
    return;
  }
  (slice.settles() ? known_ : open_).insert(day);
}

void SettledRows::add(RecordsOfSlice slice, const SettlementBasis& basis) {
  if (!settles(slice.state, slice.challenged)) return;
  const auto counts = [&](const auto& row) { return basis.counts(slice.key, row.card_company); };
  if (auto* const rows = std::get_if<std::vector<model::ApprovalRecord>>(&slice.rows)) {
    for (auto& row : *rows) keep(counts(row) ? approvals : checks, slice, std::move(row));
  }
  if (auto* const rows = std::get_if<std::vector<model::AcquisitionRecord>>(&slice.rows)) {
    for (auto& row : *rows) {
      if (counts(row)) keep(acquisitions, slice, std::move(row));
    }
  }
  if (auto* const rows = std::get_if<std::vector<model::DepositRecord>>(&slice.rows)) {
    for (auto& row : *rows) {
      if (counts(row)) keep(deposits, slice, std::move(row));
    }
  }
}

SettledRows settled_rows(View& view, const model::MerchantId& merchant,
                         const model::DateRange& dates) {
  const OneState state(view);
  const auto basis = SettlementBasis::of(view, merchant);
  const SliceFilter filter{merchant, std::nullopt, std::nullopt, dates};
  SettledRows settled;
  for (const auto& slice : slices(view, filter)) settled.add(slice, basis);
  for (auto& slice : records(view, {filter, WhichRows::kProved, std::nullopt})) {
    settled.add(std::move(slice), basis);
  }
  return settled;
}

}  // namespace vancrawl::storage
