#pragma once

#include <string>

#include "crawler/http/transport_fault.h"

namespace vancrawl::http {

/// What is known about a transfer that libcurl gave up.
struct FailedTransfer {
  int curl_code = 0;
  bool through_proxy = false;
  bool tunnel_stood = false;          ///< the proxy had let us through; TLS was to begin or began
  bool connection_was_ready = false;  ///< tunnel and TLS stood: the request may have left
  long connect_status = 0;            ///< the proxy's answer to CONNECT; 0 when there was none
  long proxy_code = 0;                ///< CURLproxycode of a SOCKS failure
  bool too_large = false;
  bool too_slow = false;
  std::string text;  ///< libcurl's
};

/// The one place where libcurl's codes become ours.
[[nodiscard]] TransportFault fault_of(const FailedTransfer& failed);

}  // namespace vancrawl::http
