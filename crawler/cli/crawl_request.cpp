#include "crawler/cli/crawl_request.h"

#include <algorithm>
#include <charconv>

#include "crawler/daemon.h"

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

bool is_meant(const CrawlAsk& ask, const model::SiteFacts& site) {
  return !ask.site || *ask.site == site.id;
}

void add_jobs_at(const model::SiteFacts& site, storage::View& view, const CrawlAsk& ask,
                 storage::Lane lane, model::Instant now,
                 std::vector<storage::JobRequest>& requests) {
  const auto granted = storage::consents_in_force(view, ask.merchant, site.id, now);
  std::vector<model::Ledger> ledgers;
  std::ranges::copy_if(ask.ledgers, std::back_inserter(ledgers), [&](model::Ledger ledger) {
    return site.ledgers.contains(ledger) && covers_any(granted, ledger, ask.dates);
  });
  if (ledgers.empty()) return;
  for (const auto& credential : storage::credentials_of(view, ask.merchant, site.id)) {
    if (credential.destroyed) continue;
    requests.push_back(
        {ask.merchant, site.id, credential.account, credential.id, ledgers, ask.dates, lane, now});
  }
}

}  // namespace

std::vector<model::SiteFacts> facts_of_sites(const Invocation& invocation, const Config& config) {
  std::vector<model::SiteFacts> sites;
  for (const auto& entry : invocation.catalogue) {
    sites.push_back(load_site_book(config, entry.id).facts);
  }
  return sites;
}

std::vector<storage::JobRequest> jobs_for(storage::View& view, const CrawlAsk& ask,
                                          const std::vector<model::SiteFacts>& sites,
                                          storage::Lane lane, model::Instant now) {
  std::vector<storage::JobRequest> requests;
  for (const auto& site : sites) {
    if (is_meant(ask, site)) add_jobs_at(site, view, ask, lane, now, requests);
  }
  return requests;
}

std::vector<storage::JobRequest> jobs_for(storage::View& view, const CrawlAsk& ask,
                                          const engine::LoadedSites& sites, storage::Lane lane,
                                          model::Instant now) {
  std::vector<storage::JobRequest> requests;
  for (const auto& id : sites.ids()) {
    const auto& site = sites.at(id).book.facts;
    if (is_meant(ask, site)) add_jobs_at(site, view, ask, lane, now, requests);
  }
  return requests;
}

std::vector<Uncovered> uncovered_ledgers(storage::View& view, const CrawlAsk& ask,
                                         const std::vector<model::SiteFacts>& sites,
                                         model::Instant now) {
  std::vector<Uncovered> uncovered;
  for (const auto& site : sites) {
    if (!is_meant(ask, site)) continue;
    const auto granted = storage::consents_in_force(view, ask.merchant, site.id, now);
    const bool is_known =
        !granted.empty() || !storage::credentials_of(view, ask.merchant, site.id).empty();
    if (!ask.site && !is_known) continue;
    for (const auto ledger : ask.ledgers) {
      if (!site.ledgers.contains(ledger) || covers_any(granted, ledger, ask.dates)) continue;
      uncovered.push_back({site.id, ledger});
    }
  }
  return uncovered;
}

std::vector<model::SliceKey> slices_of(const std::vector<storage::JobRequest>& requests) {
  std::vector<model::SliceKey> slices;
  for (const auto& request : requests) {
    for (const auto ledger : request.ledgers) {
      for (const auto date : request.dates.days()) {
        const model::SliceKey key{request.merchant, request.site, ledger, date};
        if (std::ranges::find(slices, key) == slices.end()) slices.push_back(key);
      }
    }
  }
  return slices;
}

std::chrono::seconds span_option(const std::string& name, const std::string& text) {
  constexpr std::int64_t kMost = 1'000'000;
  std::int64_t count = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, count);
  const std::string unit(read.ptr, end);
  const bool is_number = read.ec == std::errc{} && count > 0 && count <= kMost;
  if (is_number && unit == "s") return std::chrono::seconds(count);
  if (is_number && unit == "m") return std::chrono::minutes(count);
  if (is_number && unit == "h") return std::chrono::hours(count);
  if (is_number && unit == "d") return std::chrono::days(count);
  throw InputError(name + ": \"" + text + "\" must be a number and s, m, h or d, as 6h");
}

}  // namespace vancrawl::cli
