#include "crawler/model/text.h"

#include <algorithm>

namespace vancrawl::model {
namespace {

constexpr std::string_view kBlanks = " \t\r\n\f\v";

struct Narrowing {
  std::size_t bytes = 1;
  char ascii = 0;  // 0: not a form that narrows
};

Narrowing narrowing_at(std::string_view rest) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(rest[i]); };
  if (rest.size() >= 2 && byte(0) == 0xC2 && byte(1) == 0xA0) return {2, ' '};
  if (rest.size() < 3) return {};
  if (byte(0) == 0xE3 && byte(1) == 0x80 && byte(2) == 0x80) return {3, ' '};
  const bool full_width = byte(0) == 0xEF && (byte(1) == 0xBC || byte(1) == 0xBD);
  if (!full_width) return {};
  const unsigned code = ((byte(0) & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
  if (code < 0xFF01 || code > 0xFF5E) return {};
  return {3, static_cast<char>(code - 0xFF01 + '!')};
}

}  // namespace

bool is_ascii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
}

std::string narrowed(std::string_view text) {
  if (is_ascii(text)) return std::string(trimmed(text));
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const auto step = narrowing_at(text);
    plain.push_back(step.ascii != 0 ? step.ascii : text.front());
    text.remove_prefix(step.ascii != 0 ? step.bytes : 1);
  }
  return std::string(trimmed(plain));
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string excerpt(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return std::string(text);
  auto end = limit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "…";
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, is_digit);
}

}  // namespace vancrawl::model
