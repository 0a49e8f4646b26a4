#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/model/instant.h"

namespace vancrawl::model {

/// A Korean local date: the day under which a portal lists a row. Never derived from a UTC date.
class BusinessDate {
 public:
  constexpr BusinessDate() = default;

  /// Throws std::invalid_argument for a day that does not exist.
  [[nodiscard]] static BusinessDate from_ymd(int year, unsigned month, unsigned day);
  [[nodiscard]] static constexpr BusinessDate from_days(std::int32_t days_since_1970) {
    BusinessDate date;
    date.days_ = days_since_1970;
    return date;
  }

  [[nodiscard]] constexpr std::int32_t days_since_1970() const { return days_; }
  [[nodiscard]] constexpr BusinessDate plus_days(std::int32_t days) const {
    return from_days(days_ + days);
  }
  [[nodiscard]] std::string iso() const;      ///< "2026-11-20"
  [[nodiscard]] std::string compact() const;  ///< "20261120"
  [[nodiscard]] std::chrono::weekday weekday() const;
  /// Midnight of this day in Korea, and so its first moment. Korea is UTC+9 without summer time
  /// since 1988-10-09.
  [[nodiscard]] Instant starts_at() const;

  friend constexpr auto operator<=>(BusinessDate, BusinessDate) = default;

 private:
  std::int32_t days_ = 0;
};

/// The date in Korea at that moment.
[[nodiscard]] BusinessDate korean_date(Instant at);

/// Reads 2026-11-20, 20261120, 2026.11.20, 2026/11/20 and 2026년 11월 20일, full-width digits too.
/// Years 1990 to 2099; days that do not exist and two-digit years are faults.
[[nodiscard]] std::expected<BusinessDate, ParseFault> parse_business_date(std::string_view text);

/// Both ends included; never empty: `last` before `first` is refused by the maker.
struct DateRange {
  BusinessDate first;
  BusinessDate last;

  [[nodiscard]] static std::expected<DateRange, ParseFault> between(BusinessDate first,
                                                                    BusinessDate last);
  [[nodiscard]] std::vector<BusinessDate> days() const;
  [[nodiscard]] bool contains(BusinessDate date) const { return first <= date && date <= last; }
  friend bool operator==(const DateRange&, const DateRange&) = default;
};

/// A time of day in Korea, to the second.
class TimeOfDay {
 public:
  constexpr TimeOfDay() = default;
  [[nodiscard]] static std::expected<TimeOfDay, ParseFault> from_seconds(std::int32_t seconds);
  [[nodiscard]] constexpr std::int32_t seconds() const { return seconds_; }
  [[nodiscard]] std::string iso() const;  ///< "13:05:22"
  friend constexpr auto operator<=>(TimeOfDay, TimeOfDay) = default;

 private:
  std::int32_t seconds_ = 0;
};

/// Reads 13:05:22, 130522, 13:05 and 1305.
[[nodiscard]] std::expected<TimeOfDay, ParseFault> parse_time_of_day(std::string_view text);

}  // namespace vancrawl::model
