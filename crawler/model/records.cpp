#include "crawler/model/records.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

namespace vancrawl::model {
namespace {

/// Sorts where rows stand and then moves each once: rows are large.
template <class Record>
void sort_rows(std::vector<Record>& rows) {
  if (std::ranges::is_sorted(rows)) return;
  std::vector<Record*> places;
  places.reserve(rows.size());
  for (auto& row : rows) places.push_back(&row);
  std::ranges::sort(places, [](const Record* a, const Record* b) { return *a < *b; });
  std::vector<Record> sorted;
  sorted.reserve(rows.size());
  for (auto* row : places) sorted.push_back(std::move(*row));
  rows = std::move(sorted);
}

template <class Record>
bool are_twins(Record& numbered, const Record& next) {
  const auto number = std::exchange(numbered.occurrence, next.occurrence);
  const bool equal = numbered == next;
  numbered.occurrence = number;
  return equal;
}

}  // namespace

std::strong_ordering operator<=>(const ApprovalRecord& a, const ApprovalRecord& b) {
  const auto head = [](const ApprovalRecord& row) {
    return std::tie(row.date, row.time, row.approval_number);
  };
  const auto rest = [](const ApprovalRecord& row) {
    return std::tie(row.kind, row.amount, row.portal_id, row.business, row.merchant_number,
                    row.terminal, row.card_company, row.issuer, row.card_kind, row.card,
                    row.instalments, row.original_date, row.status, row.occurrence);
  };
  const auto order = head(a) <=> head(b);
  return order != 0 ? order : rest(a) <=> rest(b);
}

std::strong_ordering operator<=>(const AcquisitionRecord& a, const AcquisitionRecord& b) {
  const auto head = [](const AcquisitionRecord& row) {
    return std::tie(row.date, row.sale_date, row.approval_number);
  };
  const auto rest = [](const AcquisitionRecord& row) {
    return std::tie(row.kind, row.gross, row.portal_id, row.business, row.merchant_number,
                    row.card_company, row.card_kind, row.card, row.base_fee, row.point_fee,
                    row.other_fee, row.fee, row.vat, row.payout, row.due_date, row.occurrence);
  };
  const auto order = head(a) <=> head(b);
  return order != 0 ? order : rest(a) <=> rest(b);
}

LedgerRows empty_rows(Ledger ledger) {
  switch (ledger) {
    case Ledger::kApproval:
      return std::vector<ApprovalRecord>{};
    case Ledger::kAcquisition:
      return std::vector<AcquisitionRecord>{};
    case Ledger::kDeposit:
      return std::vector<DepositRecord>{};
  }
  __builtin_unreachable();
}

Ledger ledger_of(const LedgerRows& rows) { return kAllLedgers.at(rows.index()); }

std::size_t count_of(const LedgerRows& rows) {
  return std::visit([](const auto& list) { return list.size(); }, rows);
}

void append(LedgerRows& all, LedgerRows more) {
  std::visit(
      [&](auto& list) {
        auto& added = std::get<std::remove_reference_t<decltype(list)>>(more);
        if (list.empty() && list.capacity() < added.capacity()) return list.swap(added);
        list.insert(list.end(), std::make_move_iterator(added.begin()),
                    std::make_move_iterator(added.end()));
      },
      all);
}

std::size_t remove_twins(LedgerRows& rows) {
  return std::visit(
      [](auto& list) {
        sort_rows(list);
        const auto twins = std::ranges::unique(list);
        list.erase(twins.begin(), twins.end());
        return list.size();
      },
      rows);
}

void number_occurrences(LedgerRows& rows) {
  std::visit(
      [](auto& list) {
        for (auto& row : list) row.occurrence = 0;
        sort_rows(list);
        for (std::size_t i = 1; i < list.size(); ++i) {
          if (are_twins(list[i - 1], list[i])) list[i].occurrence = list[i - 1].occurrence + 1;
        }
      },
      rows);
}

}  // namespace vancrawl::model
