#pragma once

#include <chrono>
#include <span>

#include "storage/tasks.h"

namespace vancrawl::storage {

/// Who has met a cause and not had it go well since.
struct Sighted {
  int merchants = 0;
  model::Instant since;  ///< the first of them
};

/// The merchant met the cause. What is older than `remembered` and was not met again is forgotten.
Sighted note_sighting(Transaction& transaction, const TaskCause& cause,
                      const model::MerchantId& merchant, std::chrono::seconds remembered,
                      model::Instant now);

/// It went well for the merchant: a cause about `about` that nobody else meets is gone, and its
/// task is closed.
void clear_sightings(Transaction& transaction, const TaskSubject& about,
                     const model::MerchantId& merchant, const Wording& by, model::Instant now);
/// It went well for somebody, which shows that these causes are gone for everybody.
void clear_causes(Transaction& transaction, std::span<const TaskCause> causes, const Wording& by,
                  model::Instant now);
/// Closes every task about it that is not left to a person.
void close_about(Transaction& transaction, const TaskSubject& about, const Wording& by,
                 model::Instant now);

/// What the last keypads of a site came to.
struct PadRecord {
  int dealt = 0;  ///< at most 30
  int refused = 0;
  int merchants_refused_in_a_row = 0;  ///< different merchants, the last ones

  /// Over 20 % of the last 30, or three merchants in a row.
  [[nodiscard]] bool is_too_bad() const;
};

PadRecord note_pad(Transaction& transaction, const model::SiteId& site,
                   const model::MerchantId& merchant, bool refused);
/// Another template set: what was refused under the one before says nothing.
void forget_pads(Transaction& transaction, const model::SiteId& site);

}  // namespace vancrawl::storage
