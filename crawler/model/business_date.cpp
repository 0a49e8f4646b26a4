#include "crawler/model/business_date.h"

#include <array>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "crawler/model/text.h"

namespace vancrawl::model {
namespace {

constexpr std::chrono::hours kKoreaAheadOfUtc{9};
constexpr std::int32_t kSecondsOfDay = 86'400;

std::chrono::year_month_day civil(BusinessDate date) {
  return std::chrono::sys_days(std::chrono::days(date.days_since_1970()));
}

int number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

struct Ymd {
  int year = 0;
  int month = 0;
  int day = 0;
};

std::optional<Ymd> split_eight(std::string_view text) {
  if (text.size() != 8 || !all_digits(text)) return std::nullopt;
  return Ymd{number(text.substr(0, 4)), number(text.substr(4, 2)), number(text.substr(6))};
}

std::optional<Ymd> split_marked(std::string_view text, std::array<std::string_view, 3> marks) {
  std::array<int, 3> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto end = marks[i].empty() ? text.size() : text.find(marks[i]);
    if (end == std::string_view::npos) return std::nullopt;
    const auto part = trimmed(text.substr(0, end));
    if (!all_digits(part) || part.size() > 4 || (i > 0 && part.size() > 2)) return std::nullopt;
    parts.at(i) = number(part);
    text.remove_prefix(end + marks[i].size());
  }
  if (!text.empty() || parts[0] < 1000) return std::nullopt;
  return Ymd{parts[0], parts[1], parts[2]};
}

std::optional<Ymd> split_date(std::string_view text) {
  if (const auto plain = split_eight(text)) return plain;
  constexpr std::array<std::array<std::string_view, 3>, 5> kShapes = {
      {{"-", "-", ""}, {".", ".", ""}, {".", ".", "."}, {"/", "/", ""}, {"년", "월", "일"}}};
  for (const auto& marks : kShapes) {
    if (const auto parts = split_marked(text, marks)) return parts;
  }
  return std::nullopt;
}

}  // namespace

BusinessDate BusinessDate::from_ymd(int year, unsigned month, unsigned day) {
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) throw std::invalid_argument(fmt::format("no day {}-{}-{}", year, month, day));
  const auto days = std::chrono::sys_days(date).time_since_epoch().count();
  return from_days(static_cast<std::int32_t>(days));
}

std::string BusinessDate::iso() const {
  const auto date = civil(*this);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string BusinessDate::compact() const {
  const auto date = civil(*this);
  return fmt::format("{:04}{:02}{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::chrono::weekday BusinessDate::weekday() const {
  return std::chrono::weekday(std::chrono::sys_days(std::chrono::days(days_)));
}

Instant BusinessDate::starts_at() const {
  return std::chrono::sys_days(std::chrono::days(days_)) - kKoreaAheadOfUtc;
}

BusinessDate korean_date(Instant at) {
  const auto day = std::chrono::floor<std::chrono::days>(at + kKoreaAheadOfUtc);
  return BusinessDate::from_days(static_cast<std::int32_t>(day.time_since_epoch().count()));
}

std::expected<BusinessDate, ParseFault> parse_business_date(std::string_view text) {
  const auto refused = [&] {
    return std::unexpected(ParseFault{std::string(text), "a date (YYYY-MM-DD, 1990 to 2099)"});
  };
  const auto parts = split_date(narrowed(text));
  if (!parts || parts->year < 1990 || parts->year > 2099) return refused();
  const std::chrono::year_month_day date{std::chrono::year(parts->year),
                                         std::chrono::month(static_cast<unsigned>(parts->month)),
                                         std::chrono::day(static_cast<unsigned>(parts->day))};
  if (!date.ok()) return refused();
  return BusinessDate::from_ymd(parts->year, static_cast<unsigned>(parts->month),
                                static_cast<unsigned>(parts->day));
}

std::expected<DateRange, ParseFault> DateRange::between(BusinessDate first, BusinessDate last) {
  if (last < first) {
    return std::unexpected(ParseFault{first.iso() + " to " + last.iso(),
                                      "a range of dates (the first day comes first)"});
  }
  return DateRange{first, last};
}

std::vector<BusinessDate> DateRange::days() const {
  std::vector<BusinessDate> all;
  for (auto day = first; day <= last; day = day.plus_days(1)) all.push_back(day);
  return all;
}

std::expected<TimeOfDay, ParseFault> TimeOfDay::from_seconds(std::int32_t seconds) {
  if (seconds < 0 || seconds >= kSecondsOfDay) {
    return std::unexpected(ParseFault{std::to_string(seconds), "a second of a day"});
  }
  TimeOfDay time;
  time.seconds_ = seconds;
  return time;
}

std::string TimeOfDay::iso() const {
  return fmt::format("{:02}:{:02}:{:02}", seconds_ / 3600, seconds_ / 60 % 60, seconds_ % 60);
}

std::expected<TimeOfDay, ParseFault> parse_time_of_day(std::string_view text) {
  std::string digits = narrowed(text);
  if (digits.size() == 5 || digits.size() == 8) {
    const bool marked = digits[2] == ':' && (digits.size() == 5 || digits[5] == ':');
    if (marked) std::erase(digits, ':');
  }
  const auto refused = [&] {
    return std::unexpected(ParseFault{std::string(text), "a time of day (HH:MM:SS)"});
  };
  if (!all_digits(digits) || (digits.size() != 6 && digits.size() != 4)) return refused();
  const int hour = number(std::string_view(digits).substr(0, 2));
  const int minute = number(std::string_view(digits).substr(2, 2));
  const int second = digits.size() == 6 ? number(std::string_view(digits).substr(4)) : 0;
  if (hour > 23 || minute > 59 || second > 59) return refused();
  return TimeOfDay::from_seconds(hour * 3600 + minute * 60 + second);
}

}  // namespace vancrawl::model
