#pragma once

#include "crawler/config.h"
#include "proxy_pool/pool.h"
#include "proxy_pool/proxy_list.h"

namespace vancrawl {

/// The exits of the configuration; without a list the direct connection is the one exit. A line
/// that cannot be read is logged and left out. Throws std::runtime_error for a list without a good
/// line.
[[nodiscard]] proxy_pool::ProxyList exits_of(const Config& config);

[[nodiscard]] proxy_pool::Pool pool_of(proxy_pool::ProxyList list);
void take_list(proxy_pool::Pool& pool, proxy_pool::ProxyList list);

}  // namespace vancrawl
