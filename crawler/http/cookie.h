#pragma once

#include <cstdint>
#include <expected>
#include <string>

namespace vancrawl::http {

/// One cookie of a jar, as a browser keeps it.
struct Cookie {
  std::string domain;               ///< without a leading dot
  bool include_subdomains = false;  ///< a Domain attribute was given
  std::string path = "/";
  bool secure = false;
  bool http_only = false;
  std::int64_t expires_unix_seconds = 0;  ///< 0: ends with the session
  std::string name;
  std::string value;

  friend bool operator==(const Cookie&, const Cookie&) = default;
};

/// libcurl speaks of cookies in lines of Netscape's cookies.txt: seven fields between tabs. The
/// fault says what is wrong with the line, without its value.
[[nodiscard]] std::expected<Cookie, std::string> parse_cookie_line(const std::string& line);

/// The line, or a fault when a field holds a tab or another control character, which such a line
/// cannot carry.
[[nodiscard]] std::expected<std::string, std::string> cookie_line(const Cookie& cookie);

}  // namespace vancrawl::http
