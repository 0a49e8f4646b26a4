#include "crawler/http/curl_faults.h"

#include <algorithm>

#include <curl/curl.h>

namespace vancrawl::http {
namespace {

using Kind = TransportFault::Kind;

Kind kind_of_socks_failure(long code) {
  switch (code) {
    case CURLPX_USER_REJECTED:
    case CURLPX_NO_AUTH:
    case CURLPX_REPLY_NOT_ALLOWED:
    case CURLPX_UNKNOWN_MODE:
    case CURLPX_IDENTD_DIFFER:
      return Kind::kProxyRefused;
    case CURLPX_REPLY_CONNECTION_REFUSED:
    case CURLPX_REPLY_HOST_UNREACHABLE:
    case CURLPX_REPLY_NETWORK_UNREACHABLE:
    case CURLPX_REPLY_TTL_EXPIRED:
    case CURLPX_RESOLVE_HOST:
      return Kind::kNetwork;
    default:  // libcurl's list, not ours
      return Kind::kProxyUnreachable;
  }
}

/// Before the tunnel stood, everything is the proxy's doing.
Kind kind_without_tunnel(const FailedTransfer& failed) {
  const bool refused = failed.connect_status >= 300 && failed.connect_status < 500;
  return refused ? Kind::kProxyRefused : Kind::kProxyUnreachable;
}

bool concerns_proxy(const FailedTransfer& failed) {
  const bool network =
      failed.curl_code == CURLE_COULDNT_CONNECT || failed.curl_code == CURLE_RECV_ERROR ||
      failed.curl_code == CURLE_SEND_ERROR || failed.curl_code == CURLE_OPERATION_TIMEDOUT ||
      failed.curl_code == CURLE_GOT_NOTHING || failed.curl_code == CURLE_SSL_CONNECT_ERROR ||
      failed.curl_code == CURLE_PEER_FAILED_VERIFICATION;
  return failed.through_proxy && !failed.connection_was_ready && !failed.tunnel_stood && network;
}

Kind kind_of_code(int code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_PROXY:
      return Kind::kProxyUnreachable;
    case CURLE_OPERATION_TIMEDOUT:
      return Kind::kTimeout;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return Kind::kTlsUntrusted;
    case CURLE_ABORTED_BY_CALLBACK:
      return Kind::kCancelled;
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_URL_MALFORMAT:
    case CURLE_LOGIN_DENIED:  // a user name in the address
      return Kind::kNotAllowed;
    default:  // libcurl's list, not ours: whatever else it says, there is no whole answer
      return Kind::kNetwork;
  }
}

Kind kind_of(const FailedTransfer& failed) {
  if (failed.too_large) return Kind::kTooLarge;
  if (failed.too_slow) return Kind::kSlowDrip;
  if (failed.curl_code == CURLE_PROXY) return kind_of_socks_failure(failed.proxy_code);
  return concerns_proxy(failed) ? kind_without_tunnel(failed) : kind_of_code(failed.curl_code);
}

std::string printable(std::string text) {
  std::ranges::replace_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return text;
}

}  // namespace

TransportFault fault_of(const FailedTransfer& failed) {
  TransportFault fault;
  fault.kind = kind_of(failed);
  fault.request_may_have_been_sent = failed.connection_was_ready;
  fault.detail = curl_easy_strerror(static_cast<CURLcode>(failed.curl_code));
  if (!failed.text.empty()) fault.detail = printable(failed.text);
  if (failed.too_large) fault.detail = "the answer is larger than allowed";
  if (failed.too_slow) fault.detail = "the answer came too slowly";
  return fault;
}

}  // namespace vancrawl::http
