#include "storage/brakes.h"

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "storage/login_trials.h"
#include "storage/store.h"
#include "storage/tasks.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Asked {
  std::string site;
  std::string merchant;
  bool all = false;
  std::string reason;
  std::string person = "operator";
};

/// Everything that a person's word about a place may mean.
struct Meant {
  storage::BrakePlace place;
  std::vector<storage::BrakePlace> lifted_with_it{};
  std::optional<model::SiteId> site{};
};

Meant meant(const Invocation& invocation, const Asked& asked) {
  const int named = (asked.site.empty() ? 0 : 1) + (asked.merchant.empty() ? 0 : 1) + asked.all;
  if (named != 1) throw InputError("give one of --site, --merchant, --all");
  if (asked.all) return {storage::BrakePlace::everything()};
  if (!asked.merchant.empty()) {
    return {storage::BrakePlace::merchant(model::MerchantId(asked.merchant))};
  }
  const auto site = site_option(invocation, asked.site);
  Meant found{storage::BrakePlace::site(site)};
  found.site = site;
  found.lifted_with_it.push_back(storage::BrakePlace::logins(site));
  for (const auto ledger : model::kAllLedgers) {
    found.lifted_with_it.push_back(storage::BrakePlace::ledger(site, ledger));
  }
  return found;
}

void expect_reason(const Asked& asked) {
  if (asked.reason.empty()) throw InputError("--reason: says why");
}

int pause(const Invocation& invocation, const Asked& asked) {
  expect_reason(asked);
  const auto what = meant(invocation, asked);
  auto store = open_store(invocation.config());
  const bool is_set = store.write([&](storage::Transaction& transaction) {
    if (!asked.merchant.empty()) expect_merchant(transaction, model::MerchantId(asked.merchant));
    return storage::set_brake(transaction,
                              {.place = what.place,
                               .cause = storage::kPaused,
                               .reason = asked.reason,
                               .by = asked.person},
                              now());
  });
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n",
               Json{{"place", what.place.text()}, {"paused", is_set}}.dump());
  } else {
    fmt::print(invocation.out, "{}: {}\n", what.place.text(),
               is_set ? "paused; running sessions stop before their next request"
                      : "was paused before; its reason stays");
  }
  return is_set ? kDone : kNotDone;
}

/// What stopped the site until a person looked: its tasks end with its brakes.
void close_tasks_of(storage::Transaction& transaction, const Meant& what) {
  if (!what.site) return;
  for (const auto cause :
       {storage::TaskKind(model::FailureClass::kPortalWall), storage::kUnseenLogins}) {
    storage::close_tasks(transaction, {cause, storage::TaskSubject::site(*what.site)},
                         {"a person resumed the site", "담당자가 사이트 재개"}, now());
  }
}

/// But not what waits for a judgement of its own (`credentials judge`, `credentials release-page`).
int lift(storage::Transaction& transaction, const storage::BrakePlace& place,
         const std::string& by) {
  int count = 0;
  for (const auto& brake : storage::brakes(transaction)) {
    const bool is_judged = brake.cause == storage::kTrialRejected.name() ||
                           brake.cause == storage::kPageOfLogin.name();
    if (brake.place != place.text() || is_judged) continue;
    storage::lift_brake(transaction, brake, by, now());
    ++count;
  }
  return count;
}

int resume(const Invocation& invocation, const Asked& asked) {
  expect_reason(asked);
  const auto what = meant(invocation, asked);
  auto store = open_store(invocation.config());
  const int lifted = store.write([&](storage::Transaction& transaction) {
    const auto by = fmt::format("{}: {}", asked.person, asked.reason);
    int count = storage::lift_brakes(transaction, what.place, std::nullopt, by, now());
    for (const auto& place : what.lifted_with_it) count += lift(transaction, place, by);
    close_tasks_of(transaction, what);
    return count;
  });
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n",
               Json{{"place", what.place.text()}, {"lifted", lifted}}.dump());
  } else {
    fmt::print(invocation.out, "{}: {}\n", what.place.text(),
               lifted > 0 ? "goes on" : "nothing was stopped there");
  }
  return lifted > 0 ? kDone : kNotDone;
}

Json json_of(const storage::Brake& brake) {
  return {
      {"place", brake.place},
      {"cause", brake.cause},
      {"reason", brake.reason},
      {"by", brake.by},
      {"since", model::to_iso(brake.since)},
      {"tries_again_at", brake.probe_at ? Json(model::to_iso(*brake.probe_at)) : Json(nullptr)}};
}

int list(const Invocation& invocation) {
  const auto reader = storage::Reader::open(invocation.config().store);
  Json all = Json::array();
  for (const auto& brake : storage::brakes(*reader)) {
    all.push_back(json_of(brake));
    if (invocation.json) continue;
    fmt::print(invocation.out, "{:<28} {:<24} since {} by {}{}\n    {}\n", brake.place, brake.cause,
               model::to_iso(brake.since), brake.by,
               brake.probe_at ? "; tries again at " + model::to_iso(*brake.probe_at)
                              : std::string("; until a person resumes"),
               brake.reason);
  }
  if (invocation.json) fmt::print(invocation.out, "{}\n", all.dump());
  return kDone;
}

void add_options(Command& command, const std::shared_ptr<Asked>& asked) {
  command.add_option("--site", asked->site);
  command.add_option("--merchant", asked->merchant);
  command.add_flag("--all", asked->all, "every site and merchant");
  command.add_option("--reason", asked->reason, "why")->required();
  command.add_option("--person", asked->person, "who decides it")->capture_default_str();
}

}  // namespace

void add_brakes(Command& app, Invocation& invocation) {
  auto asked = std::make_shared<Asked>();
  auto* const pausing =
      app.add_subcommand("pause", "stops a site, a merchant or everything before the next request");
  add_options(*pausing, asked);
  pausing->callback([&invocation, asked] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, asked] { return pause(invocation, *asked); };
  });
  auto* const resuming =
      app.add_subcommand("resume", "lets go on what a person or a failure has stopped");
  add_options(*resuming, asked);
  resuming->callback([&invocation, asked] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, asked] { return resume(invocation, *asked); };
  });
  app.add_subcommand("brakes", "what is stopped, by whom, why, and when it tries again")
      ->callback([&invocation] { invocation.action = [&invocation] { return list(invocation); }; });
}

}  // namespace vancrawl::cli
