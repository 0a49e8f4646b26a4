#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_door.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/crawl_follow.h"
#include "crawler/cli/crawl_request.h"
#include "crawler/cli/logging.h"
#include "crawler/cli/progress_line.h"
#include "crawler/cli/slice_json.h"
#include "crawler/daemon.h"
#include "storage/audit.h"
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
  std::string max_age;
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
  std::vector<Uncovered> uncovered;
};

/// Who asked for what, for the audit log: a run that goes on with a kept session leaves no other
/// trace of it.
std::string asked_for(const CrawlAsk& ask, const std::vector<model::JobId>& jobs) {
  std::string text = ask.site ? ask.site->text() : "every site";
  for (const auto ledger : ask.ledgers) text += fmt::format(" {}", model::name_of(ledger));
  text += fmt::format(", {} to {}: jobs", ask.dates.first.iso(), ask.dates.last.iso());
  for (const auto job : jobs) text += fmt::format(" {}", job.number());
  return text;
}

Queued enqueue(const Config& config, const CrawlAsk& ask,
               const std::vector<model::SiteFacts>& sites) {
  auto store = open_store(config);
  auto queued = store.write([&](storage::Transaction& transaction) {
    Queued made;
    expect_merchant(transaction, ask.merchant);
    const auto requests = jobs_for(transaction, ask, sites, storage::Lane::kOnDemand, now());
    made.slices = slices_of(requests);
    made.uncovered = uncovered_ledgers(transaction, ask, sites, now());
    for (const auto& request : requests) {
      made.jobs.push_back(storage::enqueue_or_join(transaction, request, now()).id);
    }
    if (made.jobs.empty()) return made;
    storage::append_audit(transaction, "crawl asked for", ask.merchant.text(),
                          asked_for(ask, made.jobs), now());
    return made;
  });
  if (!queued.jobs.empty()) return queued;
  throw InputError(
      "nothing to crawl: no consent in force covers these ledgers and dates, or no credential is "
      "stored (see `vancrawl consents list`, `vancrawl credentials list`)");
}

void report_uncovered(const Invocation& invocation, const Queued& queued) {
  for (const auto& [site, ledger] : queued.uncovered) {
    fmt::print(invocation.err, "vancrawl: {}: {} is not read: no consent in force covers it\n",
               site.text(), model::name_of(ledger));
  }
}

