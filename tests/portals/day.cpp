#include "tests/portals/day.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

namespace vancrawl::portals {
namespace {

std::chrono::year_month_day calendar_of(Day day) {
  return std::chrono::sys_days(std::chrono::days(day.number));
}

std::string dated(Day day, const char* separator) {
  const auto date = calendar_of(day);
  return fmt::format("{:04}{}{:02}{}{:02}", static_cast<int>(date.year()), separator,
                     static_cast<unsigned>(date.month()), separator,
                     static_cast<unsigned>(date.day()));
}

}  // namespace

std::string Day::iso() const { return dated(*this, "-"); }

std::string Day::compact() const { return dated(*this, ""); }

bool Day::is_weekend() const {
  const std::chrono::weekday weekday{std::chrono::sys_days(std::chrono::days(number))};
  return weekday == std::chrono::Saturday || weekday == std::chrono::Sunday;
}

Day Day::business_days_later(int count) const {
  Day day = *this;
  while (count > 0) {
    day = day.plus(1);
    if (!day.is_weekend()) --count;
  }
  return day;
}

std::optional<Day> day_from_compact(const std::string& text) {
  const auto is_digit = [](char letter) { return letter >= '0' && letter <= '9'; };
  if (text.size() != 8 || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  const std::chrono::year_month_day date{
      std::chrono::year(number / 10000),
      std::chrono::month(static_cast<unsigned>(number / 100 % 100)),
      std::chrono::day(static_cast<unsigned>(number % 100))};
  if (!date.ok()) return std::nullopt;
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return Day{static_cast<std::int32_t>(days)};
}

std::optional<Day> day_from_iso(const std::string& text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  return day_from_compact(text.substr(0, 4) + text.substr(5, 2) + text.substr(8, 2));
}

std::string time_text(std::int32_t second_of_day, bool with_colons) {
  return fmt::format("{:02}{}{:02}{}{:02}", second_of_day / 3600, with_colons ? ":" : "",
                     second_of_day / 60 % 60, with_colons ? ":" : "", second_of_day % 60);
}

}  // namespace vancrawl::portals
