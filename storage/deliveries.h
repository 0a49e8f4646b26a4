#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crawler/model/business_date.h"
#include "crawler/model/ids.h"
#include "crawler/model/instant.h"
#include "storage/view.h"

namespace vancrawl::storage {

// What is to be told outside: loud tasks and morning reports, to each channel until it took them. A
// crash between telling and writing that down tells again: at least once.

using DeliveryId = model::NumberId<struct DeliveryTag>;

struct Delivery {
  DeliveryId id;
  std::string channel;
  std::string body;  ///< a JSON document
  int tries = 0;
};

/// Puts every loud task that a channel was not told of into its outbox: open ones, and those that
/// were closed within the day.
void fill_outbox(Transaction& transaction, const std::vector<std::string>& channels,
                 model::Instant now);
void put_in_outbox(Transaction& transaction, const std::vector<std::string>& channels,
                   const std::string& body, model::Instant now);

/// Oldest first.
[[nodiscard]] std::vector<Delivery> due_deliveries(View& view, model::Instant now);
[[nodiscard]] std::optional<model::Instant> next_delivery(View& view);

void note_delivered(Transaction& transaction, DeliveryId id, model::Instant now);
/// Tried again after half a minute, then twice as long each time, an hour at most. `fault` names
/// what went wrong and holds no text of the other side.
void note_undelivered(Transaction& transaction, DeliveryId id, const std::string& fault,
                      model::Instant now);

struct MorningReport {
  model::BusinessDate date;  ///< the day it speaks of
  model::Instant made_at;
  std::string body;  ///< a JSON document
};

/// One a day; a later one takes its place.
void store_report(Transaction& transaction, const MorningReport& report);
[[nodiscard]] std::optional<MorningReport> last_report(View& view);

}  // namespace vancrawl::storage
