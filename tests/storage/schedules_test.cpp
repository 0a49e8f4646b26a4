#include "storage/schedules.h"

#include <map>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "storage/merchant_terms.h"
#include "storage/tasks.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;
using std::chrono::hours;
using std::chrono::minutes;

SitesKnown sites() {
  model::SiteFacts facts;
  facts.id = model::SiteId("cardsales");
  const model::FinalAt final_at{1, model::parse_time_of_day("10:00").value()};
  facts.ledgers = {{model::Ledger::kApproval, {final_at, 180}},
                   {model::Ledger::kDeposit, {final_at, 180}}};
  return {{facts.id, facts}};
}

Schedule daily(const std::string& name, const std::string& cron = "10 6 * * *") {
  Schedule schedule;
  schedule.name = name;
  schedule.cron = cron;
  return schedule;
}

/// The store at 2026-11-20 09:00 in Korea, with no schedule but those that a test adds.
class Schedules : public testing::Test {
 protected:
  Schedules() {
    shop.store->write([](Transaction& tx) {
      for (const auto& schedule : schedules(tx)) {
        EXPECT_TRUE(remove_schedule(tx, schedule.name, at(-100000)));
      }
    });
  }
  template <class Body>
  auto write(Body body) {
    return shop.store->write(body);
  }
  void add(const Schedule& schedule) {
    write([&](Transaction& tx) {
      const auto added = add_schedule(tx, schedule);
      ASSERT_TRUE(added) << added.error().message;
      (void)plan_targets(tx, at(0));
    });
  }
  Fired fire(model::Instant now) {
    return write([&](Transaction& tx) { return fire_due(tx, sites(), now, 100); });
  }
  std::vector<Tick> all_ticks() { return ticks(*shop.reader(), {.limit = 1000}); }
  std::vector<Job> all_jobs() { return jobs(*shop.reader(), {}, at(0)); }
  /// Reads m1's approvals and deposits of the day as empty of rows but proved.
  void prove(model::BusinessDate date, int minute,
             const std::vector<std::string>& scopes = {"g1"}) {
    auto run = shop.claim("m1", minute);
    auto sale = approval("00000001", 1000);
    auto paid = deposit("신한카드", 1000);
    sale.date = date;
    paid.date = date;
    for (const auto& rows :
         {model::LedgerRows(std::vector{sale}), model::LedgerRows(std::vector{paid})}) {
      auto read = good_read(run, rows, minute, date);
      read.scopes.clear();
      for (const auto& scope : scopes) read.scopes.emplace_back(scope);
      EXPECT_EQ(publish(shop, read, minute).verdict, Verdict::kProved);
    }
    shop.finish(run, minute);
  }

  ScratchStore shop;
};

model::Instant tomorrow(int hour, int minute) {
  return model::BusinessDate::from_ymd(2026, 11, 21).starts_at() + hours(hour) + minutes(minute);
}

TEST_F(Schedules, ADueTickMakesAJobOfYesterdayAndPlansTheNext) {
  add(daily("early"));
  EXPECT_EQ(next_fire(*shop.reader()), tomorrow(6, 10));
  EXPECT_EQ(fire(tomorrow(6, 9)).ticks, 0);
  EXPECT_EQ(fire(tomorrow(6, 10)).jobs, 1);
  const auto job = all_jobs().at(0);
  EXPECT_EQ(job.request.dates, (model::DateRange{day(20), day(20)}));
  EXPECT_EQ(job.request.lane, Lane::kScheduled);
  EXPECT_EQ(job.request.ledgers.size(), 2U);
  const auto tick = all_ticks().at(0);
  EXPECT_EQ(tick.outcome, TickOutcome::kFired);
  EXPECT_EQ(tick.job, job.id);
  EXPECT_EQ(next_fire(*shop.reader()), tomorrow(6, 10) + hours(24));
  EXPECT_EQ(fire(tomorrow(6, 11)).ticks, 0) << "once";
}

TEST_F(Schedules, MissedTicksAreOneWiderJobAndEachHasItsRow) {
  add(daily("early"));
  EXPECT_EQ(fire(tomorrow(6, 10) + hours(24 * 4)).jobs, 1);
  EXPECT_EQ(all_jobs().at(0).request.dates, (model::DateRange{day(20), day(24)}));
  const auto rows = all_ticks();
  ASSERT_EQ(rows.size(), 5U);
  EXPECT_EQ(rows[0].outcome, TickOutcome::kFired);
  for (std::size_t i = 1; i < rows.size(); ++i) EXPECT_EQ(rows[i].outcome, TickOutcome::kMerged);
}

