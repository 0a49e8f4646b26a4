#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/offers.h"
#include "storage/admission.h"
#include "storage/audit.h"
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
               {"stop_asked", job.stop_asked},
               {"behind", job.behind ? Json(job.behind->number()) : Json(nullptr)},
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

/// What keeps it from running, and when that is looked at again.
std::optional<storage::WaitState> waits_of(storage::View& view, const storage::Job& job,
                                           const storage::SitesKnown& sites) {
  const auto facts = sites.find(job.request.site);
  return storage::wait_state(view, job, facts == sites.end() ? nullptr : &facts->second, now());
}

std::string shown(const std::optional<storage::WaitState>& state) {
  if (!state) return {};
  return fmt::format("  waits: {}{}{}", storage::name_of(state->waits),
                     state->until ? " until " + model::to_iso(*state->until) : "",
                     state->detail.empty() ? "" : " (" + state->detail + ")");
}

void print_job(const Invocation& invocation, storage::View& view, const storage::Job& job,
               const storage::SitesKnown& sites) {
  const auto state = waits_of(view, job, sites);
  if (invocation.json) {
    auto json = json_of(job);
    json["waits"] = state ? Json(storage::name_of(state->waits)) : Json(nullptr);
    json["waits_until"] =
        state && state->until ? Json(model::to_iso(*state->until)) : Json(nullptr);
    json["waits_detail"] = state ? state->detail : "";
    return fmt::print(invocation.out, "{}\n", json.dump());
  }
  fmt::print(invocation.out, "{:>6} {:<10} {:<12} {:<14} {} to {}  {}  {}{}{}{}\n", job.id.number(),
             storage::name_of(job.state), job.request.merchant.text(), job.request.site.text(),
             job.request.dates.first.iso(), job.request.dates.last.iso(),
             storage::name_of(job.request.lane), time_of(job),
             job.failure ? "  " + std::string(model::name_of(*job.failure)) : "",
             job.detail.empty() ? "" : ": " + job.detail, shown(state));
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
  const auto config = invocation.config();
  const auto sites = sites_known(invocation, config);
  const auto reader = storage::Reader::open(config.store);
  if (filter.merchant) expect_merchant(*reader, *filter.merchant);
  for (const auto& job : storage::jobs(*reader, filter, now())) {
    print_job(invocation, *reader, job, sites);
  }
  return kDone;
}

int show(const Invocation& invocation, const Asked& asked) {
  const auto config = invocation.config();
  const auto reader = storage::Reader::open(config.store);
  const auto job = storage::job(*reader, model::JobId(asked.id), now());
  if (!job) throw InputError(fmt::format("ID: there is no job {}", asked.id));
  print_job(invocation, *reader, *job, sites_known(invocation, config));
  return kDone;
}

std::string sentence_of(storage::CancelAnswer answer) {
  switch (answer) {
    case storage::CancelAnswer::kCancelled:
      return "cancelled: nothing of it will run";
    case storage::CancelAnswer::kStopping:
      return "it runs: it stops at a safe point within seconds, and ends as cancelled";
    case storage::CancelAnswer::kEnded:
      return "it had ended already";
    case storage::CancelAnswer::kNoSuchJob:
      return "there is no such job";
  }
  __builtin_unreachable();
}

std::string sentence_of(storage::RedriveAnswer answer) {
  switch (answer) {
    case storage::RedriveAnswer::kRedriven:
      return "it is due again";
    case storage::RedriveAnswer::kNotDead:
      return "only a dead job is tried again by hand: others are tried by themselves, or are done; "
             "`vancrawl crawl` asks for the days anew";
    case storage::RedriveAnswer::kCovered:
      return "another job that waits or runs covers it already";
    case storage::RedriveAnswer::kNoSuchJob:
      return "there is no such job";
  }
  __builtin_unreachable();
}

template <class Answer>
int say(const Invocation& invocation, std::int64_t id, Answer answer, bool done) {
  if (answer == Answer::kNoSuchJob) throw InputError(fmt::format("ID: there is no job {}", id));
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n",
               Json{{"job", id}, {"answer", storage::name_of(answer)}}.dump());
  } else {
    fmt::print(invocation.out, "job {}: {}\n", id, sentence_of(answer));
  }
  return done ? kDone : kNotDone;
}

/// Decides about one job, and leaves a trace of who did if anything came of it.
template <class Decide>
auto decided(const Invocation& invocation, std::int64_t id, const std::string& action,
             Decide decide) {
  auto store = open_store(invocation.config());
  return store.write([&](storage::Transaction& transaction) {
    const auto at = now();
    const auto answer = decide(transaction, model::JobId(id), at);
    const auto job = storage::job(transaction, model::JobId(id), at);
    if (!job) return answer;
    storage::append_audit(
        transaction, action, job->request.merchant.text(),
        fmt::format("job {} at {}: {}", id, job->request.site.text(), storage::name_of(answer)),
        at);
    return answer;
  });
}

int cancel(const Invocation& invocation, const Asked& asked) {
  using Answer = storage::CancelAnswer;
  const auto answer = decided(invocation, asked.id, "job cancelled", storage::cancel_job);
  return say(invocation, asked.id, answer,
             answer == Answer::kCancelled || answer == Answer::kStopping);
}

int retry(const Invocation& invocation, const Asked& asked) {
  const auto answer = decided(invocation, asked.id, "job tried again", storage::redrive);
  return say(invocation, asked.id, answer, answer == storage::RedriveAnswer::kRedriven);
}

}  // namespace

void add_jobs(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand("jobs", "what waits, runs and ended");
  command->require_subcommand(1);
  auto asked = std::make_shared<Asked>();
  auto* const listing = command->add_subcommand("list", "prints jobs, the latest first");
  listing->add_option("--state", asked->state,
                      "scheduled, available, running, retryable, completed, cancelled or dead");
  listing->add_option("--merchant", asked->merchant);
  listing->add_option("--limit", asked->limit)->check_range(1, 1'000'000)->capture_default_str();
  listing->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return list(invocation, *asked); };
  });
  auto* const showing = command->add_subcommand("show", "prints one job");
  showing->add_option("id", asked->id)->required();
  showing->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return show(invocation, *asked); };
  });
  auto* const cancelling =
      command->add_subcommand("cancel", "gives a job up; a running one stops at a safe point");
  cancelling->add_option("id", asked->id)->required();
  cancelling->callback([&invocation, asked] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, asked] { return cancel(invocation, *asked); };
  });
  auto* const retrying = command->add_subcommand(
      "retry", "makes a dead job due again, once what made it dead is mended");
  retrying->add_option("id", asked->id)->required();
  retrying->callback([&invocation, asked] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, asked] { return retry(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
