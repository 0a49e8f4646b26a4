#include "tests/bench/store_part.h"

#include <map>
#include <stdexcept>

#include "crawler/cli/command.h"
#include "storage/directory.h"
#include "storage/read_models.h"
#include "storage/store.h"
#include "tests/bench/usage.h"

namespace vancrawl::bench {
namespace {

std::vector<storage::SlicePublication> publications_in(const Config& crawled) {
  const auto reader = storage::Reader::open(crawled.store);
  std::vector<storage::SlicePublication> all;
  for (auto& slice : storage::records(*reader, {})) {
    const auto status = storage::slice(*reader, slice.key).value();
    storage::SlicePublication publication;
    publication.key = slice.key;
    publication.verdict = storage::ProofCandidate{status.proved->proof.grade};
    publication.rows = std::move(slice.rows);
    publication.portal = status.proved->portal;
    publication.scopes = status.proved->proof.scopes;
    publication.read_began = status.proved->proof.read_began;
    publication.observed_at = status.proved->observed_at;
    publication.memo = storage::memo_of(*reader, slice.key);
    for (const auto& hash : status.proved->evidence) {
      publication.evidence.push_back(storage::load_evidence(*reader, hash).value());
    }
    all.push_back(std::move(publication));
  }
  return all;
}

/// Claims a job for every merchant, so that the fences are real ones.
std::map<model::MerchantId, storage::ClaimedJob> claim_jobs(storage::Store& store,
                                                            const Stage& stage) {
  const auto now = cli::now();
  const std::vector<model::SiteId> sites = {model::SiteId(stage.portal().site)};
  const model::DateRange dates{cli::date_option("from", stage.world().at("from")),
                               cli::date_option("to", stage.world().at("to"))};
  return store.write([&](storage::Transaction& transaction) {
    for (const auto& credential : storage::credentials(transaction)) {
      if (credential.site != sites.front()) continue;
      const storage::JobRequest request{
          credential.merchant,        credential.site, credential.account,        credential.id,
          {model::Ledger::kApproval}, dates,           storage::Lane::kScheduled, now};
      static_cast<void>(storage::enqueue_or_join(transaction, request, now));
    }
    std::map<model::MerchantId, storage::ClaimedJob> jobs;
    const storage::Lease lease{storage::BootId("bench"), now + std::chrono::hours(1)};
    while (auto job = storage::claim_due(transaction, now, sites, lease)) {
      jobs.emplace(job->request.merchant, std::move(*job));
    }
    return jobs;
  });
}

}  // namespace

double cpu_to_store(Stage& stage, const Config& crawled) {
  auto publications = publications_in(crawled);
  const auto config = stage.fresh_store();
  auto store = storage::Store::open(config.store, open_options(config));
  const auto jobs = claim_jobs(store, stage);
  for (auto& publication : publications) {
    publication.job = jobs.at(publication.key.merchant).id;
    publication.fence = jobs.at(publication.key.merchant).fence;
  }
  const Meter meter;
  for (const auto& publication : publications) {
    const auto published = store.write([&](storage::Transaction& transaction) {
      return storage::publish_slice(transaction, publication, cli::now());
    });
    if (!published || published->verdict != storage::Verdict::kProved) {
      throw std::runtime_error(to_text(publication.key) + " is not proved the second time");
    }
  }
  return meter.cpu();
}

}  // namespace vancrawl::bench
