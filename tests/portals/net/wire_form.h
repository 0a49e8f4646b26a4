#pragma once

#include <cstdint>
#include <string>

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "tests/portals/net/message.h"

namespace vancrawl::portals::net {

using WireRequest = boost::beast::http::request<boost::beast::http::string_body>;

/// Where a connection comes from.
struct Peer {
  std::string address;
  std::uint16_t port = 0;
};

/// A request as Beast read it, as the portals see it.
[[nodiscard]] Ask ask_from(WireRequest request, const Peer& peer);

/// Status line and headers with the blank line. Content-Length is added unless the answer brings
/// its own, or the status forbids a body.
[[nodiscard]] std::string head_of(const Answer& answer, bool keep_alive);

/// Whether bytes may follow the head: not after HEAD, 1xx, 204 and 304.
[[nodiscard]] bool carries_body(const Ask& ask, const Answer& answer);

}  // namespace vancrawl::portals::net
