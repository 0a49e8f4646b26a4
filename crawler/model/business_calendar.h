#pragma once

#include <expected>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "crawler/model/business_date.h"
#include "crawler/model/won.h"

namespace vancrawl::model {

struct Holiday {
  std::string name;
  bool preliminary = false;  ///< not checked against the official calendar
  friend bool operator==(const Holiday&, const Holiday&) = default;
};

/// On which days banks in Korea work: every day but Saturdays, Sundays and the holidays of an
/// editable file (calendar/korean_holidays.csv).
class BusinessCalendar {
 public:
  /// Weekends only.
  BusinessCalendar() = default;
  /// Lines "date,name" or "date,name,preliminary"; blank lines and lines that begin with # are left
  /// out. A line that does not read or a date that stands twice is a fault.
  [[nodiscard]] static std::expected<BusinessCalendar, ParseFault> parse(std::string_view csv);

  [[nodiscard]] bool is_business_day(BusinessDate date) const;
  /// The day itself, or the next one that is a business day.
  [[nodiscard]] BusinessDate on_or_after(BusinessDate date) const;
  /// The n-th business day after a date; n >= 0, and 0 is on_or_after.
  [[nodiscard]] BusinessDate plus_business_days(BusinessDate date, int n) const;
  /// How many business days lie after `from` up to and including `to`; 0 if `to` is not later.
  [[nodiscard]] int business_days_between(BusinessDate from, BusinessDate to) const;

  /// Whether the file names holidays of that year at all.
  [[nodiscard]] bool knows_year_of(BusinessDate date) const;
  [[nodiscard]] const std::map<BusinessDate, Holiday>& holidays() const { return holidays_; }

 private:
  std::map<BusinessDate, Holiday> holidays_;
  std::set<std::string> years_;
};

}  // namespace vancrawl::model