/// Whether every job came to its good end; says of the others why not.
bool report_jobs(const Invocation& invocation, storage::View& view,
                 const std::vector<model::JobId>& ids) {
  bool all_completed = true;
  for (const auto id : ids) {
    const auto job = storage::job(view, id, now());
    if (!job || job->state == storage::JobState::kCompleted) continue;
    all_completed = false;
    const std::string site = job->request.site.text();
    if (!job->failure) {
      fmt::print(invocation.err, "vancrawl: {}: job {} is {}: see `vancrawl why {}`\n", site,
                 id.number(), storage::name_of(job->state), job->request.merchant.text());
      continue;
    }
    const auto again = job->state == storage::JobState::kRetryable
                           ? ", to be tried again at " + model::to_iso(job->request.due)
                           : "";
    fmt::print(invocation.err, "vancrawl: {}: {}{}: {}\n", site, model::name_of(*job->failure),
               again, job->detail);
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

/// When the slice was last read, with proof or without.
std::optional<model::Instant> read_at(const std::optional<storage::SliceStatus>& slice) {
  if (!slice) return std::nullopt;
  std::optional<model::Instant> at;
  if (slice->proved) at = slice->proved->observed_at;
  if (slice->latest)
    at = at ? std::max(*at, slice->latest->observed_at) : slice->latest->observed_at;
  return at;
}

/// The answer that is stored, with its age, if every slice asked for was read recently enough.
std::optional<int> stored_answer(const Invocation& invocation, const Config& config,
                                 const CrawlAsk& ask, const std::vector<model::SiteFacts>& sites,
                                 std::chrono::seconds max_age) {
  if (!std::filesystem::exists(config.store)) return std::nullopt;
  const auto reader = storage::Reader::open(config.store);
  expect_merchant(*reader, ask.merchant);
  const auto keys = slices_of(jobs_for(*reader, ask, sites, storage::Lane::kOnDemand, now()));
  std::vector<std::pair<storage::SliceStatus, std::chrono::seconds>> fresh;
  for (const auto& key : keys) {
    const auto slice = storage::slice(*reader, key);
    const auto at = read_at(slice);
    if (!at || now() - *at > max_age) return std::nullopt;
    fresh.emplace_back(*slice, std::chrono::floor<std::chrono::seconds>(now() - *at));
  }
  if (fresh.empty()) return std::nullopt;
  report_uncovered(invocation, {{}, {}, uncovered_ledgers(*reader, ask, sites, now())});
  bool all_proved = true;
  for (const auto& [slice, age] : fresh) {
    all_proved = all_proved && slice.proved && !slice.latest && !slice.challenged_by;
    auto json = json_of(slice);
    json["age_seconds"] = age.count();
    fmt::print(invocation.out, "{}\n",
               invocation.json ? json.dump()
                               : fmt::format("{}  read {} s ago", line_of(slice), age.count()));
  }
  return all_proved ? kDone : kNotDone;
}

/// Where a request stands when the wait for it is over.
int result_of(const Invocation& invocation, const Config& config, const Queued& queued,
              bool finished) {
  const auto reader = storage::Reader::open(config.store);
  const bool proved = print_slices(invocation, *reader, queued.slices);
  const bool completed = report_jobs(invocation, *reader, queued.jobs);
  report_uncovered(invocation, queued);
  if (!finished) return kStopped;
  return proved && completed ? kDone : kNotDone;
}

/// In a process that runs jobs anyway.
int crawl_along(const Invocation& invocation, const Config& config, const CrawlAsk& ask,
                const std::vector<model::SiteFacts>& sites, std::chrono::minutes patience) {
  const auto queued = enqueue(config, ask, sites);
  const auto end = follow_jobs(invocation, config, queued.jobs, patience);
  if (end == FollowEnd::kOwnerEnds) {
    fmt::print(invocation.err,
               "vancrawl: the process that ran it ends; the jobs wait in the queue\n");
  }
  return result_of(invocation, config, queued, end != FollowEnd::kOwnerEnds);
}

/// In this process, for as long as it takes; other commands come in at its door meanwhile.
int crawl_here(const Invocation& invocation, Config config, const CrawlAsk& ask,
               const std::vector<model::SiteFacts>& sites, std::chrono::minutes patience) {
  constexpr std::chrono::seconds kForOthers{5};
  expect_key_file(config);
  start_log(config);
  ProgressLine progress(invocation.err);
  Queued queued;
  bool finished = false;
  {
    Daemon daemon(config, invocation.catalogue, progress, Daemon::Door::kOpen);
    CommandDoor door(daemon, config, invocation.catalogue, {});
    const auto own = door.own();
    config.owner = &own;
    queued = enqueue(config, ask, sites);
    finished = daemon.run_until_idle(patience);
    progress.finish();
    door.stop(kForOthers);
  }
  return result_of(invocation, config, queued, finished);
}

int crawl(const Invocation& invocation, const Asked& asked) {
  const auto ask = ask_of(invocation, asked);
  const std::chrono::minutes patience(asked.wait_minutes);
  const auto config = invocation.config();
  const auto sites =
      config.owner != nullptr ? config.owner->sites() : facts_of_sites(invocation, config);
  if (!asked.max_age.empty()) {
    const auto stored =
        stored_answer(invocation, config, ask, sites, span_option("--max-age", asked.max_age));
    if (stored) return *stored;
  }
  return config.owner != nullptr ? crawl_along(invocation, config, ask, sites, patience)
                                 : crawl_here(invocation, config, ask, sites, patience);
}

}  // namespace

void add_crawl(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand(
      "crawl", "fetches one merchant anew; exit 1 if a day asked for is not proved by it");
  auto asked = std::make_shared<Asked>();
  command->add_option("--merchant", asked->merchant)->required();
  command->add_option("--site", asked->site, "all with a consent and a credential if absent");
  command->add_option("--from", asked->from, "first business date (yesterday)");
  command->add_option("--to", asked->to, "last business date (yesterday)");
  command->add_option("--ledger", asked->ledgers, "approval, acquisition, deposit; all if absent");
  command->add_option("--max-age", asked->max_age,
                      "answer from the store if every day asked for was read so recently (6h)");
  command->add_option("--wait", asked->wait_minutes, "minutes to wait for a retry that is due")
      ->check_range(0, 1440)
      ->capture_default_str();
  command->callback([&invocation, asked] {
    invocation.place = Place::kOwner;
    invocation.when_left =
        "left: the process that holds the store goes on with it; `vancrawl jobs list` shows how "
        "far";
    invocation.action = [&invocation, asked] { return crawl(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
