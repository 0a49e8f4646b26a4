#pragma once

#include <string>
#include <vector>

#include "tests/bench/stage.h"

namespace vancrawl::bench {

/// The addresses that one account's listings are read by.
struct AccountUrls {
  BenchAccount account;
  std::string login_url;
  std::string login_body;          ///< form-encoded
  std::vector<std::string> pages;  ///< every listing page once: what a client without proof asks
  /// What the crawl asks: each day's summary where there is one, its pages, and again the first
  /// page and the summary, between which the listing must not have changed.
  std::vector<std::string> crawled;
};

[[nodiscard]] std::vector<AccountUrls> urls_of(const Stage& stage);

}  // namespace vancrawl::bench
