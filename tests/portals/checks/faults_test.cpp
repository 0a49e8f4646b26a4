#include "tests/portals/faults.h"

#include <gtest/gtest.h>

#include "tests/portals/checks/careful_client.h"
#include "tests/portals/checks/stage.h"

namespace vancrawl::portals::checks {
namespace {

/// What the truth says of every slice that the client did, or did not, prove.
void expect_proved_as_promised(Stage& stage, int readings) {
  CarefulClient client(stage);
  for (const SliceKey& slice : slices_of(stage.world)) {
    const AccountState& state = desk_of(stage.parts(), slice.site)
                                    .state(stage.world.account_of(slice.business, slice.site));
    const SliceTruth truth = truth_of(stage.world, stage.books, stage.faults, state, slice);
    EXPECT_EQ(client.proves(slice, readings), truth.obtainable)
        << stage.world.businesses[slice.business].merchant_id << ' ' << name_of(slice.site) << ' '
        << name_of(slice.ledger) << ' ' << slice.day.iso() << ' ' << truth.reason;
  }
}

SliceKey busiest_slice(const Stage& stage, Site site, Ledger ledger) {
  SliceKey best;
  std::size_t most = 0;
  for (const SliceKey& slice : slices_of(stage.world)) {
    const std::size_t rows = rows_of(stage.world, stage.books, slice).size();
    if (slice.site != site || slice.ledger != ledger || rows < most) continue;
    most = rows;
    best = slice;
  }
  return best;
}

TEST(Faults, AWorldWithoutFaultsIsProvedInOneReading) {
  Stage stage(6);
  expect_proved_as_promised(stage, 1);
  EXPECT_TRUE(stage.faults.fired().empty());
}

TEST(Faults, ExactlyTheObtainableSlicesAreProvedByACarefulClient) {
  for (const FaultLevel level : {FaultLevel::kSome, FaultLevel::kHeavy}) {
    Stage stage(16, 5, level);
    expect_proved_as_promised(stage, 2);
  }
}

TEST(Faults, HeavyFaultsFireOfEveryKind) {
  Stage stage(40, 6, FaultLevel::kHeavy);
  expect_proved_as_promised(stage, 2);
  for (const char* kind : {"wrong_total", "lost_page", "row_twice", "page_twice", "logout",
                           "maintenance", "throttle", "truncated", "drip"}) {
    EXPECT_GT(stage.faults.fired().contains(kind) ? stage.faults.fired().at(kind) : 0U, 0U) << kind;
  }
}

TEST(Faults, ASecretSubmittedOnceLocksNobody) {
  Stage stage(40, 2, FaultLevel::kHeavy);
  std::size_t wrong = 0;
  for (const Account& account : stage.world.accounts) {
    if (account.site == Site::kCardsales) {
      stage.cardsales_login(account.login_id, account.given_password);
    } else if (account.site == Site::kSampleKeypad) {
      stage.keypad_login(account.login_id, account.given_password);
    } else {
      stage.qwerty_login(account.login_id, account.given_password);
    }
    wrong += account.given_password != account.password ? 1U : 0U;
  }
  EXPECT_GT(wrong, 0U);
  for (const Json& account : Json::parse(stage.truth_get("/accounts").body)) {
    EXPECT_EQ(account["locked"], false);
    EXPECT_EQ(account["wrong_submits"], account["password_is_wrong"] == true ? 1 : 0);
  }
}

TEST(Faults, AnAccountIsDisturbedOnce) {
  Stage stage(1);
  stage.faults.plan(0, PlannedDisturbance{Disturbance::kLogout, 2, 1});
  EXPECT_EQ(stage.faults.disturb(0, 1), std::nullopt);
  EXPECT_EQ(stage.faults.disturb(0, 2), Disturbance::kLogout);
  EXPECT_EQ(stage.faults.disturb(0, 3), std::nullopt);
}

TEST(Faults, ADoubledRowHidesItsNeighbourWithoutChangingTheCount) {
  Stage stage(8, 6);
  const SliceKey slice = busiest_slice(stage, Site::kCardsales, Ledger::kApproval);
  auto placed = place_fault(stage.world, stage.books, slice, ListingFault::kRowTwice, 3).value();
  placed.fault.replaces = true;
  const RowList rows = stage.books.listing(placed.scope, slice.ledger, slice.day);
  placed.fault.rows = {rows.at(1)};
  stage.faults.plan(placed.scope, slice.ledger, slice.day, placed.fault);
  const PageAsk ask{placed.scope, slice.ledger, 1, 50};
  const auto first = stage.faults.page_of(ask, slice.day, slice.day, rows);
  const auto second = stage.faults.page_of(ask, slice.day, slice.day, rows);
  ASSERT_EQ(first.size(), second.size());
  EXPECT_EQ(first.at(2).row, rows.at(1));
  EXPECT_EQ(second.at(2).row, rows.at(2));
}

TEST(Faults, ALostPageStaysLostWhereItIsPermanent) {
  Stage stage(8, 6);
  const SliceKey slice = busiest_slice(stage, Site::kCardsales, Ledger::kApproval);
  auto placed = place_fault(stage.world, stage.books, slice, ListingFault::kLostRows, 3).value();
  placed.fault.permanent = true;
  stage.faults.plan(placed.scope, slice.ledger, slice.day, placed.fault);
  EXPECT_FALSE(CarefulClient(stage).proves(slice, 3));
}

}  // namespace
}  // namespace vancrawl::portals::checks
