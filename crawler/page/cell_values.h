#pragma once

#include <cstdint>
#include <expected>
#include <string_view>

#include "crawler/model/business_date.h"
#include "crawler/model/won.h"

namespace vancrawl::page {

struct DateAndTime {
  model::BusinessDate date;
  model::TimeOfDay time;
};

/// "2026-11-20 13:05:22", "20261120130522", "2026/11/20 1305"; the date and the time as the model
/// reads them, parted by a blank or T or written as 12 or 14 digits.
[[nodiscard]] std::expected<DateAndTime, model::ParseFault> parse_date_time(std::string_view text);

/// 일시불, "0", "00", "0 개월" are 0; "3", "03", "3개월" are 3. At most 60 months.
[[nodiscard]] std::expected<std::int32_t, model::ParseFault> parse_instalments(
    std::string_view text);

/// Ten digits, dashes allowed between them, as ten digits.
[[nodiscard]] std::expected<std::string, model::ParseFault> parse_business_number(
    std::string_view text);

}  // namespace vancrawl::page
