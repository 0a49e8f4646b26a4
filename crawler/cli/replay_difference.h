#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "crawler/engine/replay.h"
#include "storage/read_models.h"

namespace vancrawl::cli {

/// One stored read of a slice: that of its proof, or the last one that proved nothing.
struct StoredRead {
  enum class Which { kProof, kLastRun };
  Which which = Which::kProof;
  storage::SliceStatus slice;
  model::LedgerRows rows;  ///< proved, or of the last run
};

struct RowDifference {
  std::string record;
  std::string before;  ///< JSON of the row; empty if it is added
  std::string after;   ///< empty if it is gone
};

/// One figure or state of the proof that comes out otherwise.
struct ProofDifference {
  std::string what;
  std::string before;
  std::string after;
};

/// How the present parser's reading differs from what is stored. Rows are told by their keys.
struct ReplayDifference {
  std::vector<RowDifference> rows;
  std::vector<ProofDifference> proof;
  [[nodiscard]] bool empty() const { return rows.empty() && proof.empty(); }
};

[[nodiscard]] ReplayDifference difference_of(const StoredRead& stored,
                                             const engine::Replayed& replayed);

/// {"slice": …, "of": "proof", "added": [row], "gone": [row], "changed": [{record, fields}], …}
[[nodiscard]] nlohmann::ordered_json json_of(const StoredRead& stored,
                                             const ReplayDifference& difference);

}  // namespace vancrawl::cli
