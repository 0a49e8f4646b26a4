#pragma once

#include <memory>

#include "crawler/daemon.h"
#include "tests/bench/stage.h"

namespace vancrawl::bench {

struct CrawlFigures {
  double wall = 0;  ///< seconds
  double cpu = 0;   ///< seconds of this process, all threads
  std::int64_t rows = 0;
  std::int64_t requests = 0;
  std::int64_t peak_kb = 0;
  int proved = 0;   ///< slices whose rows were written
  int renewed = 0;  ///< slices proved again with equal rows
};

/// Crawls all that a stage holds through the real daemon, over a store of its own.
class OurCrawl {
 public:
  explicit OurCrawl(Stage& stage);
  OurCrawl(const OurCrawl&) = delete;
  OurCrawl& operator=(const OurCrawl&) = delete;
  ~OurCrawl();

  /// One crawl of every day. Throws std::runtime_error when a slice is not complete afterwards or
  /// a row is missing: a figure of a crawl that failed is no figure.
  [[nodiscard]] CrawlFigures crawl();

  [[nodiscard]] const Config& config() const { return config_; }

 private:
  class Watcher;
  void enqueue();
  void check_complete() const;

  Stage& stage_;
  Config config_;
  std::unique_ptr<Watcher> watcher_;
  std::unique_ptr<Daemon> daemon_;
};

}  // namespace vancrawl::bench
