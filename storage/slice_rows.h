#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "crawler/model/slice.h"
#include "storage/connection.h"
#include "storage/slices.h"

namespace vancrawl::storage {

// What publishing reads and writes of a slice, apart from its rows. Only for the sources of this
// folder.

/// Of the standing proof, what a later one is held against.
struct StandingProof {
  model::ProofGrade grade = model::ProofGrade::kTotals;
  std::string printed;  ///< encoded
  std::string others;   ///< encoded
  std::vector<model::ScopeId> scopes;
  model::Instant read_began;
  std::int64_t row_count = 0;
  std::string content_hash;
  std::string evidence;  ///< numbers of the evidence rows, as stored
};

/// Of the last run that proved nothing.
struct StandingLatest {
  std::string printed;
  std::string content_hash;
  model::Instant same_since;  ///< when a read first said the same
};

struct StandingSlice {
  std::int64_t number = 0;  ///< 0 until it is inserted
  model::SliceState state = model::SliceState::kMissing;
  std::string reason;
  std::int64_t seq = 0;
  bool challenged = false;
  bool has_findings = false;
  bool has_unmapped = false;
  bool has_memo = false;
  std::optional<StandingProof> proof;
  std::optional<StandingLatest> latest;
};

[[nodiscard]] StandingSlice standing_slice(View& view, const model::SliceKey& key);
/// Gives the slice its number. State, reason and seq follow with store_state.
void insert_slice(Connection& connection, const model::SliceKey& key, StandingSlice& slice);
void store_state(Connection& connection, const StandingSlice& slice);

/// A run as it is written into `proof` or `latest`.
struct RunPart {
  const SlicePublication& publication;
  std::int64_t row_count = 0;
  std::string content_hash;
  std::string evidence;  ///< numbers, comma-separated, in the order read
};

void store_proof(Connection& connection, std::int64_t slice, model::ProofGrade grade,
                 const RunPart& run, const model::ControlTotals& merchants_part);
void store_latest(Connection& connection, const StandingSlice& slice, const RunPart& run,
                  model::SliceState outcome, const std::string& reason,
                  std::optional<model::FailureClass> failure);
/// The last run proved the slice: nothing unproved is left beside it.
void drop_latest(Connection& connection, std::int64_t slice, model::Ledger ledger);
void store_challenge(Connection& connection, std::int64_t slice, const SlicePublication& run);
void drop_challenge(Connection& connection, std::int64_t slice);
void store_findings(Connection& connection, const StandingSlice& slice,
                    const std::vector<std::string>& findings);
/// Texts of a whole read replace those of the read before.
void store_unmapped(Connection& connection, const StandingSlice& slice,
                    const SlicePublication& run);
void store_memo(Connection& connection, const StandingSlice& slice,
                const std::optional<PageMemo>& memo);
/// Keeps the portal's totals as an observation of their own when they differ from the last ones.
void observe_totals(Connection& connection, const StandingSlice& slice,
                    const SlicePublication& run);
/// Inserts what is not there yet; the numbers, comma-separated, in the order given.
[[nodiscard]] std::string store_evidence(Connection& connection,
                                         const std::vector<EvidenceItem>& items);

struct FeedEntry {
  std::int64_t slice = 0;
  model::SliceState state = model::SliceState::kMissing;
  bool challenged = false;
  std::int64_t row_count = 0;
  std::int64_t added = 0;
  std::int64_t changed = 0;
  std::int64_t vanished = 0;
  std::string content_hash;
  std::string evidence;
  model::JobId job;
  model::Instant observed_at;
  model::Instant recorded_at;
};

/// The number that the next entry will have: without gaps, in commit order.
[[nodiscard]] std::int64_t next_seq(Connection& connection);
void append_change(Connection& connection, std::int64_t seq, const FeedEntry& entry);

}  // namespace vancrawl::storage
