#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vancrawl::proxies {

/// What a client says first in TLS that could tie it to an earlier session.
struct ClientHello {
  std::string session_id;            ///< TLS 1.3: random, says nothing by itself
  std::string server_name;           ///< empty: none
  std::vector<std::string> tickets;  ///< offered for resumption, of TLS 1.2 or 1.3
};

/// Nothing while more bytes are needed, or if it is no ClientHello within the first record.
[[nodiscard]] std::optional<ClientHello> read_client_hello(std::string_view bytes);

}  // namespace vancrawl::proxies
