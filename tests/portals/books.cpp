#include "tests/portals/books.h"

#include <algorithm>
#include <tuple>

namespace vancrawl::portals {

const RowList& Books::listing(std::size_t scope, Ledger ledger, Day day) const {
  static const RowList kNoRows;
  const auto& days = listings_[scope][static_cast<std::size_t>(ledger)];
  const auto found = days.find(day);
  return found == days.end() ? kNoRows : found->second;
}

void Books::list(std::size_t scope, Ledger ledger, Day day, std::uint32_t row) {
  if (scope == kNowhere) return;
  listings_[scope][static_cast<std::size_t>(ledger)][day].push_back(row);
}

std::uint32_t Books::add(const Approval& row) {
  const auto index = static_cast<std::uint32_t>(approvals_.size());
  approvals_.push_back(row);
  for (const Site site : kAllSites) {
    list(row.till.scope_at(site), Ledger::kApproval, row.date, index);
  }
  return index;
}

std::uint32_t Books::add(const Acquisition& row) {
  const auto index = static_cast<std::uint32_t>(acquisitions_.size());
  const Till till = approvals_[row.approval].till;
  acquisitions_.push_back(row);
  for (const Site site : kAllSites) {
    list(till.scope_at(site), Ledger::kAcquisition, row.date, index);
  }
  return index;
}

std::uint32_t Books::add(const Deposit& row) {
  const auto index = static_cast<std::uint32_t>(deposits_.size());
  deposits_.push_back(row);
  list(row.group, Ledger::kDeposit, row.date, index);
  return index;
}

void Books::remove_approval(std::uint32_t row) {
  const Approval& gone = approvals_[row];
  for (const Site site : kAllSites) {
    const std::size_t scope = gone.till.scope_at(site);
    if (scope == kNowhere) continue;
    std::erase(listings_[scope][static_cast<std::size_t>(Ledger::kApproval)][gone.date], row);
  }
}

void Books::sort() {
  const auto by_time = [this](std::uint32_t row) {
    return std::tuple(approvals_[row].second_of_day, row);
  };
  const auto by_company = [this](std::uint32_t row) {
    const Acquisition& bought = acquisitions_[row];
    return std::tuple(approvals_[bought.approval].company, bought.sale_date, row);
  };
  const auto by_payer = [this](std::uint32_t row) {
    return std::tuple(deposits_[row].company, row);
  };
  for (auto& scope : listings_) {
    for (auto& [day, rows] : scope[0]) std::ranges::sort(rows, {}, by_time);
    for (auto& [day, rows] : scope[1]) std::ranges::sort(rows, {}, by_company);
    for (auto& [day, rows] : scope[2]) std::ranges::sort(rows, {}, by_payer);
  }
}

}  // namespace vancrawl::portals
