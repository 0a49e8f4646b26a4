#pragma once

#include "tests/bench/stage.h"

namespace vancrawl::bench {

/// CPU seconds of what a first crawl cannot do without, each alone, on the bytes and rows of the
/// crawl.
struct PartFigures {
  double fetch = 0;  ///< the crawl's requests over plain libcurl
  double scrub = 0;  ///< scrubbing, slimming and zstd of each distinct page
  double parse = 0;  ///< the tree of the stored form and every cell's text
  double store = 0;  ///< the rows, proofs and evidence of the crawl, published into a fresh store
  double plain_gumbo = 0;  ///< HTML only, not in the sum: Gumbo as it comes, on the stored form

  [[nodiscard]] double sum() const { return fetch + scrub + parse + store; }
};

/// `crawled`: the store of a first crawl of this stage.
[[nodiscard]] PartFigures measure_parts(Stage& stage, const Config& crawled);

}  // namespace vancrawl::bench