TEST_F(Schedules, EveryTickOfAnyAbsenceIsAccountedForOnce) {
  add(daily("often", "*/20 5-7 * * *"));
  EXPECT_TRUE(rc::check("rows are the ticks", [&] {
    const auto absences = *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 3000));
    struct Undo {};
    try {
      write([&](Transaction& tx) {
        auto now = at(0);
        std::set<model::Instant> expected;
        const auto cron = daily("often", "*/20 5-7 * * *");
        auto next = next_fire(tx).value();
        for (const int minutes_away : absences) {
          now += minutes(minutes_away);
          for (; next <= now; next += minutes(20)) {
            const auto hour = std::chrono::floor<hours>(next + hours(9)).time_since_epoch().count();
            if (hour % 24 >= 5 && hour % 24 <= 7) expected.insert(next);
          }
          while (fire_due(tx, sites(), now, 10).ticks > 0) continue;
        }
        std::set<model::Instant> found;
        std::int64_t unlisted = 0;
        for (const auto& tick : ticks(tx, {.limit = 100000})) {
          RC_ASSERT(found.insert(tick.tick_at).second);
          unlisted += tick.missed;
        }
        RC_ASSERT(found.size() + static_cast<std::size_t>(unlisted) == expected.size());
        if (unlisted == 0) RC_ASSERT(found == expected);
        throw Undo{};
      });
    } catch (const Undo&) {  // leaves the store as it was
    }
  }));
}

TEST_F(Schedules, ASecondTickJoinsTheLiveJob) {
  add(daily("early"));
  add(daily("later", "20 6 * * *"));
  EXPECT_EQ(fire(tomorrow(6, 10)).jobs, 1);
  EXPECT_EQ(fire(tomorrow(6, 20)).jobs, 0);
  EXPECT_EQ(all_ticks().at(0).outcome, TickOutcome::kJoined);
  EXPECT_EQ(all_ticks().at(0).job, all_jobs().at(0).id);
}

TEST_F(Schedules, ATickThatMayNotOverlapSaysWhoseJobHasNotEnded) {
  auto schedule = daily("week", "0 6 * * *");
  schedule.overlap = Overlap::kSkip;
  schedule.plan = PlanKind::kAgain;
  schedule.days = 7;
  add(schedule);
  EXPECT_EQ(fire(tomorrow(6, 0)).jobs, 1);
  EXPECT_EQ(fire(tomorrow(6, 0) + hours(24)).jobs, 0);
  EXPECT_EQ(all_ticks().at(0).outcome, TickOutcome::kSkipped);
  EXPECT_NE(all_ticks().at(0).why.find("has not ended"), std::string::npos);
}

TEST_F(Schedules, AFinalDayIsReadAgainOnlyByAScheduleThatSaysSo) {
  prove(day(19), 120);  // at 11:00 of the 20th: after final_at
  auto open = daily("open");
  open.days = 2;
  add(open);
  auto again = daily("again");
  again.days = 2;
  again.plan = PlanKind::kAgain;
  EXPECT_EQ(fire(tomorrow(6, 10)).jobs, 1);
  EXPECT_EQ(all_jobs().at(0).request.dates, (model::DateRange{day(20), day(20)}));
  add(again);
  EXPECT_EQ(fire(tomorrow(6, 10)).ticks, 1);
  EXPECT_EQ(all_jobs().at(0).request.dates, (model::DateRange{day(19), day(20)}));
}

TEST_F(Schedules, AProofReadBeforeTheDayWasFinalDoesNotCloseIt) {
  prove(day(19), 30);  // 09:30 of the 20th; final at 10:00
  auto open = daily("open");
  open.days = 2;
  add(open);
  EXPECT_EQ(fire(tomorrow(6, 10)).jobs, 1);
  EXPECT_EQ(all_jobs().at(0).request.dates, (model::DateRange{day(19), day(20)}));
}

