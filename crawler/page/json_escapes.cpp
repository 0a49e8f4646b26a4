#include "crawler/page/json_escapes.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "crawler/model/text.h"

namespace vancrawl::page {
namespace {

constexpr std::ptrdiff_t kFewestCardDigits = 13;
constexpr std::size_t kHexPlaces = 4;

constexpr std::size_t kUnicodeLength = 2 + kHexPlaces;
constexpr unsigned kFirstHalf = 0xD800;
constexpr unsigned kSecondHalf = 0xDC00;
constexpr unsigned kPastHalves = 0xE000;
constexpr unsigned kFirstPaired = 0x10000;

struct Escape {
  unsigned code = 0;  // 0: stays as it is written
  std::size_t length = 2;
};

/// The unit behind "\u" at the front of a text; none if that is not there.
std::optional<unsigned> unit_at(std::string_view text) {
  if (!text.starts_with("\\u") || text.size() < kUnicodeLength) return std::nullopt;
  unsigned unit = 0;
  const char* last = text.data() + kUnicodeLength;
  const auto read = std::from_chars(text.data() + 2, last, unit, 16);
  return read.ec == std::errc() && read.ptr == last ? std::optional(unit) : std::nullopt;
}

Escape unicode_at(std::string_view text) {
  const auto unit = unit_at(text);
  if (!unit) return {};
  if (*unit < kFirstHalf || *unit >= kPastHalves) {
    return {std::max<unsigned>(*unit, ' '), kUnicodeLength};
  }
  const auto second = unit_at(text.substr(kUnicodeLength));
  const bool is_pair =
      *unit < kSecondHalf && second && *second >= kSecondHalf && *second < kPastHalves;
  if (!is_pair) return {0, kUnicodeLength};
  const unsigned high = (*unit - kFirstHalf) << 10U;
  return {kFirstPaired + high + (*second - kSecondHalf), 2 * kUnicodeLength};
}

/// Of a text that begins with a backslash.
Escape escape_at(std::string_view text) {
  const char kind = text.size() < 2 ? '\0' : text[1];
  if (kind == 't' || kind == 'n' || kind == 'r') return {' '};
  if (kind == '/') return {'/'};
  return kind == 'u' ? unicode_at(text) : Escape{};
}

void put_utf8(unsigned code, std::string& plain) {
  const auto put = [&plain](unsigned byte) { plain.push_back(static_cast<char>(byte)); };
  const auto put_rest = [&](unsigned shift) { put(0x80U | ((code >> shift) & 0x3FU)); };
  if (code == '"' || code == '\\') put('\\');
  if (code < 0x80) return put(code);
  if (code < 0x800) {
    put(0xC0U | (code >> 6U));
    return put_rest(0);
  }
  if (code < kFirstPaired) {
    put(0xE0U | (code >> 12U));
  } else {
    put(0xF0U | (code >> 18U));
    put_rest(12);
  }
  put_rest(6);
  put_rest(0);
}

}  // namespace

bool may_hide_card(std::string_view text) {
  return text.contains('\\') && std::ranges::count_if(text, model::is_digit) >= kFewestCardDigits;
}

void put_unescaped(std::string_view text, std::string& plain) {
  plain.clear();
  while (!text.empty()) {
    const auto next = std::min(text.find('\\'), text.size());
    plain += text.substr(0, next);
    text.remove_prefix(next);
    if (text.empty()) return;
    const auto escape = escape_at(text);
    if (escape.code == 0) {
      plain += text.substr(0, escape.length);
    } else {
      put_utf8(escape.code, plain);
    }
    text.remove_prefix(std::min(escape.length, text.size()));
  }
}

}  // namespace vancrawl::page
