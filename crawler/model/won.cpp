#include "crawler/model/won.h"

#include <array>
#include <optional>

#include <fmt/format.h>

#include "crawler/model/text.h"

namespace vancrawl::model {
namespace {

constexpr std::size_t kMaxDigits = 15;
constexpr std::array<std::string_view, 6> kMinusSigns = {"-", "−", "–", "▲", "△", "▵"};

bool take_prefix(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text = trimmed(text.substr(prefix.size()));
  return true;
}

bool take_suffix(std::string_view& text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return false;
  text = trimmed(text.substr(0, text.size() - suffix.size()));
  return true;
}

bool take_currency(std::string_view& text) {
  return take_prefix(text, "₩") || take_prefix(text, "￦") || take_suffix(text, "원");
}

bool take_minus(std::string_view& text) {
  for (const auto sign : kMinusSigns) {
    if (take_prefix(text, sign)) return true;
  }
  if (!text.starts_with('(') || !text.ends_with(')')) return false;
  text = trimmed(text.substr(1, text.size() - 2));
  return true;
}

bool commas_stand_right(std::string_view digits) {
  const auto first = digits.find(',');
  if (first == std::string_view::npos) return true;
  if (first == 0 || first > 3 || digits.front() == '0') return false;
  for (auto rest = digits.substr(first); !rest.empty(); rest.remove_prefix(4)) {
    if (rest.size() < 4 || rest[0] != ',' || rest.substr(1, 3).contains(',')) return false;
  }
  return true;
}

std::optional<std::int64_t> grouped_digits(std::string_view text) {
  if (text.empty() || !commas_stand_right(text)) return std::nullopt;
  std::int64_t value = 0;
  std::size_t digits = 0;
  for (const char c : text) {
    if (c == ',') continue;
    if (!is_digit(c) || ++digits > kMaxDigits) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::string ParseFault::message() const {
  return fmt::format("\"{}\" is not {}", excerpt(seen), allowed);
}

std::expected<Won, ParseFault> parse_won(std::string_view text) {
  const std::string plain = narrowed(text);
  std::string_view rest = plain;
  const bool currency_outside = take_currency(rest);
  const bool negative = take_minus(rest);
  if (negative && !currency_outside) take_currency(rest);
  const auto value = grouped_digits(rest);
  if (!value) return std::unexpected(ParseFault{std::string(text), "an amount in whole won"});
  return Won(negative ? -*value : *value);
}

std::expected<std::int64_t, ParseFault> parse_count(std::string_view text) {
  const std::string plain = narrowed(text);
  std::string_view rest = plain;
  take_suffix(rest, "건");
  const auto value = grouped_digits(rest);
  if (!value) return std::unexpected(ParseFault{std::string(text), "a count"});
  return *value;
}

std::string with_commas(Won amount) {
  std::string digits = std::to_string(amount.magnitude().value());
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ",");
  }
  return amount.is_negative() ? "-" + digits : digits;
}

}  // namespace vancrawl::model
