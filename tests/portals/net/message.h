#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace vancrawl::portals::net {

/// Name and value pairs in the order of arrival; a repeated name stays repeated.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// The first value of `name`, or nothing.
[[nodiscard]] std::optional<std::string> first_value(const Fields& fields, const std::string& name);

/// Every value of `name`, in order.
[[nodiscard]] std::vector<std::string> all_values(const Fields& fields, const std::string& name);

/// Reads `a=1&b=%20+` as browsers write it: '+' is a blank, %XX a byte (of whatever charset the
/// page used: the bytes are not recoded). A broken escape is kept as it stands.
[[nodiscard]] Fields parse_form(const std::string& encoded);

/// Percent escapes only: in a path '+' is a plus.
[[nodiscard]] std::string decode_path(const std::string& encoded);

/// One request as a portal sees it. A plain value.
struct Ask {
  std::string method;  ///< upper case
  std::string target;  ///< as sent: path and query
  std::string path;    ///< percent-decoded, without the query
  Fields query;        ///< decoded
  std::map<std::string, std::string>
      headers;  ///< names in lower case; repeated ones joined by ", "
  std::map<std::string, std::string> cookies;
  std::string body;
  /// Source port of the connection. With a ConnectProxy between, `ConnectProxy::user_of(peer_port)`
  /// tells which proxy user asked, so that a portal can ban an exit.
  std::uint16_t peer_port = 0;
  std::string peer_address;  ///< source address; exits on loopback may each have their own

  /// The body read as application/x-www-form-urlencoded.
  [[nodiscard]] Fields form() const;
  /// A header by lower-case name; empty when absent.
  [[nodiscard]] std::string header(const std::string& name) const;
  /// A cookie by name; empty when absent.
  [[nodiscard]] std::string cookie(const std::string& name) const;
};

/// What a portal answers, faults included. Content-Length is added by the server; everything else
/// (Content-Type, Set-Cookie, Location) is the portal's own, repeated names allowed.
struct Answer {
  int status = 200;
  Fields headers;
  std::string body;
  std::chrono::milliseconds delay{0};                  ///< waits so long before the first byte
  std::optional<std::size_t> truncate_after{};         ///< sends so many body bytes, then closes
  bool drop = false;                                   ///< closes without a byte
  std::optional<std::size_t> drip_bytes_per_second{};  ///< sends the body this slowly
};

using Handler = std::function<Answer(const Ask&)>;

}  // namespace vancrawl::portals::net
