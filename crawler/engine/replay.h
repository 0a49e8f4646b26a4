#pragma once

#include <expected>
#include <string>
#include <vector>

#include "crawler/session/site_book.h"
#include "crawler/site_api/site.h"
#include "storage/directory.h"
#include "storage/slices.h"

namespace vancrawl::engine {

/// One read of one slice as it is stored.
struct RecordedRead {
  model::SliceKey key;
  model::JobId job;
  model::Instant read_began;
  model::Instant observed_at;
  bool broke_off = false;  ///< it ended as missing: nothing was answered after its last exchange
  std::vector<storage::EvidenceItem> evidence;  ///< whole, as stored, in its order
};

/// What the present parser makes of it.
struct Replayed {
  /// With the instants, job and evidence of the recorded read; without a memo and a fence.
  storage::SlicePublication publication;
  /// What the parser asked for and the evidence does not hold; empty if it held everything.
  std::string asked_in_vain;
};

/// Reads stored evidence again with the site's own flow and today's site.toml, without a login,
/// network, wait or clock: the time is that of the recorded read. Rows are told ours by the
/// merchant as registered today. Blocks; an error says why the evidence cannot be replayed (it
/// holds no conversation: it is older than these, or of a visit that came to no reading).
[[nodiscard]] std::expected<Replayed, std::string> replay(const session::SiteBook& book,
                                                          const site_api::Site& flow,
                                                          const storage::Merchant& merchant,
                                                          const RecordedRead& read);

/// The conversation among stored evidence.
[[nodiscard]] std::expected<std::vector<session::Exchange>, std::string> conversation_of(
    const std::vector<storage::EvidenceItem>& evidence);

}  // namespace vancrawl::engine
