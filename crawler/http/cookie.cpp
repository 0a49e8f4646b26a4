#include "crawler/http/cookie.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace vancrawl::http {
namespace {

constexpr std::string_view kHttpOnly = "#HttpOnly_";
constexpr std::size_t kFieldsBeforeValue = 6;

bool has_control_character(const std::string& text) {
  return std::ranges::any_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
  });
}

std::expected<bool, std::string> parse_flag(std::string_view text) {
  if (text == "TRUE") return true;
  if (text == "FALSE") return false;
  return std::unexpected("cookie line: a flag is " + std::string(text));
}

/// The six fields before the value; what follows them is the value, tabs included.
std::expected<std::array<std::string_view, 7>, std::string> split(std::string_view line) {
  std::array<std::string_view, 7> fields;
  for (std::size_t i = 0; i < kFieldsBeforeValue; ++i) {
    const std::size_t tab = line.find('\t');
    if (tab == std::string_view::npos) {
      return std::unexpected("cookie line: " + std::to_string(i + 1) + " fields instead of 7");
    }
    fields[i] = line.substr(0, tab);
    line.remove_prefix(tab + 1);
  }
  fields[kFieldsBeforeValue] = line;
  return fields;
}

}  // namespace

std::expected<Cookie, std::string> parse_cookie_line(const std::string& line) {
  std::string_view rest = line;
  Cookie cookie;
  cookie.http_only = rest.starts_with(kHttpOnly);
  if (cookie.http_only) rest.remove_prefix(kHttpOnly.size());
  const auto fields = split(rest);
  if (!fields) return std::unexpected(fields.error());
  const auto& [domain, subdomains, path, secure, expires, name, value] = *fields;
  const auto include_subdomains = parse_flag(subdomains);
  if (!include_subdomains) return std::unexpected(include_subdomains.error());
  const auto is_secure = parse_flag(secure);
  if (!is_secure) return std::unexpected(is_secure.error());
  const char* const last = expires.data() + expires.size();
  const auto [end, fault] = std::from_chars(expires.data(), last, cookie.expires_unix_seconds);
  if (fault != std::errc() || end != last)
    return std::unexpected("cookie line: expiry not a number");
  cookie.include_subdomains = *include_subdomains;
  cookie.secure = *is_secure;
  cookie.domain = domain.substr(domain.starts_with('.') ? 1 : 0);
  cookie.path = path;
  cookie.name = name;
  cookie.value = value;
  return cookie;
}

std::expected<std::string, std::string> cookie_line(const Cookie& cookie) {
  for (const auto* field : {&cookie.domain, &cookie.path, &cookie.name, &cookie.value}) {
    if (has_control_character(*field)) return std::unexpected("a control character in a cookie");
  }
  const char* const dot = cookie.include_subdomains ? "." : "";
  std::string line = cookie.http_only ? std::string(kHttpOnly) : std::string();
  line += dot + cookie.domain + (cookie.include_subdomains ? "\tTRUE\t" : "\tFALSE\t");
  line += cookie.path + (cookie.secure ? "\tTRUE\t" : "\tFALSE\t");
  line += std::to_string(cookie.expires_unix_seconds) + "\t" + cookie.name + "\t" + cookie.value;
  return line;
}

}  // namespace vancrawl::http
