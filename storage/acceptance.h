#pragma once

#include <string>
#include <string_view>

#include "crawler/model/slice.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// One person's word that a disputed slice may be settled as it is.
struct Acceptance {
  model::SliceKey key;
  std::string person;
  std::string reason;
};

enum class AcceptAnswer {
  kRecorded,       ///< another person has to accept the same totals and rows
  kAccepted,       ///< the second person: the rows are proved with grade "accepted"
  kAlreadySaid,    ///< this person accepted these totals and rows before
  kNotDisputed,    ///< nothing to accept: neither disputed nor challenged
  kIncomplete,     ///< the person or the reason is empty
  kConsentMissing  ///< no consent in force covers the slice: nothing is published
};

[[nodiscard]] std::string_view name_of(AcceptAnswer answer);

/// Accepts what stands: of a disputed slice the portal's totals and the rows of the run that
/// disputed it; of a proved slice that was challenged by a read without rows, the newer totals and
/// the proved rows. It is void as soon as totals or rows change: an unfinished acceptance counts
/// for nothing, a finished one is challenged. Writes a feed entry when it is finished.
[[nodiscard]] AcceptAnswer accept_slice(Transaction& transaction, const Acceptance& acceptance,
                                        model::Instant now);

}  // namespace vancrawl::storage
