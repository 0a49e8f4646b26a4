#include "crawler/page/cell_values.h"

#include "crawler/model/text.h"

namespace vancrawl::page {
namespace {

constexpr std::int32_t kMostMonths = 60;
constexpr std::string_view kSinglePayment = "일시불";
constexpr std::string_view kMonths = "개월";

}  // namespace

std::expected<DateAndTime, model::ParseFault> parse_date_time(std::string_view text) {
  const auto refused = [&] {
    return std::unexpected(model::ParseFault{std::string(text), "a date with a time"});
  };
  const std::string plain = model::narrowed(text);
  std::size_t parting = plain.find_last_of(" T");
  std::size_t time_at = parting + 1;
  if (parting == std::string::npos) {
    if (!model::all_digits(plain) || (plain.size() != 14 && plain.size() != 12)) return refused();
    parting = time_at = 8;
  }
  const auto date = model::parse_business_date(std::string_view(plain).substr(0, parting));
  const auto time = model::parse_time_of_day(std::string_view(plain).substr(time_at));
  if (!date || !time) return refused();
  return DateAndTime{*date, *time};
}

std::expected<std::int32_t, model::ParseFault> parse_instalments(std::string_view text) {
  const std::string plain = model::narrowed(text);
  std::string_view rest = plain;
  if (rest == kSinglePayment) return 0;
  if (rest.ends_with(kMonths)) rest = model::trimmed(rest.substr(0, rest.size() - kMonths.size()));
  std::int32_t months = 0;
  const bool fits = model::all_digits(rest) && rest.size() <= 2;
  for (const char c : fits ? rest : std::string_view()) months = months * 10 + (c - '0');
  if (!fits || months > kMostMonths) {
    return std::unexpected(model::ParseFault{std::string(text), "a number of instalments"});
  }
  return months;
}

std::expected<std::string, model::ParseFault> parse_business_number(std::string_view text) {
  std::string digits = model::narrowed(text);
  std::erase(digits, '-');
  if (!model::all_digits(digits) || digits.size() != 10) {
    return std::unexpected(model::ParseFault{std::string(text), "a business number of ten digits"});
  }
  return digits;
}

}  // namespace vancrawl::page
