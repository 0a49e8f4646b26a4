#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crawler/http/request.h"

namespace vancrawl::http {

/// Time since the request was handed over; a step that a kept connection saved took 0.
struct Timing {
  std::chrono::microseconds connected{0};   ///< TCP, to the proxy where there is one
  std::chrono::microseconds secured{0};     ///< tunnel and TLS
  std::chrono::microseconds first_byte{0};  ///< of the answer
  std::chrono::microseconds total{0};
};

/// One whole answer, whatever its status. Redirects are answers: nobody follows them here.
struct Response {
  int status = 0;
  std::string url;              ///< as requested
  std::vector<Header> headers;  ///< in order, repeated ones kept
  std::string body;             ///< unpacked, not recoded
  std::string content_type;     ///< as sent; empty when absent
  Timing timing;
  std::uint64_t wire_bytes = 0;  ///< request, headers and packed body; TLS and CONNECT not counted
  bool fresh_connection = false;

  /// The first header of that name, in any case.
  [[nodiscard]] std::optional<std::string> header(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> all_headers(const std::string& name) const;
};

}  // namespace vancrawl::http
