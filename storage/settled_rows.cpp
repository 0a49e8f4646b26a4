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

bool SettledRows::knows(model::Ledger ledger, model::BusinessDate date) const {
  const auto sites = basis_.sites_counted(ledger, date);
  return !sites.empty() && std::ranges::all_of(sites, [&](const model::SiteId& site) {
    return known_.contains({ledger, date, site});
  });
}

bool SettledRows::knows_all(model::Ledger ledger, const model::DateRange& dates) const {
  for (auto date = dates.first; date <= dates.last; date = date.plus_days(1)) {
    if (!knows(ledger, date)) return false;
  }
  return true;
}

void SettledRows::add(const SliceStatus& slice) {
  if (!slice.settles()) return;
  known_.emplace(slice.key.ledger, slice.key.date, slice.key.site);
  if (slice.key.ledger == model::Ledger::kApproval && !basis_.may_count(slice.key)) {
    checked_days.insert(slice.key.date);
  }
}

void SettledRows::add(RecordsOfSlice slice) {
  if (!settles(slice.state, slice.challenged)) return;
  const auto counts = [&](const auto& row) { return basis_.counts(slice.key, row.card_company); };
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
  const SliceFilter filter{merchant, std::nullopt, std::nullopt, dates};
  SettledRows settled;
  settled.basis_ = SettlementBasis::of(view, merchant);
  for (const auto& slice : slices(view, filter)) settled.add(slice);
  for (auto& slice : records(view, {filter, WhichRows::kProved, std::nullopt})) {
    settled.add(std::move(slice));
  }
  return settled;
}

}  // namespace vancrawl::storage
