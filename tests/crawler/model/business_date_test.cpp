#include "crawler/model/business_date.h"

#include <cstdlib>
#include <ctime>
#include <optional>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::model {
namespace {

/// The host's time zone for the length of a test.
class HostZone {
 public:
  explicit HostZone(const char* zone) {
    if (const char* old = std::getenv("TZ")) old_ = old;
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
  ~HostZone() {
    if (old_) {
      ::setenv("TZ", old_->c_str(), 1);
    } else {
      ::unsetenv("TZ");
    }
    ::tzset();
  }
  HostZone(const HostZone&) = delete;
  HostZone& operator=(const HostZone&) = delete;

 private:
  std::optional<std::string> old_;
};

Instant utc(const std::string& text) { return parse_instant(text).value(); }

std::string wide_digits(const std::string& text) {
  std::string wide;
  for (const char c : text) {
    if (c < '0' || c > '9') {
      wide += c;
      continue;
    }
    wide += "\xEF\xBC";
    wide += static_cast<char>(0x90 + (c - '0'));
  }
  return wide;
}

std::vector<std::string> accepted_shapes(int year, unsigned month, unsigned day) {
  const auto iso = fmt::format("{}-{:02}-{:02}", year, month, day);
  return {iso,
          wide_digits(iso),
          fmt::format("{}{:02}{:02}", year, month, day),
          fmt::format("{}.{:02}.{:02}", year, month, day),
          fmt::format("{}. {}. {}.", year, month, day),
          fmt::format("{}/{:02}/{:02}", year, month, day),
          fmt::format("{}년 {:02}월 {:02}일", year, month, day),
          fmt::format("{}년{}월{}일", year, month, day),
          fmt::format("\u00A0{}-{}-{} ", year, month, day)};
}

TEST(BusinessDate, EveryDayFrom1990To2099ComesBackFromEveryAcceptedShape) {
  const auto last = BusinessDate::from_ymd(2099, 12, 31);
  int days = 0;
  for (auto date = BusinessDate::from_ymd(1990, 1, 1); date <= last; date = date.plus_days(1)) {
    const std::chrono::year_month_day civil{
        std::chrono::sys_days(std::chrono::days(date.days_since_1970()))};
    for (const auto& text :
         accepted_shapes(static_cast<int>(civil.year()), static_cast<unsigned>(civil.month()),
                         static_cast<unsigned>(civil.day()))) {
      ASSERT_EQ(parse_business_date(text), date) << text;
    }
    ASSERT_EQ(parse_business_date(date.iso()), date);
    ASSERT_EQ(parse_business_date(date.compact()), date);
    ++days;
  }
  EXPECT_EQ(days, 110 * 365 + 27);
}

TEST(BusinessDate, LeapDayOfANonLeapYearIsRefused) {
  for (int year = 1990; year <= 2099; ++year) {
    EXPECT_EQ(parse_business_date(fmt::format("{}-02-29", year)).has_value(), year % 4 == 0)
        << year;
    EXPECT_FALSE(parse_business_date(fmt::format("{}0230", year)).has_value()) << year;
  }
}

TEST(BusinessDate, WhatIsNoDateIsRefused) {
  for (const std::string text : {"",
                                 " ",
                                 "26-11-20",
                                 "261120",
                                 "26.11.20",
                                 "26년 11월 20일",
                                 "2026-13-01",
                                 "20261301",
                                 "2026-00-10",
                                 "2026-01-00",
                                 "2026-01-32",
                                 "2026-04-31",
                                 "1989-12-31",
                                 "2100-01-01",
                                 "0026-11-20",
                                 "12026-11-20",
                                 "2026-11",
                                 "2026-11-",
                                 "2026-11-20-",
                                 "-2026-11-20",
                                 "2026-11.20",
                                 "2026/11-20",
                                 "2026--11-20",
                                 "2026-011-20",
                                 "2026-11-020",
                                 "2026년 11월 20",
                                 "11/20/2026",
                                 "20-11-2026",
                                 "2026-11-20 13:05",
                                 "2026-11-2O",
                                 "2026112",
                                 "202611200",
                                 "오늘",
                                 "2026 11 20",
                                 "2026..11.20"}) {
    EXPECT_FALSE(parse_business_date(text).has_value()) << text;
  }
}

TEST(BusinessDate, ADayThatDoesNotExistCannotBeMade) {
  EXPECT_THROW((void)BusinessDate::from_ymd(2026, 2, 29), std::invalid_argument);
  EXPECT_THROW((void)BusinessDate::from_ymd(2026, 13, 1), std::invalid_argument);
  EXPECT_EQ(BusinessDate::from_ymd(2028, 2, 29).iso(), "2028-02-29");
}

TEST(BusinessDate, WeekdaysAreThoseOfTheCalendar) {
  EXPECT_EQ(BusinessDate::from_ymd(2026, 11, 20).weekday(), std::chrono::Friday);
  EXPECT_EQ(BusinessDate::from_ymd(2024, 2, 29).weekday(), std::chrono::Thursday);
}

class KoreanDate : public testing::TestWithParam<const char*> {};

TEST_P(KoreanDate, ChangesAtFifteenUtcWhateverTheHostsZone) {
  const HostZone zone(GetParam());
  EXPECT_EQ(korean_date(utc("2026-11-20T00:00:00.000Z")).iso(), "2026-11-20");
  EXPECT_EQ(korean_date(utc("2026-11-20T14:59:59.999Z")).iso(), "2026-11-20");
  EXPECT_EQ(korean_date(utc("2026-11-20T15:00:00.000Z")).iso(), "2026-11-21");
  EXPECT_EQ(korean_date(utc("2026-11-20T23:59:59.999Z")).iso(), "2026-11-21");
  EXPECT_EQ(korean_date(utc("2026-12-31T15:00:00.000Z")).iso(), "2027-01-01");
  EXPECT_EQ(korean_date(utc("2028-02-28T15:00:00.000Z")).iso(), "2028-02-29");
  EXPECT_EQ(korean_date(utc("1969-12-31T14:59:59.999Z")).iso(), "1969-12-31");
  EXPECT_EQ(to_iso(BusinessDate::from_ymd(2026, 11, 21).starts_at()), "2026-11-20T15:00:00.000Z");
  EXPECT_EQ(parse_business_date("2026-11-20")->iso(), "2026-11-20");
}

INSTANTIATE_TEST_SUITE_P(HostZones, KoreanDate,
                         testing::Values("UTC0", "KST-9", "PST8PDT,M3.2.0,M11.1.0"));

RC_GTEST_PROP(KoreanDate, ADayBeginsAtItsFirstMillisecondAndNoSooner, ()) {
  const auto date = BusinessDate::from_days(*rc::gen::inRange(-10'000, 60'000));
  RC_ASSERT(korean_date(date.starts_at()) == date);
  RC_ASSERT(korean_date(date.starts_at() - std::chrono::milliseconds(1)) == date.plus_days(-1));
}

TEST(DateRange, HoldsBothEndsAndRefusesToRunBackwards) {
  const auto first = BusinessDate::from_ymd(2026, 2, 27);
  const auto range = DateRange::between(first, first.plus_days(2));
  ASSERT_TRUE(range.has_value());
  EXPECT_EQ(range->days(), (std::vector{first, BusinessDate::from_ymd(2026, 2, 28),
                                        BusinessDate::from_ymd(2026, 3, 1)}));
  EXPECT_TRUE(range->contains(first));
  EXPECT_TRUE(range->contains(first.plus_days(2)));
  EXPECT_FALSE(range->contains(first.plus_days(3)));
  EXPECT_FALSE(range->contains(first.plus_days(-1)));
  EXPECT_EQ(DateRange::between(first, first)->days().size(), 1U);
  EXPECT_FALSE(DateRange::between(first, first.plus_days(-1)).has_value());
}

TEST(TimeOfDay, EverySecondComesBackFromEveryAcceptedShape) {
  for (std::int32_t second = 0; second < 86'400; ++second) {
    const auto time = TimeOfDay::from_seconds(second).value();
    const auto text = time.iso();
    ASSERT_EQ(parse_time_of_day(text), time) << text;
    ASSERT_EQ(parse_time_of_day(text.substr(0, 2) + text.substr(3, 2) + text.substr(6)), time);
    if (second % 60 != 0) continue;
    ASSERT_EQ(parse_time_of_day(text.substr(0, 5)), time);
    ASSERT_EQ(parse_time_of_day(text.substr(0, 2) + text.substr(3, 2)), time);
  }
  EXPECT_EQ(parse_time_of_day(" １３：０５：２２\u00A0")->iso(), "13:05:22");
}

TEST(TimeOfDay, WhatIsNoTimeIsRefused) {
  for (const std::string text :
       {"",           "24:00",     "24:00:00",  "23:60",   "23:59:60", "1:05",  "13:5",
        "13:05:2",    "13:05:",    "13:0522",   "1305:22", "13::05",   "130",   "13052",
        "1305222",    "13:05:22:", "13:05:22 ", "-1:05",   "1 05",     "13.05", "오후 1:05",
        "13:05:22.5", "ab:cd",     "::::",      "13:05PM"}) {
    const bool is_time = text == "13:05:22 ";  // blanks at the ends are dropped
    EXPECT_EQ(parse_time_of_day(text).has_value(), is_time) << text;
  }
  EXPECT_FALSE(TimeOfDay::from_seconds(-1).has_value());
  EXPECT_FALSE(TimeOfDay::from_seconds(86'400).has_value());
}

}  // namespace
}  // namespace vancrawl::model
