#include "crawler/model/cron.h"

#include <set>

#include <date/tz.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace vancrawl::model {
namespace {

using std::chrono::minutes;

Cron cron(const std::string& expression, const std::string& zone = "Asia/Seoul") {
  auto parsed = Cron::parse(expression, zone);
  if (!parsed) throw std::runtime_error(parsed.error().message());
  return *parsed;
}

Instant utc(const std::string& text) { return parse_instant(text + ":00.000Z").value(); }

/// The next so many moments, as UTC minutes.
std::vector<std::string> fires(const Cron& cron, const std::string& after, int count) {
  std::vector<std::string> shown;
  auto at = utc(after);
  for (int i = 0; i < count; ++i) {
    at = cron.next_after(at);
    shown.push_back(to_iso(at).substr(0, 16));
  }
  return shown;
}

using Fires = std::vector<std::string>;

TEST(Cron, AMorningInKoreaIsTheEveningBeforeInUtc) {
  EXPECT_EQ(fires(cron("10 6 * * *"), "2026-11-20T00:00", 2),
            (Fires{"2026-11-20T21:10", "2026-11-21T21:10"}));
}

TEST(Cron, TheMomentItselfIsNotLater) {
  EXPECT_EQ(fires(cron("0 0 * * *", "UTC"), "2026-11-20T00:00", 1), (Fires{"2026-11-21T00:00"}));
}

TEST(Cron, ListsRangesStepsAndNamesAreRead) {
  EXPECT_EQ(
      fires(cron("0,30 9-10 * * *", "UTC"), "2026-11-20T00:00", 4),
      (Fires{"2026-11-20T09:00", "2026-11-20T09:30", "2026-11-20T10:00", "2026-11-20T10:30"}));
  EXPECT_EQ(fires(cron("5-59/25 0 * * *", "UTC"), "2026-11-20T00:00", 3),
            (Fires{"2026-11-20T00:05", "2026-11-20T00:30", "2026-11-20T00:55"}));
  EXPECT_EQ(fires(cron("40/10 0 * * *", "UTC"), "2026-11-20T00:00", 2),
            (Fires{"2026-11-20T00:40", "2026-11-20T00:50"}));
  EXPECT_EQ(fires(cron("0 0 1 Jan,JUL *", "UTC"), "2026-11-20T00:00", 2),
            (Fires{"2027-01-01T00:00", "2027-07-01T00:00"}));
  EXPECT_EQ(
      fires(cron("0 0 * * mon-wed", "UTC"), "2026-11-20T00:00", 4),
      (Fires{"2026-11-23T00:00", "2026-11-24T00:00", "2026-11-25T00:00", "2026-11-30T00:00"}));
}

TEST(Cron, ZeroAndSevenAreSunday) {
  for (const auto* const day : {"0", "7", "sun"}) {
    EXPECT_EQ(fires(cron(fmt::format("0 0 * * {}", day), "UTC"), "2026-11-20T00:00", 1),
              (Fires{"2026-11-22T00:00"}));
  }
}

TEST(Cron, OfTwoDaysEitherIsEnough) {
  EXPECT_EQ(fires(cron("0 0 25 * sun", "UTC"), "2026-11-20T00:00", 2),
            (Fires{"2026-11-22T00:00", "2026-11-25T00:00"}));
}

TEST(Cron, ALeapDayIsWaitedFor) {
  EXPECT_EQ(fires(cron("0 0 29 2 *", "UTC"), "2026-11-20T00:00", 2),
            (Fires{"2028-02-29T00:00", "2032-02-29T00:00"}));
}

TEST(Cron, ASkippedMinuteFiresWhenTheGapIsOver) {
  // London: 01:00 to 02:00 of 2026-03-29 do not exist.
  EXPECT_EQ(fires(cron("30 1 * * *", "Europe/London"), "2026-03-28T12:00", 2),
            (Fires{"2026-03-29T01:00", "2026-03-30T00:30"}));
  EXPECT_EQ(fires(cron("*/20 1 * * *", "Europe/London"), "2026-03-28T12:00", 2),
            (Fires{"2026-03-29T01:00", "2026-03-30T00:00"}))
      << "the whole gap is one moment";
}

TEST(Cron, AMinuteThatComesTwiceFiresOnce) {
  // London: 01:00 to 02:00 of 2026-10-25 come twice.
  EXPECT_EQ(fires(cron("30 1 * * *", "Europe/London"), "2026-10-24T12:00", 2),
            (Fires{"2026-10-25T00:30", "2026-10-26T01:30"}));
  EXPECT_EQ(fires(cron("30 1 * * *", "Europe/London"), "2026-10-25T00:45", 1),
            (Fires{"2026-10-26T01:30"}));
}

void expect_refused(const std::string& expression, const std::string& zone,
                    const std::vector<std::string>& named) {
  const auto parsed = Cron::parse(expression, zone);
  ASSERT_FALSE(parsed) << expression;
  for (const auto& part : named) {
    EXPECT_NE(parsed.error().message().find(part), std::string::npos)
        << part << " in: " << parsed.error().message();
  }
}

TEST(Cron, ABadExpressionNamesTheFieldAndWhatIsAllowed) {
  expect_refused("60 * * * *", "UTC", {"\"60\"", "minute", "0 to 59"});
  expect_refused("* 24 * * *", "UTC", {"\"24\"", "hour", "0 to 23"});
  expect_refused("* * 0 * *", "UTC", {"\"0\"", "day of the month", "1 to 31"});
  expect_refused("* * * janu *", "UTC", {"\"janu\"", "month", "jan to dec"});
  expect_refused("* * * * 8", "UTC", {"\"8\"", "day of the week", "sun to sat"});
  expect_refused("*/0 * * * *", "UTC", {"\"*/0\"", "minute"});
  expect_refused("1, * * * *", "UTC", {"minute"});
  expect_refused("9-5 * * * *", "UTC", {"\"9-5\""});
  expect_refused("-5 * * * *", "UTC", {"\"-5\""});
  expect_refused("* * * *", "UTC", {"five fields"});
  expect_refused("@daily", "UTC", {"five fields"});
  expect_refused("0 0 30 2 *", "UTC", {"ever fires"});
  expect_refused("0 0 * * *", "Asia/Soul", {"\"Asia/Soul\"", "Asia/Seoul"});
}

/// Every field as a set of numbers, and the minutes of a zone's clock walked one by one.
class Walk {
 public:
  Walk(const date::time_zone& zone, std::set<unsigned> minute_set, std::set<unsigned> hour_set,
       std::set<unsigned> weekday_set)
      : zone_(zone),
        minutes_(std::move(minute_set)),
        hours_(std::move(hour_set)),
        weekdays_(std::move(weekday_set)) {}