TEST_F(Schedules, Promise8AScopeThatIsAddedOpensTheDaysBeforeIt) {
  for (unsigned date = 15; date <= 18; ++date) prove(day(date), 120 + static_cast<int>(date));
  auto open = daily("backlog");
  open.days = 6;
  add(open);
  EXPECT_EQ(fire(tomorrow(6, 10)).jobs, 1);
  EXPECT_EQ(all_jobs().at(0).request.dates, (model::DateRange{day(19), day(20)}));
  prove(day(19), 300, {"g1", "g2"});
  EXPECT_EQ(fire(tomorrow(6, 10) + hours(24)).ticks, 1);
  model::BusinessDate earliest = day(30);
  for (const auto& job : all_jobs()) earliest = std::min(earliest, job.request.dates.first);
  EXPECT_EQ(earliest, day(16)) << "the window is six days before the 22nd";
}

TEST_F(Schedules, Promise16TheDaysOfASuspensionArePlannedWhenTheCredentialReturns) {
  auto backlog = daily("backlog");
  backlog.days = 0;
  add(backlog);
  auto run = shop.claim("m1", 10);
  AttemptStart start;
  start.account = shop.account;
  start.credential = run.request.credential;
  start.version = 1;
  start.site = shop.site;
  start.job = run.id;
  start.fence = run.fence;
  start.boot = shop.boot;
  start.now = at(10);
  write([&](Transaction& tx) {
    const auto attempt = begin_attempt(tx, start);
    ASSERT_TRUE(attempt);
    AttemptOutcome rejected;
    rejected.end = AttemptEnd::kRejected;
    rejected.failure = model::FailureClass::kWrongPassword;
    close_attempt(tx, *attempt, rejected, at(11));
  });
  shop.finish(run, 12);
  for (int away = 0; away < 9; ++away) {
    EXPECT_EQ(fire(tomorrow(6, 10) + hours(24 * away)).jobs, 0);
    EXPECT_NE(all_ticks().at(0).why.find("suspended"), std::string::npos);
  }
  (void)shop.set_credential("m1", "second-Secret", 24 * 60 * 9);
  EXPECT_EQ(fire(tomorrow(6, 10) + hours(24 * 9)).jobs, 1);
  std::set<model::BusinessDate> planned;
  JobFilter waiting;
  waiting.state = JobState::kAvailable;
  for (const auto& job : jobs(*shop.reader(), waiting, at(100000))) {
    for (const auto date : job.request.dates.days()) planned.insert(date);
  }
  for (unsigned date = 1; date <= 29; ++date) EXPECT_TRUE(planned.contains(day(date))) << date;
}

TEST_F(Schedules, WithoutAConsentATickSaysSoAndAsksNothing) {
  add(daily("early"));
  write([&](Transaction& tx) {
    (void)withdraw_consent(tx, model::MerchantId("m1"), shop.site, at(5));
  });
  EXPECT_EQ(fire(tomorrow(6, 10)).jobs, 0);
  EXPECT_EQ(all_ticks().at(0).why, "no consent is in force");
  EXPECT_EQ(write([&](Transaction& tx) { return plan_targets(tx, tomorrow(6, 11)); }), 1);
  EXPECT_FALSE(next_fire(*shop.reader()));
}

TEST_F(Schedules, AMerchantsPlaceInTheSpreadStaysAndIsNotEverybodys) {
  for (int i = 2; i < 30; ++i) {
    const auto id = "s" + std::to_string(i);
    shop.add_merchant(id, std::to_string(4000000000 + i));
    shop.add_consent(id);
    (void)shop.set_credential(id, "first-Secret");
  }
  auto spread = daily("spread");
  spread.spread = std::chrono::seconds(3600);
  add(spread);
  const auto offsets = [&] {
    std::map<std::string, std::chrono::milliseconds> found;
    for (const auto& next : next_ticks(*shop.reader(), {})) {
      found[next.merchant.text()] = next.fire_at - next.tick_at;
    }
    return found;
  };
  const auto before = offsets();
  std::set<std::chrono::milliseconds> places;
  for (const auto& [merchant, offset] : before) {
    EXPECT_LT(offset, hours(1));
    places.insert(offset);
  }
  EXPECT_GT(places.size(), 20U);
  (void)fire(tomorrow(8, 0));
  EXPECT_EQ(offsets(), before);
}

