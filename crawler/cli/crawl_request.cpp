#include "crawler/cli/crawl_request.h"

#include <algorithm>

namespace vancrawl::cli {
namespace {

bool covers_any(const std::vector<storage::Consent>& granted, model::Ledger ledger,
                const model::DateRange& dates) {
  const auto days = dates.days();
  return std::ranges::any_of(granted, [&](const storage::Consent& consent) {
    return std::ranges::any_of(
        days, [&](model::BusinessDate day) { return consent.covers(ledger, day); });
  });
}

}  // namespace

std::vector<storage::JobRequest> jobs_for(storage::View& view, const CrawlAsk& ask,
                                          const engine::LoadedSites& sites, storage::Lane lane,
                                          model::Instant now) {
  std::vector<storage::JobRequest> requests;
  for (const auto& id : sites.ids()) {
    if (ask.site && *ask.site != id) continue;
    const auto granted = storage::consents_in_force(view, ask.merchant, id, now);
    const auto& facts = sites.at(id).book.facts;
    std::vector<model::Ledger> ledgers;
    std::ranges::copy_if(ask.ledgers, std::back_inserter(ledgers), [&](model::Ledger ledger) {
      return facts.ledgers.contains(ledger) && covers_any(granted, ledger, ask.dates);
    });
    if (ledgers.empty()) continue;
    for (const auto& credential : storage::credentials_of(view, ask.merchant, id)) {
      if (credential.destroyed) continue;
      requests.push_back(
          {ask.merchant, id, credential.account, credential.id, ledgers, ask.dates, lane, now});
    }
  }
  return requests;
}

}  // namespace vancrawl::cli
