#pragma once

#include <string>
#include <vector>

#include "tests/bench/stage.h"

namespace vancrawl::bench {

struct RotatingFigures {
  int wanted = 0;  ///< listing pages
  int read = 0;    ///< that came home with rows
  int wrong = 0;   ///< pages with status 200 that were none of the portal's
  double wall = 0;
  std::string version;
};

/// Scrapy from Debian with a plain rotating middleware (tests/bench/proxies_crawl_peer.py): a
/// random proxy for every request, five retries each. Throws std::runtime_error when it fails.
[[nodiscard]] RotatingFigures crawl_with_rotating_peer(const Stage& stage,
                                                       const std::vector<std::string>& proxies);

}  // namespace vancrawl::bench
