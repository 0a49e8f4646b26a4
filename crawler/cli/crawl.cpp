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

void enqueue(Daemon& daemon, const CrawlAsk& ask) {
  std::size_t jobs = 0;
  daemon.write([&](storage::Transaction& transaction) {
    if (!storage::merchant(transaction, ask.merchant)) {
      throw InputError("--merchant: there is no merchant \"" + ask.merchant.text() + "\"");
    }
    const auto requests =
        jobs_for(transaction, ask, daemon.sites(), storage::Lane::kOnDemand, daemon.now());
    for (const auto& request : requests) {
      static_cast<void>(storage::enqueue_or_join(transaction, request, daemon.now()));
    }
    jobs = requests.size();
  });
  if (jobs > 0) return;
  throw InputError(
      "nothing to crawl: no consent in force covers these ledgers and dates, or no credential is "
      "stored (see `vancrawl consents list`, `vancrawl credentials list`)");
}

/// Prints the slices asked for; whether each of them is proved.
bool print_outcome(const Invocation& invocation, const CrawlAsk& ask) {
  const auto reader = storage::Reader::open(invocation.config().store);
  storage::SliceFilter filter;
  filter.merchant = ask.merchant;
  filter.site = ask.site;
  filter.dates = ask.dates;
  bool all_proved = true;
  for (const auto& slice : storage::slices(*reader, filter)) {
    const bool asked = std::ranges::find(ask.ledgers, slice.key.ledger) != ask.ledgers.end();
    if (!asked) continue;
    all_proved = all_proved && slice.proved && !slice.challenged_by;
    fmt::print("{}\n", invocation.json ? json_of(slice).dump() : line_of(slice));
  }
  return all_proved;
}

int crawl(const Invocation& invocation, const Asked& asked) {
  const auto ask = ask_of(invocation, asked);
  const auto config = invocation.config();
  start_log(config);
  ProgressLine progress;
  bool finished = false;
  {
    Daemon daemon(config, invocation.catalogue, progress);
    enqueue(daemon, ask);
    finished = daemon.run_until_idle(std::chrono::minutes(asked.wait_minutes));
    progress.finish();
  }
  const bool proved = print_outcome(invocation, ask);
  if (!finished) return kStopped;
  return proved ? kDone : kNotDone;
}

}  // namespace

void add_crawl(CLI::App& app, Invocation& invocation) {
  auto* const command =
      app.add_subcommand("crawl", "fetches one merchant anew; exit 1 if a day is not proved");
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