TEST_F(Schedules, TheTurnOfAJobIsByTheMerchantsCutOff) {
  write([](Transaction& tx) { EXPECT_TRUE(put_cut_off(tx, model::MerchantId("m1"), 9 * 60)); });
  add(daily("early"));
  (void)fire(tomorrow(6, 10));
  const auto turn = all_jobs().at(0).turn;
  EXPECT_LT(turn, tomorrow(9, 0));
  EXPECT_GT(turn, tomorrow(8, 50));
}

TEST_F(Schedules, AnUnprovedDayAboutToLeaveTheLookBackIsALoudTaskUntilItIsFinal) {
  auto backlog = daily("backlog");
  backlog.days = 0;
  add(backlog);
  const auto late = day(1).plus_days(170).starts_at() + hours(7);
  (void)fire(late);
  const auto open = tasks(*shop.reader(), {});
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open[0].volume, TaskVolume::kLoud);
  EXPECT_NE(open[0].english.find("2026-11-01"), std::string::npos) << open[0].english;
  (void)fire(late + hours(24 * 40));
  EXPECT_TRUE(tasks(*shop.reader(), {}).empty()) << "gone, or final";
}

TEST_F(Schedules, AChangedScheduleRecordsTheTickItDidNotFire) {
  add(daily("early"));
  write([](Transaction& tx) {
    EXPECT_TRUE(change_schedule(tx, daily("early", "0 8 * * *"), tomorrow(7, 0)));
    (void)plan_targets(tx, tomorrow(7, 0));
  });
  EXPECT_EQ(all_ticks().at(0).outcome, TickOutcome::kSkipped);
  EXPECT_EQ(next_fire(*shop.reader()), tomorrow(8, 0));
}

TEST_F(Schedules, WhatCannotBeIsRefusedWithWhatIsAllowed) {
  const auto refused = [&](const Schedule& schedule) {
    return write([&](Transaction& tx) {
      const auto added = add_schedule(tx, schedule);
      return added ? std::string() : added.error().message;
    });
  };
  EXPECT_NE(refused(daily("x", "61 * * * *")).find("0 to 59"), std::string::npos);
  auto zone = daily("x");
  zone.zone = "Korea/Seoul";
  EXPECT_NE(refused(zone).find("tz database"), std::string::npos);
  auto nobody = daily("x");
  nobody.merchant = model::MerchantId("nobody");
  EXPECT_NE(refused(nobody).find("nobody"), std::string::npos);
  auto long_ago = daily("x");
  long_ago.days = 9999;
  EXPECT_NE(refused(long_ago).find("3650"), std::string::npos);
  EXPECT_EQ(refused(daily("x")), "");
  EXPECT_NE(refused(daily("x")).find("already"), std::string::npos);
}

TEST(DefaultSchedules, AFreshStoreHasThePlanOfTheHouse) {
  ScratchStore shop;
  std::vector<std::string> names;
  for (const auto& schedule : schedules(*shop.reader())) names.push_back(schedule.name);
  EXPECT_EQ(names, (std::vector<std::string>{"onboarding", "yesterday-early", "yesterday-late",
                                             "backlog", "week", "sweep-weekly", "sweep-monthly"}));
  (void)shop.store->write([](Transaction& tx) { return plan_targets(tx, at(0)); });
  (void)shop.store->write([](Transaction& tx) { return fire_due(tx, sites(), at(31), 100); });
  const auto made = jobs(*shop.reader(), {}, at(31));
  ASSERT_EQ(made.size(), 1U) << "the month before, at once";
  EXPECT_EQ(made[0].request.dates, (model::DateRange{day(1), day(19)}));
}

TEST(Reads, ConsecutiveDaysOfEqualLedgersAreOneReadTheLatestFirst) {
  using model::Ledger;
  const std::vector<DayToRead> days = {{day(1), {Ledger::kApproval}},
                                       {day(2), {Ledger::kApproval}},
                                       {day(3), {Ledger::kDeposit}},
                                       {day(5), {Ledger::kDeposit}}};
  const auto reads = reads_of(days, 9);
  ASSERT_EQ(reads.size(), 3U);
  EXPECT_EQ(reads[0].dates, (model::DateRange{day(5), day(5)}));
  EXPECT_EQ(reads[2].dates, (model::DateRange{day(1), day(2)}));
  EXPECT_EQ(reads_of(days, 2).size(), 2U);
}

}  // namespace
}  // namespace vancrawl::storage
