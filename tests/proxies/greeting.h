#pragma once

#include <functional>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "tests/proxies/proxy_book.h"
#include "tests/proxies/wire.h"

namespace vancrawl::proxies {

/// Where a client wants to go, and as whom.
struct Wish {
  std::string user;
  std::string target;  ///< host:port
  bool by_name = false;
};

/// Whether this user may go on. Called once a greeting, with empty strings if none was given.
using Admission = std::function<bool(const std::string& user, const std::string& password)>;

/// Reads a CONNECT or a SOCKS5 greeting to its end. A user that is not admitted is told so (407,
/// SOCKS status 1); nothing then, or if the client says something else.
[[nodiscard]] boost::asio::awaitable<std::optional<Wish>> read_connect(Wire& wire,
                                                                       Admission admission);
[[nodiscard]] boost::asio::awaitable<std::optional<Wish>> read_socks(Wire& wire,
                                                                     Admission admission,
                                                                     bool asks_for_users);

enum class Reply { kOpen, kForbidden, kNothingLeft, kUnreachable };
/// The bytes of it: an HTTP head, or a SOCKS reply.
[[nodiscard]] std::string bytes_of(Reply reply, Language language);

}  // namespace vancrawl::proxies
