#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <vector>

#include "crawler/model/ids.h"
#include "crawler/model/instant.h"

namespace vancrawl::proxy_pool {

/// Whose fault is it? Remembers which exits failed on one site of late: when enough different ones
/// did, it is the site.
class SiteBlame {
 public:
  SiteBlame(std::size_t exits_that_clear, std::chrono::seconds within)
      : enough_(exits_that_clear), within_(within) {}

  /// Notes a failure. Returns the exits that failed within the span, when they are enough; then
  /// starts over.
  [[nodiscard]] std::vector<model::ExitId> note(const model::ExitId& exit, model::Instant now);
  /// The exit works on this site after all: its failures prove nothing.
  void clear(const model::ExitId& exit);

 private:
  struct Failure {
    model::ExitId exit;
    model::Instant at;
  };

  std::size_t enough_;
  std::chrono::seconds within_;
  std::deque<Failure> failures_;
};

}  // namespace vancrawl::proxy_pool
