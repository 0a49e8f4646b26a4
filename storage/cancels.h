#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "storage/cancel_links.h"
#include "storage/directory.h"
#include "storage/view.h"

namespace vancrawl::storage {

struct CancelQuery {
  model::MerchantId merchant;
  model::SiteId site;
  model::Ledger ledger = model::Ledger::kApproval;  ///< or acquisition
  std::optional<model::DateRange> dates;  ///< under which the cancels are listed; absent: all
};

/// Every proved cancel listed on these days and what it undoes, by day and second. Made anew from
/// all proved rows of the ledger at each call: a sale that appears later is found, and what is
/// linked does not depend on the days asked. Throws std::invalid_argument for the deposit ledger.
[[nodiscard]] std::vector<CancelLink> cancel_links(View& view, const CancelQuery& query);

/// The last word of a person on each cancel of the merchant, site and ledger.
[[nodiscard]] CancelChoices cancel_choices(View& view, const model::MerchantId& merchant,
                                           const model::SiteId& site, model::Ledger ledger);

struct CancelChoice {
  RecordKey cancel;
  std::optional<RecordKey> sale;  ///< none: it undoes nothing we hold
  std::string person;
  std::string note;
};

/// Records for ever what a person says a cancel undoes; the last word counts. Both must be proved
/// rows of one merchant, site and ledger, the one a cancel and the other a sale of at least its
/// amount.
[[nodiscard]] std::expected<void, InputFault> choose_sale(Transaction& transaction,
                                                          const CancelChoice& choice,
                                                          model::Instant now);

}  // namespace vancrawl::storage
