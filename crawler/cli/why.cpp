#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/offers.h"
#include "storage/admission.h"
#include "storage/attempts.h"
#include "storage/brakes.h"
#include "storage/cut_offs.h"
#include "storage/directory.h"
#include "storage/queue.h"
#include "storage/read_models.h"
#include "storage/schedules.h"
#include "storage/store.h"
#include "storage/tasks.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

/// One link of the chain: what was looked at, and what it says in a sentence.
struct Step {
  std::string step;
  std::string says;
};

struct Chain {
  model::SiteId site;
  std::vector<Step> steps;
  std::optional<model::Instant> next_try;
};

constexpr std::int32_t kDaysShown = 7;
constexpr std::size_t kSlicesShown = 10;

/// What is asked about, and when.
struct Question {
  storage::View& view;
  model::MerchantId merchant;
  model::Instant now;
  storage::SitesKnown sites;
};

std::set<model::SiteId> sites_of(const Question& asked) {
  std::set<model::SiteId> sites;
  for (const auto& consent : storage::consents(asked.view)) {
    if (consent.merchant == asked.merchant) sites.insert(consent.site);
  }
  for (const auto& credential : storage::credentials(asked.view)) {
    if (credential.merchant == asked.merchant) sites.insert(credential.site);
  }
  return sites;
}

Step consent_step(const Question& asked, const model::SiteId& site) {
  const auto granted = storage::consents_in_force(asked.view, asked.merchant, site, asked.now);
  if (granted.empty()) return {"consent", "none is in force: nothing is asked"};
  const auto last = std::ranges::max(granted, {}, &storage::Consent::expires_at);
  return {"consent", fmt::format("in force until {}", model::to_iso(last.expires_at))};
}

std::string standing_text(const Question& asked, const storage::Credential& credential) {
  if (credential.destroyed) return "its password is destroyed: the consent was withdrawn";
  const auto standing = storage::login_standing(asked.view, credential, asked.now);
  switch (standing.state) {
    case storage::LoginState::kUsable:
      return fmt::format("version {} is usable", credential.version);
    case storage::LoginState::kSuspended:
      return fmt::format("version {} was rejected, or its outcome never seen: it is not sent again",
                         credential.version);
    case storage::LoginState::kHeld:
      return fmt::format("the account is held ({}) until {}", model::name_of(*standing.failure),
                         standing.until ? model::to_iso(*standing.until) : "a person confirms");
  }
  __builtin_unreachable();
}

void add_logins(const Question& asked, Chain& chain) {
  const auto logins = storage::credentials_of(asked.view, asked.merchant, chain.site);
  if (logins.empty()) chain.steps.push_back({"credential", "none is stored"});
  for (const auto& login : logins) {
    chain.steps.push_back(
        {"credential", fmt::format("{}: {}", login.account.login_id, standing_text(asked, login))});
    const auto attempts = storage::attempts_of(asked.view, login.account);
    if (attempts.empty()) {
      chain.steps.push_back({"login", login.account.login_id + " was never logged in"});
      continue;
    }
    const auto& last = attempts.front();
    chain.steps.push_back(
        {"login",
         fmt::format(
             "last sent {} by job {}: {}{}", model::to_iso(last.begun_at), last.job.number(),
             last.end ? storage::name_of(*last.end) : "no outcome yet",
             last.failure ? fmt::format(" ({})", model::name_of(*last.failure)) : std::string())});
  }
}

void add_brakes_of(const Question& asked, Chain& chain) {
  const std::set<std::string> places = {storage::BrakePlace::everything().text(),
                                        storage::BrakePlace::site(chain.site).text(),
                                        storage::BrakePlace::logins(chain.site).text(),
                                        storage::BrakePlace::merchant(asked.merchant).text()};
  for (const auto& brake : storage::brakes(asked.view)) {
    const bool of_ledger = brake.place.starts_with("ledger " + chain.site.text() + "/");
    if (!of_ledger && !places.contains(brake.place)) continue;
    chain.steps.push_back(
        {"stopped",
         fmt::format("{} since {} by {} ({}): {}; {}", brake.place, model::to_iso(brake.since),
                     brake.by, brake.cause, brake.reason,
                     brake.probe_at ? "it is tried again at " + model::to_iso(*brake.probe_at)
                                    : std::string("until a person resumes"))});
  }
}

void add_schedule(const Question& asked, Chain& chain) {
  storage::TickFilter one;
  one.merchant = asked.merchant;
  one.site = chain.site;
  one.limit = 1;
  const auto next = storage::next_ticks(asked.view, one);
  chain.steps.push_back({"schedule", next.empty()
                                         ? "none reads it"
                                         : fmt::format("{} fires at {}", next.front().schedule,
                                                       model::to_iso(next.front().fire_at))});
  for (const auto& tick : storage::ticks(asked.view, one)) {
    chain.steps.push_back(
        {"tick", fmt::format("the last, of {}, at {}: {}{}", tick.schedule,
                             model::to_iso(tick.tick_at), storage::name_of(tick.outcome),
                             tick.job ? fmt::format(" (job {})", tick.job->number())
                                      : (tick.why.empty() ? "" : ": " + tick.why))});
  }
}

