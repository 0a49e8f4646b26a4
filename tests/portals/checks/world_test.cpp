#include "tests/portals/world.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "tests/portals/books.h"
#include "tests/portals/checks/stage.h"
#include "tests/portals/print.h"
#include "tests/portals/slices.h"

namespace vancrawl::portals::checks {
namespace {

Json rows_of_seed(std::uint64_t seed) {
  Stage stage(12, 5, FaultLevel::kNone, seed);
  return Json::parse(stage.truth_get("/rows").body);
}

TEST(World, IsTheSameForTheSameSeed) {
  EXPECT_EQ(rows_of_seed(3), rows_of_seed(3));
  EXPECT_NE(rows_of_seed(3), rows_of_seed(4));
}

TEST(World, EveryBusinessNumberHasItsCheckDigit) {
  const Stage stage(40);
  for (const Business& business : stage.world.businesses) {
    EXPECT_TRUE(is_business_number(business.business_number)) << business.business_number;
  }
  EXPECT_TRUE(is_business_number("1208147521"));
  EXPECT_FALSE(is_business_number("1208147520"));
}

TEST(World, SomeLoginsSeeSeveralMerchantsAndSomeABusinessWithoutConsent) {
  const Stage stage(8);
  for (const Site site : kAllSites) {
    bool several = false;
    bool outsider = false;
    for (const Account& account : stage.world.accounts) {
      if (account.site != site) continue;
      const auto consenting = std::ranges::count_if(account.businesses, [&](std::size_t business) {
        return !stage.world.businesses[business].merchant_id.empty();
      });
      several = several || consenting > 1;
      outsider = outsider || std::cmp_less(consenting, account.businesses.size());
    }
    EXPECT_TRUE(several && outsider) << name_of(site);
  }
}

TEST(World, AGroupMarkedUnusedStillHasRows) {
  const Stage stage(8);
  std::size_t rows = 0;
  for (std::size_t scope = 0; scope < stage.world.scopes.size(); ++scope) {
    if (stage.world.scopes[scope].in_use) continue;
    for (Day day = stage.world.from(); day <= stage.world.until(); day = day.plus(1)) {
      rows += stage.books.listing(scope, Ledger::kApproval, day).size();
    }
  }
  EXPECT_GT(rows, 0U);
}

TEST(World, HasAFixedPriceMerchantAndTrueTwins) {
  const Stage stage(8, 10);
  std::set<std::tuple<std::size_t, std::int32_t, std::int32_t, std::uint64_t, std::uint32_t, bool>>
      seen;
  bool twins = false;
  std::set<std::int64_t> fixed_amounts;
  for (const Approval& row : stage.books.approvals()) {
    const auto [at, fresh] = seen.insert({row.business, row.date.number, row.second_of_day,
                                          row.card, row.approval_number, row.cancel});
    twins = twins || !fresh;
    if (row.business == 2) fixed_amounts.insert(row.amount);
  }
  EXPECT_TRUE(twins);
  EXPECT_TRUE(fixed_amounts.contains(3000) && fixed_amounts.size() <= 2);
}

TEST(World, SomeDaysAreEmptyAndSomeListingsHaveMoreThanAPage) {
  const Stage stage(20, 12);
  int empty = 0;
  int days = 0;
  std::size_t longest = 0;
  for (const SliceKey& slice : slices_of(stage.world)) {
    if (slice.ledger != Ledger::kApproval || slice.site != Site::kCardsales) continue;
    ++days;
    if (rows_of(stage.world, stage.books, slice).empty()) ++empty;
    for (const std::size_t scope : scopes_of(stage.world, slice.business, slice.site)) {
      longest = std::max(longest, stage.books.listing(scope, slice.ledger, slice.day).size());
    }
  }
  EXPECT_GT(empty * 30, days);
  EXPECT_LT(empty * 5, days);
  EXPECT_GT(longest, 50U);
}

TEST(Books, AcquisitionsFollowOnWorkingDaysAndKeepTheDateOfTheSale) {
  const Stage stage(10, 14);
  int cancels = 0;
  for (const Acquisition& row : stage.books.acquisitions()) {
    const Approval& sale = stage.books.approvals()[row.approval];
    EXPECT_FALSE(row.date.is_weekend());
    EXPECT_EQ(row.date, sale.date.business_days_later(1));
    EXPECT_EQ(row.payout(), row.gross - row.fee() - row.vat);
    if (!sale.cancel) continue;
    ++cancels;
    EXPECT_LE(row.sale_date, sale.date);
    EXPECT_EQ(row.sale_date, sale.original_date);
    EXPECT_LT(row.gross, 0);
  }
  EXPECT_GT(cancels, 5);
}

TEST(Books, DepositsPayWhatWasAcquired) {
  const Stage stage(6, 10);
  std::int64_t paid = 0;
  std::int64_t adjusted = 0;
  for (const Deposit& row : stage.books.deposits()) {
    paid += row.paid;
    adjusted += row.other - row.held;
  }
  std::int64_t due = 0;
  for (const Acquisition& row : stage.books.acquisitions()) {
    const bool seen = stage.books.approvals()[row.approval].till.group != kNowhere;
    if (seen && row.due_date <= stage.world.until()) due += row.payout();
  }
  EXPECT_EQ(paid, due + adjusted);
  EXPECT_NE(adjusted, 0);
}

TEST(World, FixedRowsPerDayAreExact) {
  const Day until = day_from_iso("2026-11-20").value();
  const World world =
      build_world({.seed = 1, .merchants = 3, .days = 4, .until = until, .rows_per_day = 250});
  const Books books = make_books(world);
  for (const SliceKey& slice : slices_of(world)) {
    if (slice.ledger != Ledger::kApproval) continue;
    EXPECT_EQ(rows_of(world, books, slice).size(), 250U);
  }
}

TEST(Day, RefusesDaysThatDoNotExist) {
  EXPECT_TRUE(day_from_iso("2028-02-29"));
  for (const char* text : {"2026-02-29", "2026-13-01", "20261101", "2026-11-1", "2026-11-0a"}) {
    EXPECT_FALSE(day_from_iso(text)) << text;
  }
  EXPECT_EQ(day_from_compact("20261231").value().plus(1).iso(), "2027-01-01");
}

}  // namespace
}  // namespace vancrawl::portals::checks
