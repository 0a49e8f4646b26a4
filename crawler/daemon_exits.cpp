#include "crawler/daemon_exits.h"

#include <stdexcept>
#include <string>
#include <utility>

#include <spdlog/spdlog.h>

namespace vancrawl {
namespace {

proxy_pool::ListIs kind_of(const proxy_pool::ProxyList& list) {
  return list.is_whole() ? proxy_pool::ListIs::kWhole : proxy_pool::ListIs::kPartial;
}

}  // namespace

proxy_pool::ProxyList exits_of(const Config& config) {
  if (config.proxies_file.empty()) return proxy_pool::parse_proxy_list("default", "direct");
  auto list = proxy_pool::read_proxy_list(config.proxies_file);
  std::string what = config.proxies_file + ": the list of proxies cannot be used";
  for (const auto& fault : list.faults) what += "\n  " + fault.text();
  if (list.exits.empty()) throw std::runtime_error(what);
  for (const auto& fault : list.faults) {
    spdlog::warn("a line of the list of proxies is left out: {}", fault.text());
  }
  return list;
}

proxy_pool::Pool pool_of(proxy_pool::ProxyList list) {
  const auto kind = kind_of(list);
  return {proxy_pool::PoolSettings{}, std::move(list.exits), kind};
}

void take_list(proxy_pool::Pool& pool, proxy_pool::ProxyList list) {
  const auto kind = kind_of(list);
  pool.reload(std::move(list.exits), kind);
}

}  // namespace vancrawl
