#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>

namespace vancrawl::portals {

/// A day of the Korean calendar, counted from 1970-01-01.
struct Day {
  std::int32_t number = 0;

  [[nodiscard]] Day plus(int days) const { return Day{number + days}; }
  [[nodiscard]] std::string iso() const;      ///< 2026-11-01
  [[nodiscard]] std::string compact() const;  ///< 20261101
  [[nodiscard]] bool is_weekend() const;
  /// The `count`-th working day after this one. Saturdays and Sundays are skipped, holidays not.
  [[nodiscard]] Day business_days_later(int count) const;

  friend auto operator<=>(const Day&, const Day&) = default;
};

/// Reads 2026-11-01; nothing for any other text and for days that do not exist.
[[nodiscard]] std::optional<Day> day_from_iso(const std::string& text);

/// Reads 20261101; nothing for any other text and for days that do not exist.
[[nodiscard]] std::optional<Day> day_from_compact(const std::string& text);

/// 47122 -> "13:05:22" with the separator, "130522" without.
[[nodiscard]] std::string time_text(std::int32_t second_of_day, bool with_colons);

}  // namespace vancrawl::portals
