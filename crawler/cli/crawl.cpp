#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/crawl_request.h"
#include "crawler/cli/logging.h"
#include "crawler/cli/progress_line.h"
#include "crawler/cli/slice_json.h"
#include "crawler/daemon.h"
#include "storage/read_models.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

struct Asked {
  std::string merchant;
  std::string site;
  std::vector<std::string> ledgers;
  std::string from;
  std::string to;
  std::int64_t wait_minutes = 15;
};

CrawlAsk ask_of(const Invocation& invocation, const Asked& asked) {
  CrawlAsk ask;
  ask.merchant = model::MerchantId(asked.merchant);
  if (!asked.site.empty()) ask.site = site_option(invocation, asked.site);
  ask.ledgers = ledgers_option(asked.ledgers);
  ask.dates = range_option(asked.from, asked.to);
  return ask;
}

/// What was put in the queue, and the slices that it is to settle.
struct Queued {
  std::vector<model::JobId> jobs;
  std::vector<model::SliceKey> slices;
};

void list_slices(const storage::JobRequest& request, std::vector<model::SliceKey>& slices) {
  for (const auto ledger : request.ledgers) {
    for (const auto date : request.dates.days()) {
      const model::SliceKey key{request.merchant, request.site, ledger, date};
      if (std::ranges::find(slices, key) == slices.end()) slices.push_back(key);
    }
  }
}

Queued enqueue(Daemon& daemon, const CrawlAsk& ask) {
  Queued queued;
  daemon.write([&](storage::Transaction& transaction) {
    expect_merchant(transaction, ask.merchant);
    const auto requests =
        jobs_for(transaction, ask, daemon.sites(), storage::Lane::kOnDemand, daemon.now());
    for (const auto& request : requests) {
      queued.jobs.push_back(storage::enqueue_or_join(transaction, request, daemon.now()).id);
      list_slices(request, queued.slices);
    }
  });
  if (!queued.jobs.empty()) return queued;
  throw InputError(
      "nothing to crawl: no consent in force covers these ledgers and dates, or no credential is "
      "stored (see `vancrawl consents list`, `vancrawl credentials list`)");
}

/// Whether every job came to its good end; says of the others why not.
bool report_jobs(const Invocation& invocation, storage::View& view,
                 const std::vector<model::JobId>& ids) {
  bool all_completed = true;
  for (const auto id : ids) {
    const auto job = storage::job(view, id, now());
    if (!job || job->state == storage::JobState::kCompleted) continue;
    all_completed = false;
    fmt::print(invocation.err, "vancrawl: {}: {}{}: {}\n", job->request.site.text(),
               job->failure ? model::name_of(*job->failure) : storage::name_of(job->state),
               job->state == storage::JobState::kRetryable
                   ? ", to be tried again at " + model::to_iso(job->request.due)
                   : "",
               job->detail);
  }
  return all_completed;
}

/// Prints the slices asked for; whether the last read of each of them is its proof.
bool print_slices(const Invocation& invocation, storage::View& view,
                  const std::vector<model::SliceKey>& keys) {
  bool all_proved = true;
  for (const auto& key : keys) {
    auto slice = storage::slice(view, key);
    if (!slice) {
      slice.emplace();
      slice->key = key;
      slice->reason = "not read: see consent and look-back";
    }
    all_proved = all_proved && slice->proved && !slice->latest && !slice->challenged_by;
    fmt::print(invocation.out, "{}\n", invocation.json ? json_of(*slice).dump() : line_of(*slice));
  }
  return all_proved;
}

int crawl(const Invocation& invocation, const Asked& asked) {
  const auto ask = ask_of(invocation, asked);
  const auto config = invocation.config();
  expect_key_file(config);
  start_log(config);
  ProgressLine progress(invocation.err);
  Queued queued;
  bool finished = false;
  {
    Daemon daemon(config, invocation.catalogue, progress);
    queued = enqueue(daemon, ask);
    finished = daemon.run_until_idle(std::chrono::minutes(asked.wait_minutes));
    progress.finish();
  }
  const auto reader = storage::Reader::open(config.store);
  const bool proved = print_slices(invocation, *reader, queued.slices);
  const bool completed = report_jobs(invocation, *reader, queued.jobs);
  if (!finished) return kStopped;
  return proved && completed ? kDone : kNotDone;
}

}  // namespace

void add_crawl(CLI::App& app, Invocation& invocation) {
  auto* const command = app.add_subcommand(
      "crawl", "fetches one merchant anew; exit 1 if a day asked for is not proved by it");
  auto asked = std::make_shared<Asked>();
  command->add_option("--merchant", asked->merchant)->required();
  command->add_option("--site", asked->site, "all with a consent and a credential if absent");
  command->add_option("--from", asked->from, "first business date (yesterday)");
  command->add_option("--to", asked->to, "last business date (yesterday)");
  command->add_option("--ledger", asked->ledgers, "approval, acquisition, deposit; all if absent");
  command->add_option("--wait", asked->wait_minutes, "minutes to wait for a retry that is due")
      ->check(CLI::Range(0, 1440))
      ->capture_default_str();
  command->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return crawl(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
