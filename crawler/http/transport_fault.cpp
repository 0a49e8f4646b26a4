#include "crawler/http/transport_fault.h"

#include <cstdlib>

namespace vancrawl::http {

std::string_view name_of(TransportFault::Kind kind) {
  switch (kind) {
    case TransportFault::Kind::kNetwork:
      return "network";
    case TransportFault::Kind::kTimeout:
      return "timeout";
    case TransportFault::Kind::kProxyUnreachable:
      return "proxy_unreachable";
    case TransportFault::Kind::kProxyRefused:
      return "proxy_refused";
    case TransportFault::Kind::kTlsUntrusted:
      return "tls_untrusted";
    case TransportFault::Kind::kTooLarge:
      return "too_large";
    case TransportFault::Kind::kSlowDrip:
      return "slow_drip";
    case TransportFault::Kind::kCancelled:
      return "cancelled";
    case TransportFault::Kind::kNotAllowed:
      return "not_allowed";
  }
  std::abort();
}

}  // namespace vancrawl::http
