#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "tests/portals/books.h"
#include "tests/portals/world.h"

namespace vancrawl::portals {

enum class FaultLevel { kNone, kSome, kHeavy };
[[nodiscard]] std::optional<FaultLevel> fault_level_named(std::string_view name);

/// What a portal does wrong with one scope's ledger of one day.
enum class ListingFault { kWrongTotal, kLostRows, kRowTwice, kPageTwice };
/// What happens once to an account, at one of its listing requests.
enum class Disturbance { kLogout, kMaintenance, kThrottle, kTruncated, kDrip };

[[nodiscard]] std::string_view name_of(ListingFault kind);  ///< wrong_total, lost_page, …
[[nodiscard]] std::optional<ListingFault> listing_fault_named(std::string_view name);
[[nodiscard]] std::string_view name_of(Disturbance kind);  ///< logout, maintenance, …
[[nodiscard]] std::optional<Disturbance> disturbance_named(std::string_view name);

struct PlannedListingFault {
  ListingFault kind = ListingFault::kWrongTotal;
  bool permanent = false;  ///< else it fires once
  bool spent = false;
  std::int64_t count = 0;   ///< kWrongTotal: added to the count of sales
  std::int64_t amount = 0;  ///< kWrongTotal: added to their sum
  RowList rows;             ///< kLostRows: these; kRowTwice: this one
  bool replaces = false;    ///< kRowTwice: the second copy takes the place of the row after it
  int page = 2;             ///< kPageTwice: this page shows the rows of the one before
};

struct PlannedDisturbance {
  Disturbance kind = Disturbance::kLogout;
  std::uint64_t at_request = 1;  ///< counted over the account's listing requests, from 1
  int times = 1;                 ///< so many requests in a row
};

/// Added to what the portal prints as its own totals.
struct TotalShift {
  std::int64_t count = 0;
  std::int64_t amount = 0;
};

/// One page of a day's listing, as asked for.
struct PageAsk {
  std::size_t scope = 0;
  Ledger ledger = Ledger::kApproval;
  std::size_t page = 1;  ///< from 1
  std::size_t size = 50;
};

/// A row of a page and its place in the whole listing, from 0.
struct PlacedRow {
  std::uint32_t row = 0;
  std::size_t place = 0;
};

/// The planned faults of both portals, and which of them have fired. One thread.
class FaultBook {
 public:
  void plan(std::size_t scope, Ledger ledger, Day day, PlannedListingFault fault);
  void plan(std::size_t account, PlannedDisturbance disturbance);

  /// Fires a wrong total, if one is planned.
  TotalShift shift_of_total(std::size_t scope, Ledger ledger, Day day);
  /// The rows that the portal shows on this page. `rows` are all rows asked for, in listing order,
  /// of the days `from` to `to`.
  std::vector<PlacedRow> page_of(const PageAsk& ask, Day from, Day to, const RowList& rows);
  /// What happens to the account's listing request with this number.
  std::optional<Disturbance> disturb(std::size_t account, std::uint64_t request);

  [[nodiscard]] std::optional<ListingFault> permanent_fault(std::size_t scope, Ledger ledger,
                                                            Day day) const;
  [[nodiscard]] bool touches(std::size_t scope, Ledger ledger, Day from, Day to) const;
  [[nodiscard]] const std::map<std::string, std::uint64_t>& fired() const { return fired_; }
  /// For faults that are played elsewhere (wrong passwords, dead proxies).
  void count(std::string_view kind) { ++fired_[std::string(kind)]; }

 private:
  using Key = std::tuple<std::size_t, Ledger, Day>;

  void spend(PlannedListingFault& fault);
  void lose_rows(PlannedListingFault& fault, std::vector<PlacedRow>& page);
  void double_row(PlannedListingFault& fault, std::vector<PlacedRow>& page);

  std::map<Key, std::vector<PlannedListingFault>> listing_faults_;
  std::map<std::size_t, std::vector<PlannedDisturbance>> disturbances_;
  std::map<std::string, std::uint64_t> fired_;
};

}  // namespace vancrawl::portals
