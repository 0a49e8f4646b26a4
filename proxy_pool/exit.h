#pragma once

#include <cstdint>
#include <string>

#include "crawler/model/ids.h"
#include "crawler/model/secret.h"

namespace vancrawl::proxy_pool {

/// One way out: a proxy identity, or direct, which is an exit like any other and is used only when
/// it is listed.
struct Exit {
  enum class Scheme { kDirect, kHttp, kHttps, kSocks5h };

  /// `scheme://user@host:port`, or `direct`. The same line is the same exit in every run.
  model::ExitId id;
  Scheme scheme = Scheme::kDirect;
  std::string host;
  std::uint16_t port = 0;
  std::string user;  ///< empty: the proxy asks for none
  model::Secret password;
};

}  // namespace vancrawl::proxy_pool
