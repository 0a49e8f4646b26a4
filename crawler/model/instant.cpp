#include "crawler/model/instant.h"

#include <fmt/format.h>

#include "crawler/model/text.h"

namespace vancrawl::model {

std::string to_iso(Instant at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(at - day);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count(),
                     time.subseconds().count());
}

std::expected<Instant, ParseFault> parse_instant(std::string_view text) {
  // By position; the digits are checked field by field.
  constexpr std::string_view kFine = "dddd-dd-ddTdd:dd:dd.dddZ";
  constexpr std::string_view kWholeSeconds = "dddd-dd-ddTdd:dd:ddZ";
  const auto refused = [&] {
    return std::unexpected(ParseFault{
        std::string(text), "a moment (2026-11-20T07:00:00Z or 2026-11-20T07:00:00.000Z)"});
  };
  const bool is_fine = text.size() == kFine.size();
  const auto shape = is_fine ? kFine : kWholeSeconds;
  if (text.size() != shape.size()) return refused();
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == 'd' ? !is_digit(text[i]) : text[i] != shape[i]) return refused();
  }
  const auto field = [&](std::size_t at, std::size_t count) {
    int value = 0;
    for (const char c : text.substr(at, count)) value = value * 10 + (c - '0');
    return value;
  };
  const std::chrono::year_month_day date{std::chrono::year(field(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(field(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(field(8, 2)))};
  if (!date.ok() || field(11, 2) > 23 || field(14, 2) > 59 || field(17, 2) > 59) return refused();
  return std::chrono::sys_days(date) + std::chrono::hours(field(11, 2)) +
         std::chrono::minutes(field(14, 2)) + std::chrono::seconds(field(17, 2)) +
         std::chrono::milliseconds(is_fine ? field(20, 3) : 0);
}

}  // namespace vancrawl::model
