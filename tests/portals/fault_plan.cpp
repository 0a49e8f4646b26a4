#include "tests/portals/fault_plan.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>

#include "tests/portals/dice.h"

namespace vancrawl::portals {
namespace {

/// Listings of several pages go wrong so many times as often: most of what can happen needs two.
constexpr std::int64_t kMoreOnPages = 4;

/// Shares of 1000.
struct Shares {
  std::int64_t wrong_passwords = 0;  ///< of accounts
  std::int64_t disturbances = 0;     ///< of accounts
  std::int64_t permanent = 0;        ///< of slices with rows
  std::int64_t transient = 0;        ///< of slices with rows, in accounts without a disturbance
};

Shares shares_of(FaultLevel level) {
  switch (level) {
    case FaultLevel::kNone:
      return {};
    case FaultLevel::kSome:
      return {40, 350, 8, 25};
    case FaultLevel::kHeavy:
      return {80, 600, 25, 70};
  }
  std::unreachable();
}

std::size_t usual_page(Site site) { return site == Site::kCardsales ? 50 : 100; }

std::size_t page_count(std::size_t rows, std::size_t size) { return (rows + size - 1) / size; }

/// The scope with most rows, and these in the order in which the portal lists them.
std::pair<std::size_t, RowList> busiest_listing(const World& world, const Books& books,
                                                const SliceKey& slice) {
  const auto rows_in = [&](std::size_t scope) {
    return books.listing(scope, slice.ledger, slice.day).size();
  };
  const auto scopes = scopes_of(world, slice.business, slice.site);
  const std::size_t scope = *std::ranges::max_element(scopes, {}, rows_in);
  RowList listed = books.listing(scope, slice.ledger, slice.day);
  if (slice.site != Site::kCardsales) std::ranges::reverse(listed);
  return {scope, std::move(listed)};
}

PlannedListingFault wrong_total(Dice& dice) {
  PlannedListingFault fault;
  fault.kind = ListingFault::kWrongTotal;
  fault.amount = dice.between(1, 50) * 1000;
  fault.count = dice.one_of_thousand(700) ? dice.between(1, 3) : 0;
  return fault;
}

/// The end of a page is missing, or the whole page.
PlannedListingFault lost_rows(const RowList& listed, std::size_t size, Dice& dice) {
  PlannedListingFault fault;
  fault.kind = ListingFault::kLostRows;
  const std::size_t pages = page_count(listed.size(), size);
  const std::size_t first = dice.index(pages) * size;
  const std::size_t last = std::min(listed.size(), first + size);
  const std::size_t from = dice.one_of_thousand(500) ? first : first + dice.index(last - first);
  fault.rows.assign(listed.begin() + static_cast<std::ptrdiff_t>(from),
                    listed.begin() + static_cast<std::ptrdiff_t>(last));
  return fault;
}

PlannedListingFault row_twice(const RowList& listed, Dice& dice) {
  PlannedListingFault fault;
  fault.kind = ListingFault::kRowTwice;
  const std::size_t at = dice.index(listed.size());
  fault.rows = {listed[at]};
  fault.replaces = at + 1 < listed.size() && dice.one_of_thousand(500);
  return fault;
}

PlannedListingFault page_twice(const RowList& listed, std::size_t size, Dice& dice) {
  PlannedListingFault fault;
  fault.kind = ListingFault::kPageTwice;
  const auto pages = static_cast<std::int64_t>(page_count(listed.size(), size));
  fault.page = static_cast<int>(dice.between(2, std::max<std::int64_t>(2, pages)));
  return fault;
}

ListingFault deal_kind(bool permanent, std::size_t pages, Dice& dice) {
  constexpr std::array kKinds = {ListingFault::kWrongTotal, ListingFault::kLostRows,
                                 ListingFault::kRowTwice};
  if (permanent) return kKinds[dice.index(2)];
  if (pages > 1 && dice.one_of_thousand(500)) return ListingFault::kPageTwice;
  return kKinds[dice.index(kKinds.size())];
}

PlannedDisturbance deal_disturbance(Dice& dice) {
  constexpr std::array kKinds = {Disturbance::kLogout,      Disturbance::kLogout,
                                 Disturbance::kMaintenance, Disturbance::kThrottle,
                                 Disturbance::kTruncated,   Disturbance::kDrip};
  PlannedDisturbance disturbance;
  disturbance.kind = kKinds[dice.index(kKinds.size())];
  disturbance.at_request = static_cast<std::uint64_t>(dice.between(1, 12));
  return disturbance;
}

void deal_listing_fault(const World& world, const Books& books, const SliceKey& slice,
                        const Shares& shares, bool disturbed, FaultBook& faults, Dice& dice) {
  const std::size_t rows = busiest_listing(world, books, slice).second.size();
  const std::size_t pages = page_count(rows, usual_page(slice.site));
  const bool permanent = dice.one_of_thousand(shares.permanent);
  const bool transient =
      dice.one_of_thousand(shares.transient * (pages > 1 ? kMoreOnPages : 1)) && !disturbed;
  if (!permanent && !transient) return;
  const ListingFault kind = deal_kind(permanent, pages, dice);
  auto placed = place_fault(world, books, slice, kind, dice.next());
  if (!placed) return;
  placed->fault.permanent = permanent;
  faults.plan(placed->scope, slice.ledger, slice.day, std::move(placed->fault));
}

}  // namespace

std::optional<PlacedFault> place_fault(const World& world, const Books& books,
                                       const SliceKey& slice, ListingFault kind,
                                       std::uint64_t seed) {
  const auto [scope, listed] = busiest_listing(world, books, slice);
  const std::size_t size = usual_page(slice.site);
  if (listed.empty() || (kind == ListingFault::kPageTwice && listed.size() <= size)) {
    return std::nullopt;
  }
  Dice dice(seed);
  switch (kind) {
    case ListingFault::kWrongTotal:
      return PlacedFault{scope, wrong_total(dice)};
    case ListingFault::kLostRows:
      return PlacedFault{scope, lost_rows(listed, size, dice)};
    case ListingFault::kRowTwice:
      return PlacedFault{scope, row_twice(listed, dice)};
    case ListingFault::kPageTwice:
      return PlacedFault{scope, page_twice(listed, size, dice)};
  }
  std::unreachable();
}

void deal_wrong_passwords(World& world, FaultLevel level) {
  const Shares shares = shares_of(level);
  if (shares.wrong_passwords == 0) return;
  for (std::size_t i = 0; i < world.accounts.size(); ++i) {
    Dice dice(world.order.seed, "wrong password", i);
    const bool forced = world.accounts.size() >= 6 && i == world.accounts.size() - 2;
    if (!forced && !dice.one_of_thousand(shares.wrong_passwords)) continue;
    std::string& given = world.accounts[i].given_password;
    char& last = given.back();
    last = last == '9' ? '0' : '9';
  }
}

FaultBook deal_faults(const World& world, const Books& books, FaultLevel level) {
  FaultBook faults;
  const Shares shares = shares_of(level);
  std::set<std::size_t> disturbed;
  for (std::size_t account = 0; account < world.accounts.size(); ++account) {
    Dice dice(world.order.seed, "disturbance", account);
    if (!dice.one_of_thousand(shares.disturbances)) continue;
    faults.plan(account, deal_disturbance(dice));
    disturbed.insert(account);
  }
  Dice dice(world.order.seed, "listing faults");
  for (const SliceKey& slice : slices_of(world)) {
    const bool calm = !disturbed.contains(world.account_of(slice.business, slice.site));
    deal_listing_fault(world, books, slice, shares, !calm, faults, dice);
  }
  return faults;
}

}  // namespace vancrawl::portals
