#pragma once

#include <string>
#include <vector>

#include "proxy_pool/pool.h"
#include "proxy_pool/proxy_list.h"

namespace vancrawl::proxy_pool::tests {

inline const model::Instant kStart = model::Instant(std::chrono::hours(400'000));
inline const model::SiteId kSite("easyshop");
inline const model::SiteId kOther("cardsales");

/// Exits http://u0@10.0.0.1:80 and so on, each line with these options.
inline std::vector<Exit> exits(int count, const std::string& options = "") {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += "http://u" + std::to_string(i) + ":p@10.0.0.1:80" + options + "\n";
  }
  return parse_proxy_list("test", text).exits;
}

inline model::ExitId id(int number) {
  return model::ExitId("http://u" + std::to_string(number) + "@10.0.0.1:80");
}

inline LeaseRequest of(int account, const model::SiteId& site = kSite) {
  return {.account = {"realm", "merchant" + std::to_string(account)}, .site = site};
}

/// A lease of that exit, whoever's home it is.
inline Lease lease_of(Pool& pool, int exit, const model::SiteId& site = kSite,
                      model::Instant now = kStart) {
  LeaseRequest request = of(0, site);
  request.assigned = id(exit);
  return pool.lease(request, now).value();
}

inline ExitStatus status_of(const Pool& pool, int exit, model::Instant now = kStart) {
  for (ExitStatus& one : pool.status(now)) {
    if (one.id == id(exit)) return std::move(one);
  }
  return {};
}

/// Nothing is ever the site's fault.
inline PoolSettings blaming_exits() {
  PoolSettings settings;
  settings.exits_that_blame_the_site = 1000;
  return settings;
}

}  // namespace vancrawl::proxy_pool::tests
