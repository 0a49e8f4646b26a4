#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "proxy_pool/exit.h"

namespace vancrawl::proxy_pool {

/// A line that is no exit. The reason quotes nothing of it: it may hold a password.
struct ListFault {
  std::string source;  ///< a file, or where a vendor's answer came from
  int line = 0;        ///< from 1; of a JSON answer the entry; 0: the source itself
  std::string reason;

  [[nodiscard]] std::string text() const;  ///< `source:line: reason`
};

/// Everything that was read: the good lines beside the faults. Of a list with a fault nobody may
/// conclude that an exit is gone: its line may be the one that could not be read.
struct ProxyList {
  std::vector<Exit> exits;
  std::vector<ListFault> faults;

  [[nodiscard]] bool is_whole() const { return faults.empty(); }
  /// Takes the exits in; one that stands here already is a fault.
  void add(std::vector<Exit> more, const std::string& source, int line);
  /// The exits of several lists together.
  void add(ProxyList other);
};

/// One line an exit: `scheme://user:password@host:port` with http, https or socks5h, or `direct`,
/// then options (line_options.h). User and password may be left out and are percent-encoded as in
/// any URL ('@' is %40, '%' is %25); an IPv6 host stands in brackets. `{session}` in either makes a
/// line many exits. Blank lines and lines that begin with # are skipped.
[[nodiscard]] ProxyList parse_proxy_list(const std::string& source, std::string_view text);

/// The same for a file; one that cannot be read is a fault. The text is wiped.
[[nodiscard]] ProxyList read_proxy_list(const std::filesystem::path& path);

}  // namespace vancrawl::proxy_pool