  [[nodiscard]] Instant next_after(Instant after) const {
    // A minute that was shown before is known by looking three hours back.
    auto at = date::floor<minutes>(after) - std::chrono::hours(27);
    std::set<date::local_time<minutes>> seen;
    auto before = shown(at);
    for (;; at += minutes(1)) {
      const auto local = shown(at);
      bool hit = matches(local) && seen.insert(local).second;
      for (auto skipped = before + minutes(1); skipped < local; skipped += minutes(1)) {
        hit = hit || (seen.insert(skipped).second && matches(skipped));
      }
      seen.insert(local);
      before = local;
      if (hit && at > after) return at;
    }
  }

 private:
  [[nodiscard]] date::local_time<minutes> shown(Instant at) const {
    return date::floor<minutes>(zone_.to_local(at));
  }
  [[nodiscard]] bool matches(date::local_time<minutes> local) const {
    const auto day = date::floor<date::days>(local);
    const auto minute = static_cast<unsigned>((local - day).count());
    return minutes_.contains(minute % 60) && hours_.contains(minute / 60) &&
           weekdays_.contains(date::weekday(day).c_encoding());
  }

  const date::time_zone& zone_;
  std::set<unsigned> minutes_;
  std::set<unsigned> hours_;
  std::set<unsigned> weekdays_;
};

std::set<unsigned> some_of(unsigned most) {
  const auto picked =
      *rc::gen::nonEmpty(rc::gen::container<std::set<unsigned>>(rc::gen::inRange(0U, most)));
  return picked;
}

TEST(Cron, AgreesWithAWalkOverEveryMinuteWhereverClocksChange) {
  struct Change {
    const char* zone;
    const char* near;  ///< UTC
  };
  const std::vector<Change> changes = {
      {"Europe/London", "2026-03-29T01:00"},       {"Europe/London", "2026-10-25T01:00"},
      {"America/New_York", "2026-03-08T07:00"},    {"America/New_York", "2026-11-01T06:00"},
      {"Australia/Lord_Howe", "2026-04-04T15:00"}, {"Australia/Lord_Howe", "2026-10-03T15:30"},
      {"America/Havana", "2026-03-08T05:00"},      {"America/Havana", "2026-11-01T05:00"},
      {"Asia/Kathmandu", "2026-06-01T18:15"},      {"Asia/Seoul", "2026-06-01T15:00"},
      {"Asia/Seoul", "1988-05-07T17:00"},          {"Asia/Seoul", "1988-10-08T17:00"}};
  EXPECT_TRUE(rc::check("cron and walk agree", [&] {
    const auto change = *rc::gen::elementOf(changes);
    const auto after = utc(change.near) + minutes(*rc::gen::inRange(-300, 300));
    const auto minute_set = some_of(60);
    const auto hour_set = some_of(24);
    const auto expression =
        fmt::format("{} {} * * *", fmt::join(minute_set, ","), fmt::join(hour_set, ","));
    const Walk walk(*date::locate_zone(change.zone), minute_set, hour_set, {0, 1, 2, 3, 4, 5, 6});
    RC_ASSERT(cron(expression, change.zone).next_after(after) == walk.next_after(after));
  }));
}

TEST(Cron, AgreesWithTheWalkOnDaysOfTheWeek) {
  EXPECT_TRUE(rc::check("over a week", [&] {
    const auto after = utc("2026-03-26T00:00") + minutes(*rc::gen::inRange(0, 10'080));
    const auto weekday_set = some_of(7);
    const Walk walk(*date::locate_zone("Europe/London"), {30}, {1}, weekday_set);
    const auto expression = fmt::format("30 1 * * {}", fmt::join(weekday_set, ","));
    RC_ASSERT(cron(expression, "Europe/London").next_after(after) == walk.next_after(after));
  }));
}

}  // namespace
}  // namespace vancrawl::model
