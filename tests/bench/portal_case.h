#pragma once

#include <string>

namespace vancrawl::bench {

/// How many times less CPU a row must cost than the peer's.
struct RatioTargets {
  double first = 0;      ///< the first crawl
  double unchanged = 0;  ///< the same days again, other bytes
  double same = 0;       ///< the same days again, the same bytes
};

/// One portal as it is crawled for figures: listings of 100 rows, approvals only.
struct PortalCase {
  std::string name;
  std::string site;
  std::string page_weight;  ///< of portal-sim; cardsales does not look at it
  bool json = false;
  RatioTargets targets;
  double efficiency_target = 0;  ///< parts / whole
};

/// How much is crawled.
struct Volume {
  int merchants = 2;
  int days = 15;
  int rows_per_day = 1000;
  [[nodiscard]] int rows() const { return merchants * days * rows_per_day; }
};

inline constexpr int kRowsAPage = 100;

}  // namespace vancrawl::bench
