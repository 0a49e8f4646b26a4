#pragma once

#include <string>
#include <string_view>

namespace vancrawl::http {

/// Why there is no whole answer.
struct TransportFault {
  enum class Kind {
    kNetwork,           ///< refused, reset, name not found, cut in the middle, not HTTP
    kTimeout,           ///< a limit of the request
    kProxyUnreachable,  ///< no connection or no answer, or it says that it cannot (5xx)
    kProxyRefused,      ///< it answered and does not let us: 407, 403, SOCKS authentication
    kTlsUntrusted,      ///< certificate or name not as it must be
    kTooLarge,          ///< body over the limit, or more than 256 KiB of headers
    kSlowDrip,          ///< the answer began and came too slowly
    kCancelled,         ///< by the awaiting coroutine's cancellation, or the net thread's end
    kNotAllowed,        ///< the request broke this folder's rules; nothing was sent
  };

  Kind kind = Kind::kNetwork;
  /// Conservative: true from the moment a connection was ready and any byte of the request itself
  /// (not of CONNECT or a handshake) may have left.
  bool request_may_have_been_sent = false;
  /// For a person; never holds a body, a cookie or a proxy's password.
  std::string detail;
};

[[nodiscard]] std::string_view name_of(TransportFault::Kind kind);

}  // namespace vancrawl::http