/// What keeps the job from running, and when that is looked at again.
void add_wait(const Question& asked, const storage::Job& job, Chain& chain) {
  const auto facts = asked.sites.find(chain.site);
  const auto wait = storage::wait_state(
      asked.view, job, facts == asked.sites.end() ? nullptr : &facts->second, asked.now);
  if (!wait) return;
  const bool goes_on =
      wait->waits == storage::Waits::kForItsTurn || wait->waits == storage::Waits::kForRun;
  if (goes_on) chain.next_try = asked.now;
  if (wait->until) chain.next_try = std::max({job.request.due, *wait->until, asked.now});
  chain.steps.push_back(
      {"waits", fmt::format("{}{}{}", storage::name_of(wait->waits),
                            wait->until ? " until " + model::to_iso(*wait->until) : "",
                            wait->detail.empty() ? "" : ": " + wait->detail)});
}

void add_job(const Question& asked, const std::vector<storage::Job>& jobs, Chain& chain) {
  const auto last = std::ranges::find_if(
      jobs, [&](const storage::Job& job) { return job.request.site == chain.site; });
  if (last == jobs.end()) {
    chain.steps.push_back({"job", "none was ever asked for"});
    return;
  }
  chain.steps.push_back(
      {"job", fmt::format("job {} ({}), asked for {}: {}{}{}", last->id.number(),
                          storage::name_of(last->request.lane), model::to_iso(last->enqueued_at),
                          storage::name_of(last->state),
                          last->failure ? fmt::format(" after {}", model::name_of(*last->failure))
                                        : std::string(),
                          last->detail.empty() ? "" : ": " + last->detail)});
  add_wait(asked, *last, chain);
}

void add_slices_of(const Question& asked, Chain& chain) {
  const auto today = model::korean_date(asked.now);
  storage::SliceFilter filter;
  filter.merchant = asked.merchant;
  filter.site = chain.site;
  filter.dates = {today.plus_days(-kDaysShown), today};
  std::map<std::string, int> states;
  std::vector<Step> open;
  for (const auto& slice : storage::slices(asked.view, filter)) {
    ++states[std::string(model::name_of(slice.state))];
    const bool is_whole = slice.proved && !slice.latest && !slice.challenged_by;
    if (is_whole || open.size() == kSlicesShown) continue;
    open.push_back({"slice", fmt::format("{} {}: {}{}", model::name_of(slice.key.ledger),
                                         slice.key.date.iso(), model::name_of(slice.state),
                                         slice.reason.empty() ? "" : ": " + slice.reason)});
  }
  std::string counted;
  for (const auto& [state, count] : states) counted += fmt::format(" {} {}", count, state);
  chain.steps.push_back({"slices", states.empty() ? "none was read in the last seven days"
                                                  : "of the last seven days:" + counted});
  std::ranges::move(open, std::back_inserter(chain.steps));
}

Chain chain_of(const Question& asked, const std::vector<storage::Job>& jobs,
               const model::SiteId& site) {
  Chain chain{site, {}, {}};
  add_schedule(asked, chain);
  add_job(asked, jobs, chain);
  chain.steps.push_back(consent_step(asked, site));
  add_brakes_of(asked, chain);
  add_logins(asked, chain);
  add_slices_of(asked, chain);
  return chain;
}

Json json_of(const Chain& chain) {
  Json steps = Json::array();
  for (const auto& step : chain.steps) steps.push_back({{"step", step.step}, {"says", step.says}});
  return {{"site", chain.site.text()},
          {"chain", steps},
          {"next_try", chain.next_try ? Json(model::to_iso(*chain.next_try)) : Json(nullptr)}};
}

void print(std::FILE* out, const Chain& chain) {
  fmt::print(out, "{}\n", chain.site.text());
  for (const auto& step : chain.steps) fmt::print(out, "  {:<11} {}\n", step.step, step.says);
  fmt::print(out, "  {:<11} {}\n", "next try",
             chain.next_try ? model::to_iso(*chain.next_try) : "none by itself");
}

int why(const Invocation& invocation, const std::string& merchant) {
  const auto config = invocation.config();
  const auto reader = storage::Reader::open(config.store);
  const Question asked{*reader, model::MerchantId(merchant), now(),
                       sites_known(invocation, config)};
  expect_merchant(*reader, asked.merchant);
  storage::JobFilter filter;
  filter.merchant = asked.merchant;
  const auto jobs = storage::jobs(*reader, filter, asked.now);
  Json document = {{"merchant", merchant}, {"sites", Json::array()}, {"tasks", Json::array()}};
  for (const auto& site : sites_of(asked)) {
    const auto chain = chain_of(asked, jobs, site);
    document["sites"].push_back(json_of(chain));
    if (!invocation.json) print(invocation.out, chain);
  }
  for (const auto& task : storage::tasks(*reader, {.merchant = asked.merchant})) {
    document["tasks"].push_back(
        {{"id", task.id.number()}, {"english", task.english}, {"korean", task.korean}});
    if (invocation.json) continue;
    fmt::print(invocation.out, "task {}: {}\n  {}\n", task.id.number(), task.english, task.korean);
  }
  if (invocation.json) fmt::print(invocation.out, "{}\n", document.dump());
  return kDone;
}

}  // namespace

void add_why(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand(
      "why",
      "from schedule to job to login to slices, or to what refused it, and when it is tried again");
  auto merchant = std::make_shared<std::string>();
  command->add_option("merchant", *merchant)->required();
  command->callback([&invocation, merchant] {
    invocation.action = [&invocation, merchant] { return why(invocation, *merchant); };
  });
}

}  // namespace vancrawl::cli
