#include "crawler/model/business_calendar.h"

#include "crawler/model/text.h"

namespace vancrawl::model {
namespace {

constexpr std::string_view kLine = "a holiday (date,name or date,name,preliminary)";

std::string year_of(BusinessDate date) { return date.iso().substr(0, 4); }

struct DatedHoliday {
  BusinessDate date;
  Holiday holiday;
};

std::expected<DatedHoliday, ParseFault> parse_line(std::string_view line) {
  const auto fault = std::unexpected(ParseFault{std::string(line), std::string(kLine)});
  const auto comma = line.find(',');
  if (comma == std::string_view::npos) return fault;
  const auto date = parse_business_date(trimmed(line.substr(0, comma)));
  if (!date) return std::unexpected(date.error());
  auto rest = line.substr(comma + 1);
  DatedHoliday read{*date, {}};
  const auto second = rest.find(',');
  if (second != std::string_view::npos) {
    if (trimmed(rest.substr(second + 1)) != "preliminary") return fault;
    read.holiday.preliminary = true;
    rest = rest.substr(0, second);
  }
  read.holiday.name = trimmed(rest);
  if (read.holiday.name.empty()) return fault;
  return read;
}

}  // namespace

std::expected<BusinessCalendar, ParseFault> BusinessCalendar::parse(std::string_view csv) {
  BusinessCalendar calendar;
  while (!csv.empty()) {
    const auto end = csv.find('\n');
    const auto line = trimmed(csv.substr(0, end));
    csv = end == std::string_view::npos ? std::string_view() : csv.substr(end + 1);
    if (line.empty() || line.front() == '#') continue;
    auto read = parse_line(line);
    if (!read) return std::unexpected(read.error());
    calendar.years_.insert(year_of(read->date));
    if (!calendar.holidays_.emplace(read->date, std::move(read->holiday)).second) {
      return std::unexpected(ParseFault{std::string(line), "a holiday that stands once"});
    }
  }
  return calendar;
}

bool BusinessCalendar::is_business_day(BusinessDate date) const {
  const auto weekday = date.weekday();
  if (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday) return false;
  return !holidays_.contains(date);
}

BusinessDate BusinessCalendar::on_or_after(BusinessDate date) const {
  while (!is_business_day(date)) date = date.plus_days(1);
  return date;
}

BusinessDate BusinessCalendar::plus_business_days(BusinessDate date, int n) const {
  if (n == 0) return on_or_after(date);
  for (; n > 0; --n) date = on_or_after(date.plus_days(1));
  return date;
}

int BusinessCalendar::business_days_between(BusinessDate from, BusinessDate to) const {
  int count = 0;
  for (auto date = from.plus_days(1); date <= to; date = date.plus_days(1)) {
    if (is_business_day(date)) ++count;
  }
  return count;
}

bool BusinessCalendar::knows_year_of(BusinessDate date) const {
  return years_.contains(year_of(date));
}

}  // namespace vancrawl::model
