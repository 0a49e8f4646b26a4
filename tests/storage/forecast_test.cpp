#include "storage/forecast.h"

#include <gtest/gtest.h>

#include "storage/brakes.h"
#include "storage/clock_marks.h"
#include "storage/cut_offs.h"
#include "storage/merchant_terms.h"
#include "storage/schedules.h"
#include "storage/tasks.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;
using std::chrono::hours;

/// m1 with a cut-off at 15:00; it is 09:00 of 2026-11-20 in Korea, and yesterday is wanted.
class ForecastOf : public testing::Test {
 protected:
  ForecastOf() {
    facts.id = model::SiteId("cardsales");
    const model::FinalAt final_at{1, model::parse_time_of_day("10:00").value()};
    facts.ledgers = {{model::Ledger::kApproval, {final_at, 180}}};
    cut_off("m1", 15);
  }
  template <class Body>
  auto write(Body body) {
    return shop.store->write(body);
  }
  void cut_off(const std::string& merchant, int hour) {
    shop.store->write([&](Transaction& tx) {
      EXPECT_TRUE(put_cut_off(tx, model::MerchantId(merchant), hour * 60));
    });
  }
  void enqueue(const std::string& merchant, int due_minute = 0) {
    auto asked = shop.request(merchant);
    asked.dates = {day(19), day(19)};
    asked.due = at(due_minute);
    write([&](Transaction& tx) { (void)enqueue_or_join(tx, asked, at(0)); });
  }
  Forecast look(int minute = 0) {
    return forecast(*shop.reader(), {{facts.id, facts}}, at(minute));
  }
  /// The reason of the one miss there is; empty if there is none.
  std::string reason(int minute = 0) {
    const auto seen = look(minute);
    EXPECT_LE(seen.misses.size(), 1U);
    EXPECT_EQ(seen.targets, 1);
    return seen.misses.empty() ? "" : std::string(name_of(seen.misses.front().reason));
  }

  ScratchStore shop;
  model::SiteFacts facts;
};

TEST_F(ForecastOf, AJobThatWaitsWithTimeEnoughMeetsTheCutOff) {
  EXPECT_EQ(reason(), "not_planned_in_time");
  enqueue("m1");
  EXPECT_EQ(reason(), "");
  EXPECT_EQ(look().ready, 0);
}

TEST_F(ForecastOf, ATickBeforeTheCutOffIsEnoughAndOneAfterItIsNot) {
  write([&](Transaction& tx) {
    EXPECT_TRUE(remove_schedule(tx, "onboarding", at(0)));
    (void)plan_targets(tx, at(0));
  });
  EXPECT_EQ(reason(), "") << "10:20 and a place in an hour";
  cut_off("m1", 10);
  EXPECT_EQ(reason(), "not_planned_in_time");
}

TEST_F(ForecastOf, AMerchantWithoutACutOffIsNotForecast) {
  shop.add_merchant("m2", "2234567890");
  shop.add_consent("m2");
  enqueue("m1");
  EXPECT_EQ(look().targets, 1);
}

TEST_F(ForecastOf, ACutOffThatHasPassedIsTomorrows) {
  const model::MerchantId m1("m1");
  EXPECT_EQ(next_cut_off(*shop.reader(), m1, at(0)), at(360));
  EXPECT_EQ(next_cut_off(*shop.reader(), m1, at(360)), at(360 + 24 * 60));
  EXPECT_FALSE(next_cut_off(*shop.reader(), model::MerchantId("m9"), at(0)));
}

TEST_F(ForecastOf, ADayThatIsFinalAfterTheCutOffCannotStandByIt) {
  enqueue("m1");
  cut_off("m1", 10);
  facts.ledgers.at(model::Ledger::kApproval).final_at = {1,
                                                         model::parse_time_of_day("11:00").value()};
  EXPECT_EQ(reason(), "final_after_cut_off");
  EXPECT_EQ(look().misses.front().expected, at(120));
}

TEST_F(ForecastOf, ASiteThatOpensAfterTheCutOffIsNamed) {
  enqueue("m1");
  facts.hours = {model::parse_time_of_day("18:00").value(),
                 model::parse_time_of_day("23:00").value()};
  EXPECT_EQ(reason(), "site_closed");
}

TEST_F(ForecastOf, APausedSiteIsNamedAndCallsNobodyTwice) {
  enqueue("m1");
  write([&](Transaction& tx) {
    set_brake(tx, {BrakePlace::site(shop.site), kPaused, "they asked us to", "kim"}, at(0));
    tell_forecast(tx, forecast(tx, {{facts.id, facts}}, at(0)), at(0));
  });
  EXPECT_EQ(reason(), "stopped");
  EXPECT_TRUE(tasks(*shop.reader(), {}).empty());
}

TEST_F(ForecastOf, AQueueThatIsTooLongSaysWhenInstead) {
  facts.pace.gap = std::chrono::minutes(30);
  shop.add_merchant("m2", "2234567890");
  shop.add_consent("m2");
  shop.account = {"cfa", "other"};
  (void)shop.set_credential("m2", "secret");
  enqueue("m2");
  shop.account = {"cfa", "shop"};
  enqueue("m1");
  EXPECT_EQ(reason(), "queue_too_long");
  EXPECT_GT(look().misses.front().expected.value(), at(360));
  facts.pace.gap = std::chrono::milliseconds(750);
  EXPECT_EQ(reason(), "");
}

TEST_F(ForecastOf, WithoutACredentialNothingIsExpected) {
  shop.add_merchant("m2", "2234567890");
  shop.add_consent("m2");
  cut_off("m2", 15);
  enqueue("m1");
  const auto seen = look();
  ASSERT_EQ(seen.misses.size(), 1U);
  EXPECT_EQ(seen.misses.front().reason, MissReason::kNoCredential);
  EXPECT_FALSE(seen.misses.front().expected);
}

TEST_F(ForecastOf, AMissIsALoudTaskUntilItIsOver) {
  const auto tell = [&] {
    write([&](Transaction& tx) {
      tell_forecast(tx, forecast(tx, {{facts.id, facts}}, at(0)), at(0));
    });
  };
  tell();
  const auto open = tasks(*shop.reader(), {});
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].volume, TaskVolume::kLoud);
  EXPECT_NE(open[0].english.find("cardsales"), std::string::npos);
  EXPECT_EQ(open[0].merchants, std::vector{model::MerchantId("m1")});
  enqueue("m1");
  tell();
  EXPECT_TRUE(tasks(*shop.reader(), {}).empty());
}

TEST(ClockMarks, TimeNeverRunsBackAndADoubtIsATaskUntilItIsCleared) {
  ScratchStore shop;
  EXPECT_FALSE(clock_mark(*shop.reader()));
  shop.store->write([](Transaction& tx) {
    note_time(tx, at(10));
    note_time(tx, at(5));
    EXPECT_FALSE(accept_clock(tx));
    note_clock_doubt(tx, at(11), hours(24));
  });
  EXPECT_EQ(clock_mark(*shop.reader())->seen, at(11));
  EXPECT_EQ(tasks(*shop.reader(), {}).size(), 1U);
  EXPECT_TRUE(shop.store->write([](Transaction& tx) { return accept_clock(tx); }));
  EXPECT_TRUE(clock_mark(*shop.reader())->accepted);
  shop.store->write([](Transaction& tx) { clear_clock_doubt(tx, at(12)); });
  EXPECT_FALSE(clock_mark(*shop.reader())->doubt_since);
  EXPECT_TRUE(tasks(*shop.reader(), {}).empty());
}

}  // namespace
}  // namespace vancrawl::storage
