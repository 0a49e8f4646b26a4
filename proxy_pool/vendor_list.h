#pragma once

#include <string>
#include <string_view>

#include "proxy_pool/proxy_list.h"

namespace vancrawl::proxy_pool {

/// How a vendor's endpoint answers: lines as in a file, or JSON, whose members the operator names.
struct VendorShape {
  enum class Format { kLines, kJson };

  Format format = Format::kLines;
  std::string list;  ///< the member that holds the array of entries; empty: the answer is the array
  Exit::Scheme scheme = Exit::Scheme::kHttp;  ///< of entries that name none
  std::string scheme_member = "scheme";
  std::string host_member = "host";
  std::string port_member = "port";
  std::string user_member = "user";
  std::string password_member = "password";
  std::string country_member = "country";

  friend bool operator==(const VendorShape&, const VendorShape&) = default;
};

/// An entry of JSON is an object with those members (host and port must be there; what else it
/// holds is the vendor's own) or a text, which is a line. An answer without any exit is a fault:
/// nobody loses every exit to an empty page.
[[nodiscard]] ProxyList parse_vendor_answer(const std::string& source, std::string_view body,
                                            const VendorShape& shape);

}  // namespace vancrawl::proxy_pool
