#pragma once

#include <filesystem>
#include <string>

#include "tests/bench/stage.h"

namespace vancrawl::bench {

struct PeerFigures {
  double wall = 0;
  double cpu = 0;  ///< from the opening of the spider to the last commit, start-up not counted
  std::int64_t rows = 0;
  std::int64_t pages = 0;
  std::int64_t peak_kb = 0;
  std::string version;
};

/// Scrapy from Debian over the same portal: tests/bench/scrapy_peer.py in a process of its own.
class ScrapyPeer {
 public:
  explicit ScrapyPeer(const Stage& stage);

  /// One crawl of every page into the same database. Throws std::runtime_error when it fails or a
  /// row is missing.
  [[nodiscard]] PeerFigures crawl(bool compares);

  /// What it is tuned to, for the reader of the figures.
  [[nodiscard]] static std::string settings();

 private:
  [[nodiscard]] nlohmann::json spec(bool compares) const;

  const Stage& stage_;
  WorkFolder folder_;
};

}  // namespace vancrawl::bench
