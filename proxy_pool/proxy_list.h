#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "proxy_pool/exit.h"

namespace vancrawl::proxy_pool {

/// A line that is no exit. The reason quotes nothing of it: it may hold a password.
struct ListFault {
  std::string file;
  int line = 0;  ///< from 1; 0: the file itself
  std::string reason;

  [[nodiscard]] std::string text() const;  ///< `file:line: reason`
};

/// Everything that was read. A caller that meets a fault uses none of the exits: a list with a
/// typing error would move accounts to other addresses.
struct ProxyList {
  std::vector<Exit> exits;
  std::vector<ListFault> faults;
};

/// One exit a line: `scheme://user:password@host:port` with http, https or socks5h, or `direct`.
/// User and password may be left out and are percent-encoded as in any URL ('@' is %40, '%' is
/// %25); an IPv6 host stands in brackets. Blank lines and what follows a # at the start of a line
/// are skipped. The same exit twice is a fault.
[[nodiscard]] ProxyList parse_proxy_list(const std::string& file, std::string_view text);

/// The same for a file; one that cannot be read is a fault. The text is wiped.
[[nodiscard]] ProxyList read_proxy_list(const std::filesystem::path& path);

}  // namespace vancrawl::proxy_pool
