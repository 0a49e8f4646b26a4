#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace vancrawl::http {

enum class Method { kGet, kPost };

struct Header {
  std::string name;
  std::string value;
};

/// What one exchange may cost. Beyond any of them it is ended with the fault named beside it.
struct Limits {
  std::uint64_t max_bytes = 8 * 1024 * 1024;    ///< of the body, unpacked: kTooLarge
  std::chrono::milliseconds total{30'000};      ///< all of it: kTimeout
  std::chrono::milliseconds connect{10'000};    ///< proxy, tunnel and TLS: kTimeout
  std::uint64_t slowest_bytes_per_second = 64;  ///< once the answer has begun: kSlowDrip
  std::chrono::milliseconds slow_for{10'000};   ///< so long under it; seen within twice that
};

/// One request. Moved, never copied; a body that carries a secret is wiped when the request goes.
struct Request {
  Request() = default;
  Request(Method method_in, std::string url_in);
  Request(Request&&) noexcept = default;
  Request& operator=(Request&&) noexcept;
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;
  ~Request();

  Method method = Method::kGet;
  std::string url;  ///< https, absolute, no user or password in it
  /// Cookies, Host, Content-Length and what concerns the proxy are not set here.
  std::vector<Header> headers;
  std::string body;          ///< kPost only
  std::string content_type;  ///< of the body; empty: application/x-www-form-urlencoded
  /// The body holds a password or a keypad's answer: it goes over a fresh connection, so that the
  /// library can never send it twice, and every copy of it is wiped afterwards.
  bool carries_secret = false;
  Limits limits;
};

}  // namespace vancrawl::http
