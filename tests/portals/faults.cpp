#include "tests/portals/faults.h"

#include <algorithm>
#include <array>
#include <utility>

namespace vancrawl::portals {
namespace {

constexpr std::array kListingFaults = {std::pair{ListingFault::kWrongTotal, "wrong_total"},
                                       std::pair{ListingFault::kLostRows, "lost_page"},
                                       std::pair{ListingFault::kRowTwice, "row_twice"},
                                       std::pair{ListingFault::kPageTwice, "page_twice"}};
constexpr std::array kDisturbances = {
    std::pair{Disturbance::kLogout, "logout"}, std::pair{Disturbance::kMaintenance, "maintenance"},
    std::pair{Disturbance::kThrottle, "throttle"}, std::pair{Disturbance::kTruncated, "truncated"},
    std::pair{Disturbance::kDrip, "drip"}};

template <typename Names, typename Kind>
std::string_view text_of(const Names& names, Kind kind) {
  return std::ranges::find(names, kind, [](const auto& entry) { return entry.first; })->second;
}

template <typename Kind, typename Names>
std::optional<Kind> kind_of(const Names& names, std::string_view text) {
  for (const auto& [kind, name] : names) {
    if (text == name) return kind;
  }
  return std::nullopt;
}

std::vector<PlacedRow> slice_of(const RowList& rows, std::size_t page, std::size_t size) {
  std::vector<PlacedRow> placed;
  const std::size_t end = std::min(rows.size(), page * size);
  for (std::size_t i = (page - 1) * size; i < end; ++i) placed.push_back({rows[i], i});
  return placed;
}

}  // namespace

std::optional<FaultLevel> fault_level_named(std::string_view name) {
  if (name == "none") return FaultLevel::kNone;
  if (name == "some") return FaultLevel::kSome;
  if (name == "heavy") return FaultLevel::kHeavy;
  return std::nullopt;
}

std::string_view name_of(ListingFault kind) { return text_of(kListingFaults, kind); }
std::string_view name_of(Disturbance kind) { return text_of(kDisturbances, kind); }

std::optional<ListingFault> listing_fault_named(std::string_view name) {
  return kind_of<ListingFault>(kListingFaults, name);
}

std::optional<Disturbance> disturbance_named(std::string_view name) {
  return kind_of<Disturbance>(kDisturbances, name);
}

void FaultBook::plan(std::size_t scope, Ledger ledger, Day day, PlannedListingFault fault) {
  listing_faults_[{scope, ledger, day}].push_back(std::move(fault));
}

void FaultBook::plan(std::size_t account, PlannedDisturbance disturbance) {
  disturbances_[account].push_back(disturbance);
}

void FaultBook::spend(PlannedListingFault& fault) {
  fault.spent = !fault.permanent;
  count(name_of(fault.kind));
}

TotalShift FaultBook::shift_of_total(std::size_t scope, Ledger ledger, Day day) {
  TotalShift shift;
  const auto found = listing_faults_.find({scope, ledger, day});
  if (found == listing_faults_.end()) return shift;
  for (PlannedListingFault& fault : found->second) {
    if (fault.kind != ListingFault::kWrongTotal || fault.spent) continue;
    spend(fault);
    shift.count += fault.count;
    shift.amount += fault.amount;
  }
  return shift;
}

void FaultBook::lose_rows(PlannedListingFault& fault, std::vector<PlacedRow>& page) {
  const auto lost = std::erase_if(page, [&fault](const PlacedRow& placed) {
    return std::ranges::find(fault.rows, placed.row) != fault.rows.end();
  });
  if (lost > 0) spend(fault);
}

void FaultBook::double_row(PlannedListingFault& fault, std::vector<PlacedRow>& page) {
  const auto found = std::ranges::find(page, fault.rows.at(0), &PlacedRow::row);
  if (found == page.end()) return;
  const PlacedRow copy = *found;
  if (fault.replaces && found + 1 != page.end()) {
    *(found + 1) = copy;
  } else {
    page.insert(found, copy);
  }
  spend(fault);
}

std::vector<PlacedRow> FaultBook::page_of(const PageAsk& ask, Day from, Day to,
                                          const RowList& rows) {
  std::vector<PlacedRow> page = slice_of(rows, ask.page, ask.size);
  for (Day day = from; day <= to; day = day.plus(1)) {
    const auto found = listing_faults_.find({ask.scope, ask.ledger, day});
    if (found == listing_faults_.end()) continue;
    for (PlannedListingFault& fault : found->second) {
      if (fault.spent) continue;
      if (fault.kind == ListingFault::kLostRows) lose_rows(fault, page);
      if (fault.kind == ListingFault::kRowTwice) double_row(fault, page);
      if (fault.kind == ListingFault::kPageTwice && std::cmp_equal(ask.page, fault.page) &&
          !page.empty()) {
        page = slice_of(rows, ask.page - 1, ask.size);
        spend(fault);
      }
    }
  }
  return page;
}

std::optional<Disturbance> FaultBook::disturb(std::size_t account, std::uint64_t request) {
  const auto found = disturbances_.find(account);
  if (found == disturbances_.end()) return std::nullopt;
  for (PlannedDisturbance& planned : found->second) {
    if (planned.times == 0 || request < planned.at_request) continue;
    --planned.times;
    count(name_of(planned.kind));
    return planned.kind;
  }
  return std::nullopt;
}

std::optional<ListingFault> FaultBook::permanent_fault(std::size_t scope, Ledger ledger,
                                                       Day day) const {
  const auto found = listing_faults_.find({scope, ledger, day});
  if (found == listing_faults_.end()) return std::nullopt;
  for (const PlannedListingFault& fault : found->second) {
    if (fault.permanent) return fault.kind;
  }
  return std::nullopt;
}

bool FaultBook::touches(std::size_t scope, Ledger ledger, Day from, Day to) const {
  for (Day day = from; day <= to; day = day.plus(1)) {
    if (listing_faults_.contains({scope, ledger, day})) return true;
  }
  return false;
}

}  // namespace vancrawl::portals
