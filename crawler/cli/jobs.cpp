#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "storage/queue.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Asked {
  std::int64_t id = 0;
  std::string state;
  std::string merchant;
  int limit = 100;
};

Json json_of(const storage::Job& job) {
  Json ledgers = Json::array();
  for (const auto ledger : job.request.ledgers) ledgers.push_back(model::name_of(ledger));
  Json json = {{"id", job.id.number()},
               {"state", storage::name_of(job.state)},
               {"merchant", job.request.merchant.text()},
               {"site", job.request.site.text()},
               {"login_id", job.request.account.login_id},
               {"ledgers", ledgers},
               {"from", job.request.dates.first.iso()},
               {"to", job.request.dates.last.iso()},
               {"lane", storage::name_of(job.request.lane)},
               {"due", model::to_iso(job.request.due)},
               {"attempts", job.attempts},
               {"joins", job.joins},
               {"failure", nullptr},
               {"detail", job.detail},
               {"enqueued_at", model::to_iso(job.enqueued_at)},
               {"ended_at", nullptr}};
  if (job.failure) json["failure"] = model::name_of(*job.failure);
  if (job.ended_at) json["ended_at"] = model::to_iso(*job.ended_at);
  return json;
}

/// The next time that something happens to it, or when it ended.
std::string time_of(const storage::Job& job) {
  if (job.ended_at) return "ended " + model::to_iso(*job.ended_at);
  if (job.state == storage::JobState::kRunning) return "running";
  return "due " + model::to_iso(job.request.due);
}

void print_job(const Invocation& invocation, const storage::Job& job) {
  if (invocation.json) return fmt::print(invocation.out, "{}\n", json_of(job).dump());
  fmt::print(invocation.out, "{:>6} {:<10} {:<12} {:<14} {} to {}  {}  {}{}{}\n", job.id.number(),
             storage::name_of(job.state), job.request.merchant.text(), job.request.site.text(),
             job.request.dates.first.iso(), job.request.dates.last.iso(),
             storage::name_of(job.request.lane), time_of(job),
             job.failure ? "  " + std::string(model::name_of(*job.failure)) : "",
             job.detail.empty() ? "" : ": " + job.detail);
}

int list(const Invocation& invocation, const Asked& asked) {
  storage::JobFilter filter;
  filter.limit = asked.limit;
  if (!asked.merchant.empty()) filter.merchant = model::MerchantId(asked.merchant);
  if (!asked.state.empty()) {
    const auto state = storage::parse_job_state(asked.state);
    if (!state) throw InputError("--state: " + state.error().message());
    filter.state = *state;
  }
  const auto reader = storage::Reader::open(invocation.config().store);
  if (filter.merchant) expect_merchant(*reader, *filter.merchant);
  for (const auto& job : storage::jobs(*reader, filter, now())) print_job(invocation, job);
  return kDone;
}

int show(const Invocation& invocation, const Asked& asked) {
  const auto reader = storage::Reader::open(invocation.config().store);
  const auto job = storage::job(*reader, model::JobId(asked.id), now());
  if (!job) throw InputError(fmt::format("ID: there is no job {}", asked.id));
  print_job(invocation, *job);
  return kDone;
}

}  // namespace

void add_jobs(CLI::App& app, Invocation& invocation) {
  auto* const command = app.add_subcommand("jobs", "what waits, runs and ended");
  command->require_subcommand(1);
  auto asked = std::make_shared<Asked>();
  auto* const listing = command->add_subcommand("list", "prints jobs, the latest first");
  listing->add_option("--state", asked->state,
                      "scheduled, available, running, retryable, completed, cancelled or dead");
  listing->add_option("--merchant", asked->merchant);
  listing->add_option("--limit", asked->limit)
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  listing->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return list(invocation, *asked); };
  });
  auto* const showing = command->add_subcommand("show", "prints one job");
  showing->add_option("id", asked->id)->required();
  showing->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return show(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
