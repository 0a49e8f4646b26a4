#include "crawler/model/records.h"

#include <algorithm>
#include <iterator>

namespace vancrawl::model {

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
        list.insert(list.end(), std::make_move_iterator(added.begin()),
                    std::make_move_iterator(added.end()));
      },
      all);
}

std::size_t remove_twins(LedgerRows& rows) {
  return std::visit(
      [](auto& list) {
        std::ranges::sort(list);
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
        std::ranges::sort(list);
        for (std::size_t i = 1; i < list.size(); ++i) {
          auto twin = list[i - 1];
          twin.occurrence = 0;
          if (twin == list[i]) list[i].occurrence = list[i - 1].occurrence + 1;
        }
      },
      rows);
}

}  // namespace vancrawl::model
