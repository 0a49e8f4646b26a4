#include "crawler/cli/percent.h"

#include <fmt/format.h>

namespace vancrawl::cli {

std::optional<std::int64_t> parse_percent(const std::string& text) {
  constexpr std::size_t kPlaces = 4;
  const auto point = text.find('.');
  auto digits = text.substr(0, point);
  std::string decimals = point == std::string::npos ? "" : text.substr(point + 1);
  if (digits.empty() || digits.size() > 3 || decimals.size() > kPlaces) return std::nullopt;
  if (point != std::string::npos && decimals.empty()) return std::nullopt;
  decimals.resize(kPlaces, '0');
  digits += decimals;
  if (digits.find_first_not_of("0123456789") != std::string::npos) return std::nullopt;
  return std::stoll(digits);
}

std::string percent_of(std::int64_t millionths) {
  return fmt::format("{}.{:04}", millionths / 10'000, millionths % 10'000);
}

}  // namespace vancrawl::cli
