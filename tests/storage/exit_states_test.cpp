#include "storage/exit_states.h"

#include <gtest/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

const model::ExitId kExit("http://u1@proxy.test:3128");
const model::ExitId kOther("direct");

class ExitStates : public testing::Test {
 protected:
  void save(const model::ExitId& exit, const std::vector<ExitState>& states) {
    shop.store->write([&](Transaction& tx) { save_exit_states(tx, exit, states); });
  }
  [[nodiscard]] ExitState rest() const {
    return {.exit = kExit, .why = "failures_in_a_row", .since = at(1), .until = at(5), .rests = 3};
  }
  [[nodiscard]] ExitState ban() const {
    return {.exit = kExit,
            .site = shop.site,
            .why = "ban",
            .since = at(2),
            .until = at(1440),
            .rests = 1,
            .is_spared = true};
  }

  ScratchStore shop;
};

TEST_F(ExitStates, TheyOutliveARestart) {
  save(kExit, {rest(), ban()});
  shop.reopen();
  EXPECT_EQ(exit_states(*shop.reader()), (std::vector{rest(), ban()}));
}

TEST_F(ExitStates, WhatIsSavedTakesThePlaceOfWhatStoodThere) {
  save(kExit, {rest(), ban()});
  save(kOther, {{.exit = kOther, .why = "low_success", .since = at(1), .until = at(2)}});
  save(kExit, {ban()});
  EXPECT_EQ(exit_states(*shop.reader()).size(), 2U);
  save(kExit, {});
  ASSERT_EQ(exit_states(*shop.reader()).size(), 1U);
  EXPECT_EQ(exit_states(*shop.reader()).front().exit, kOther);
}

TEST_F(ExitStates, OldOnesAreForgotten) {
  save(kExit, {rest(), ban()});
  EXPECT_EQ(shop.store->write([](Transaction& tx) { return forget_exit_states(tx, at(6)); }), 1);
  EXPECT_EQ(exit_states(*shop.reader()), std::vector{ban()});
}

TEST_F(ExitStates, WhatAnExitCarriedAddsUpByTheDay) {
  shop.store->write([](Transaction& tx) {
    add_exit_usage(tx, {kExit, day(20), 3, 1000});
    add_exit_usage(tx, {kExit, day(20), 2, 500});
    add_exit_usage(tx, {kExit, day(21), 1, 7});
  });
  const auto days = exit_usage(*shop.reader(), {day(20), day(20)});
  ASSERT_EQ(days.size(), 1U);
  EXPECT_EQ(days[0].requests, 5);
  EXPECT_EQ(days[0].bytes, 1500);
  EXPECT_EQ(exit_usage(*shop.reader(), {day(20), day(21)}).size(), 2U);
}

}  // namespace
}  // namespace vancrawl::storage
