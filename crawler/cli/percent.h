#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace vancrawl::cli {

/// "1.15" -> 11,500 millionths, at most four decimals; nothing for any other text. Exact: money is
/// not computed with floating point.
[[nodiscard]] std::optional<std::int64_t> parse_percent(const std::string& text);

[[nodiscard]] std::string percent_of(std::int64_t millionths);

}  // namespace vancrawl::cli
