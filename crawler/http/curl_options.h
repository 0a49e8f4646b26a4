#pragma once

#include "crawler/http/request_rules.h"
#include "crawler/http/transport.h"

namespace vancrawl::http {

/// A CURL* with everything set that holds for the life of a connection: TLS, proxy, protocols,
/// sizes. Throws std::runtime_error when libcurl refuses an option (none of them may be missing) or
/// is out of memory.
[[nodiscard]] void* make_easy(const ConnectionOptions& options, AllowedUrls allowed);

/// A CURLSH* that shares cookies, connections and TLS sessions.
[[nodiscard]] void* make_share();

}  // namespace vancrawl::http
