#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "crawler/model/ids.h"
#include "crawler/model/secret.h"
#include "crawler/model/won.h"

namespace vancrawl::proxy_pool {

/// One way out: a proxy identity, or direct, which is an exit like any other and is used only when
/// it is listed.
struct Exit {
  enum class Scheme { kDirect, kHttp, kHttps, kSocks5h };

  /// `scheme://user@host:port`, or `direct`; `#session` behind it where only the password names the
  /// session. The same line is the same exit in every run.
  model::ExitId id;
  Scheme scheme = Scheme::kDirect;
  std::string host;
  std::uint16_t port = 0;
  std::string user;  ///< empty: the proxy asks for none
  model::Secret password;

  std::string country;        ///< two capital letters; empty: the list does not say
  int weight = 1;             ///< its share of the accounts beside the others', 1 to 100
  model::Won price_per_gb;    ///< of its traffic, both ways
  int at_once = 0;            ///< sessions at the same time; 0: no limit
  int at_once_at_a_site = 0;  ///< of those at one site; 0: no limit
};

/// "http", "https", "socks5h" or "direct".
[[nodiscard]] std::string_view name_of(Exit::Scheme scheme);

}  // namespace vancrawl::proxy_pool
