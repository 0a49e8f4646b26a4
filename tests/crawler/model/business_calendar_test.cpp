#include "crawler/model/business_calendar.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::model {
namespace {

BusinessDate ymd(int year, unsigned month, unsigned day) {
  return BusinessDate::from_ymd(year, month, day);
}

BusinessCalendar shipped() {
  std::ifstream file(std::string(VANCRAWL_SOURCE_DIR) + "/calendar/korean_holidays.csv");
  std::stringstream text;
  text << file.rdbuf();
  const auto calendar = BusinessCalendar::parse(text.str());
  EXPECT_TRUE(calendar) << calendar.error().message();
  return calendar.value_or(BusinessCalendar());
}

TEST(BusinessCalendar, TheShippedFileKnowsTheHolidaysThatWereDecreedLate) {
  const auto calendar = shipped();
  for (const auto date : {ymd(2024, 4, 10), ymd(2024, 10, 1), ymd(2025, 1, 27), ymd(2025, 6, 3),
                          ymd(2024, 5, 6), ymd(2025, 10, 8), ymd(2026, 3, 2), ymd(2027, 2, 9)}) {
    EXPECT_FALSE(calendar.is_business_day(date)) << date.iso();
  }
  for (const auto date : {ymd(2024, 4, 11), ymd(2025, 1, 31), ymd(2025, 6, 4), ymd(2026, 9, 28)}) {
    EXPECT_TRUE(calendar.is_business_day(date)) << date.iso();
  }
}

TEST(BusinessCalendar, TheShippedFileKnowsFourYearsAndSaysWhatIsPreliminary) {
  const auto calendar = shipped();
  for (const int year : {2024, 2025, 2026, 2027}) {
    EXPECT_TRUE(calendar.knows_year_of(ymd(year, 7, 1))) << year;
  }
  EXPECT_FALSE(calendar.knows_year_of(ymd(2023, 7, 1)));
  EXPECT_FALSE(calendar.knows_year_of(ymd(2028, 7, 1)));
  EXPECT_FALSE(calendar.holidays().at(ymd(2025, 6, 3)).preliminary);
  EXPECT_TRUE(calendar.holidays().at(ymd(2027, 2, 8)).preliminary);
}

TEST(BusinessCalendar, ALongHolidayIsStepped) {
  const auto calendar = shipped();
  EXPECT_EQ(calendar.on_or_after(ymd(2025, 10, 3)), ymd(2025, 10, 10));
  EXPECT_EQ(calendar.plus_business_days(ymd(2025, 10, 2), 1), ymd(2025, 10, 10));
  EXPECT_EQ(calendar.plus_business_days(ymd(2025, 10, 2), 3), ymd(2025, 10, 14));
  EXPECT_EQ(calendar.business_days_between(ymd(2025, 10, 2), ymd(2025, 10, 13)), 2);
  EXPECT_EQ(calendar.business_days_between(ymd(2025, 10, 13), ymd(2025, 10, 2)), 0);
}

TEST(BusinessCalendar, AnAddedLineIsAHoliday) {
  const auto calendar =
      BusinessCalendar::parse("# ours\n\n2026-11-23,임시공휴일\r\n2026-11-24, later ,preliminary");
  ASSERT_TRUE(calendar);
  EXPECT_EQ(calendar->on_or_after(ymd(2026, 11, 21)), ymd(2026, 11, 25));
  EXPECT_EQ(calendar->holidays().at(ymd(2026, 11, 24)), (Holiday{"later", true}));
}

TEST(BusinessCalendar, ALineThatDoesNotReadIsRefused) {
  for (const auto* const line : {"2026-02-29,x", "2026-11-23", "2026-11-23,", "x,y",
                                 "2026-11-23,x,maybe", "2026-11-23,x\n2026-11-23,y"}) {
    EXPECT_FALSE(BusinessCalendar::parse(line)) << line;
  }
}

RC_GTEST_PROP(BusinessCalendar, CountingAndSteppingAgree, ()) {
  const auto calendar = shipped();
  const auto from = ymd(2024, 1, 1).plus_days(*rc::gen::inRange(0, 1400));
  const int steps = *rc::gen::inRange(1, 30);
  const auto to = calendar.plus_business_days(from, steps);
  RC_ASSERT(calendar.is_business_day(to));
  RC_ASSERT(calendar.business_days_between(from, to) == steps);
}

}  // namespace
}  // namespace vancrawl::model
