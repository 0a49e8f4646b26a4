#include "crawler/model/cron.h"

#include <array>
#include <charconv>
#include <span>
#include <stdexcept>
#include <vector>

#include <date/tz.h>
#include <fmt/format.h>

namespace vancrawl::model {
namespace {

using LocalMinutes = date::local_time<std::chrono::minutes>;

/// A 29th of February comes after eight years at the latest.
constexpr date::days kLongestWait{9 * 366};

struct Field {
  std::string_view name;
  int least = 0;
  int most = 0;
  std::span<const std::string_view> names{};  ///< the first stands for `least`
};

constexpr std::array<std::string_view, 12> kMonths = {"jan", "feb", "mar", "apr", "may", "jun",
                                                      "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::array<std::string_view, 7> kWeekdays = {"sun", "mon", "tue", "wed",
                                                       "thu", "fri", "sat"};
const std::array<Field, 5> kFields = {{{"minute", 0, 59},
                                       {"hour", 0, 23},
                                       {"day of the month", 1, 31},
                                       {"month", 1, 12, kMonths},
                                       {"day of the week", 0, 7, kWeekdays}}};

std::unexpected<ParseFault> refused(const Field& field, std::string_view seen) {
  auto allowed = fmt::format("{} to {}", field.least, field.most);
  if (!field.names.empty()) {
    allowed += fmt::format(" or {} to {}", field.names.front(), field.names.back());
  }
  return std::unexpected(ParseFault{
      std::string(seen),
      fmt::format("a {} of a cron expression ({}; *, lists a,b, ranges a-b and steps */n, a-b/n)",
                  field.name, allowed)});
}

std::vector<std::string_view> split(std::string_view text, char by) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0;;) {
    const auto end = text.find(by, begin);
    parts.push_back(text.substr(begin, end - begin));
    if (end == std::string_view::npos) return parts;
    begin = end + 1;
  }
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  const bool whole = read.ec == std::errc() && read.ptr == end && !text.empty();
  if (!whole || text.front() == '-') return std::nullopt;
  return value;
}

std::string lower(std::string_view text) {
  std::string made(text);
  for (auto& letter : made) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  return made;
}

std::optional<int> value_of(const Field& field, std::string_view text) {
  const auto name = lower(text);
  for (std::size_t i = 0; i < field.names.size(); ++i) {
    if (name == field.names[i]) return field.least + static_cast<int>(i);
  }
  const auto value = number(text);
  if (!value || *value < field.least || *value > field.most) return std::nullopt;
  return value;
}

struct Range {
  int first = 0;
  int last = 0;
};

std::optional<Range> range_of(const Field& field, std::string_view text, bool has_step) {
  if (text == "*") return Range{field.least, field.most};
  const auto dash = text.find('-');
  const auto first = value_of(field, text.substr(0, dash));
  if (!first) return std::nullopt;
  if (dash == std::string_view::npos) return Range{*first, has_step ? field.most : *first};
  const auto last = value_of(field, text.substr(dash + 1));
  if (!last || *last < *first) return std::nullopt;
  return Range{*first, *last};
}

template <std::size_t Size>
std::expected<std::bitset<Size>, ParseFault> read(const Field& field, std::string_view text) {
  std::bitset<Size> set;
  for (const auto item : split(text, ',')) {
    const auto slash = item.find('/');
    const bool has_step = slash != std::string_view::npos;
    const auto range = range_of(field, item.substr(0, slash), has_step);
    const auto step = has_step ? number(item.substr(slash + 1)) : 1;
    if (!range || !step || *step < 1 || *step > field.most) return refused(field, item);
    for (int value = range->first; value <= range->last; value += *step) {
      set.set(static_cast<std::size_t>(value));
    }
  }
  return set;
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> found;
  for (const auto word : split(text, ' ')) {
    if (!word.empty()) found.push_back(word);
  }
  return found;
}

/// The moment at which the clocks first show it, or, skipping it, the end of the gap.
Instant first_shown(const date::time_zone& zone, LocalMinutes local) {
  const auto shown = zone.get_info(local);
  if (shown.result == date::local_info::nonexistent) return shown.first.end;
  return Instant(local.time_since_epoch() - shown.first.offset);
}

}  // namespace

std::expected<Cron, ParseFault> Cron::parse(std::string_view expression, const std::string& zone) {
  const auto fields = words(expression);
  if (fields.size() != kFields.size()) {
    return std::unexpected(ParseFault{
        std::string(expression),
        "a cron expression: five fields (minute, hour, day of the month, month, day of the week)"});
  }
  Cron cron;
  cron.expression_ = fmt::format("{}", fmt::join(fields, " "));
  cron.zone_ = zone;
  try {
    static_cast<void>(date::locate_zone(zone));
  } catch (const std::runtime_error&) {  // the library's word for an unknown name
    return std::unexpected(
        ParseFault{zone, "a time zone of the tz database, such as Asia/Seoul or UTC"});
  }
  const auto take = [&]<std::size_t Size>(std::size_t n,
                                          std::bitset<Size>& set) -> std::optional<ParseFault> {
    auto given = read<Size>(kFields[n], fields[n]);
    if (!given) return given.error();
    set = *given;
    return std::nullopt;
  };
  if (auto fault = take(0, cron.minutes_)) return std::unexpected(*fault);
  if (auto fault = take(1, cron.hours_)) return std::unexpected(*fault);
  if (auto fault = take(2, cron.days_)) return std::unexpected(*fault);
  if (auto fault = take(3, cron.months_)) return std::unexpected(*fault);
  if (auto fault = take(4, cron.weekdays_)) return std::unexpected(*fault);
  if (cron.weekdays_.test(7)) cron.weekdays_.set(0);
  cron.any_day_ = fields[2].starts_with('*');
  cron.any_weekday_ = fields[4].starts_with('*');
  if (cron.search(Instant{})) return cron;
  return std::unexpected(ParseFault{cron.expression_,
                                    "a cron expression that ever fires: none of its months has "
                                    "that day of the month"});
}

bool Cron::is_on(unsigned month, unsigned day, unsigned weekday) const {
  if (!months_.test(month)) return false;
  const bool by_day = days_.test(day);
  const bool by_weekday = weekdays_.test(weekday);
  if (any_day_ || any_weekday_) return by_day && by_weekday;
  return by_day || by_weekday;
}

std::optional<Instant> Cron::search(Instant after) const {
  const auto& zone = *date::locate_zone(zone_);
  const auto shown = date::floor<std::chrono::minutes>(zone.to_local(after));
  const auto today = date::floor<date::days>(shown);
  auto from = static_cast<std::size_t>((shown - today).count() + 1);  // of the first day only
  for (auto day = today; day <= today + kLongestWait; day += date::days(1), from = 0) {
    const date::year_month_day civil(day);
    const auto weekday = date::weekday(day).c_encoding();
    if (!is_on(static_cast<unsigned>(civil.month()), static_cast<unsigned>(civil.day()), weekday)) {
      continue;
    }
    for (std::size_t minute = from; minute < 24 * 60; ++minute) {
      if (!hours_.test(minute / 60) || !minutes_.test(minute % 60)) continue;
      const auto at = first_shown(zone, day + std::chrono::minutes(minute));
      if (at > after) return at;
    }
  }
  return std::nullopt;
}

Instant Cron::next_after(Instant after) const {
  const auto found = search(after);
  if (!found) throw std::logic_error("a cron expression that never fires was parsed");
  return *found;
}

}  // namespace vancrawl::model
