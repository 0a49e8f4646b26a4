#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/proxies_list.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

const model::SiteId kEverywhere;

struct Sight {
  proxy_pool::ProxyList list;
  std::vector<SeenExit> exits;
  std::map<model::ExitId, storage::ExitDay> today;
  model::Instant at;
};

std::unique_ptr<Sight> look(const Invocation& invocation) {
  const auto config = invocation.config();
  auto sight = std::make_unique<Sight>();
  sight->at = now();
  sight->list = listed_exits(invocation, config);
  const auto reader = storage::Reader::open(config.store);
  sight->exits = seen_exits(sight->list, storage::exit_states(*reader));
  const auto day = model::korean_date(sight->at);
  for (auto& carried : storage::exit_usage(*reader, {day, day})) {
    sight->today.emplace(carried.exit, std::move(carried));
  }
  return sight;
}

Json json_of(const std::optional<storage::ExitState>& state, model::Instant at) {
  if (!state) return {{"state", "good"}};
  return {{"state", state_word(state, at)},
          {"why", state->why},
          {"since", model::to_iso(state->since)},
          {"until", model::to_iso(state->until)},
          {"rests", state->rests}};
}

Json json_of(const SeenExit& seen, const Sight& sight) {
  Json json = {{"exit", seen.id.text()}, {"listed", seen.exit != nullptr}};
  json.update(json_of(seen.at(kEverywhere), sight.at));
  if (seen.exit != nullptr) {
    json["country"] = seen.exit->country;
    json["weight"] = seen.exit->weight;
    json["won_per_gb"] = seen.exit->price_per_gb.value();
    json["at_once"] = seen.exit->at_once;
    json["at_once_at_a_site"] = seen.exit->at_once_at_a_site;
  }
  const auto carried = sight.today.find(seen.id);
  json["requests_today"] = carried == sight.today.end() ? 0 : carried->second.requests;
  json["bytes_today"] = carried == sight.today.end() ? 0 : carried->second.bytes;
  std::set<model::SiteId> sites;
  for (const auto& state : seen.states) {
    if (!state.site.empty()) sites.insert(state.site);
  }
  json["sites"] = Json::object();
  for (const auto& site : sites) json["sites"][site.text()] = json_of(seen.at(site), sight.at);
  return json;
}

void print_exit(const Invocation& invocation, const SeenExit& seen, const Sight& sight) {
  const auto carried = sight.today.find(seen.id);
  const auto bytes = carried == sight.today.end() ? 0 : carried->second.bytes;
  fmt::print(invocation.out, "{:<44} {:<2} {:>9} kB today  {}{}\n", seen.id.text(),
             seen.exit == nullptr ? "" : seen.exit->country, bytes / 1000,
             seen.exit == nullptr ? "not listed; " : "",
             sentence_of(seen.at(kEverywhere), sight.at));
  std::set<model::SiteId> told;
  for (const auto& state : seen.states) {
    if (state.site.empty() || !told.insert(state.site).second) continue;
    fmt::print(invocation.out, "    at {}: {}\n", state.site.text(),
               sentence_of(seen.at(state.site), sight.at));
  }
}

int list(const Invocation& invocation) {
  const auto sight = look(invocation);
  Json all = Json::array();
  for (const auto& seen : sight->exits) {
    if (invocation.json) {
      all.push_back(json_of(seen, *sight));
    } else {
      print_exit(invocation, seen, *sight);
    }
  }
  if (invocation.json) fmt::print(invocation.out, "{}\n", all.dump());
  return sight->list.is_whole() ? kDone : kNotDone;
}

int why(const Invocation& invocation, const std::string& exit) {
  const auto sight = look(invocation);
  const auto found =
      std::ranges::find(sight->exits, exit, [](const SeenExit& seen) { return seen.id.text(); });
  if (found == sight->exits.end()) {
    throw InputError("EXIT: no such exit is listed or known; see `vancrawl proxies list`");
  }
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n", json_of(*found, *sight).dump());
  } else {
    print_exit(invocation, *found, *sight);
  }
  return kDone;
}

/// What stands against the exit as a whole stands against it at every site.
std::string cell_of(const SeenExit& seen, const model::SiteId& site, model::Instant at) {
  const auto everywhere = state_word(seen.at(kEverywhere), at);
  const auto here = state_word(seen.at(site), at);
  if (everywhere == "out" || here == "out") return "out";
  return everywhere == "good" ? here : everywhere;
}

int matrix(const Invocation& invocation) {
  const auto sight = look(invocation);
  Json all = Json::array();
  if (!invocation.json) {
    fmt::print(invocation.out, "{:<44}", "");
    for (const auto& entry : invocation.catalogue) fmt::print(invocation.out, " {:<14}", entry.id);
    fmt::print(invocation.out, "\n");
  }
  for (const auto& seen : sight->exits) {
    Json row = {{"exit", seen.id.text()}, {"listed", seen.exit != nullptr}};
    std::string line = fmt::format("{:<44}", seen.id.text());
    for (const auto& entry : invocation.catalogue) {
      const auto cell = cell_of(seen, model::SiteId(entry.id), sight->at);
      row["sites"][entry.id] = cell;
      line += fmt::format(" {:<14}", cell);
    }
    all.push_back(std::move(row));
    if (!invocation.json) fmt::print(invocation.out, "{}\n", line);
  }
  if (invocation.json) fmt::print(invocation.out, "{}\n", all.dump());
  return kDone;
}

}  // namespace

void add_proxies(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand("proxies", "the exits, and what stands against them");
  command->require_subcommand(1);
  command->add_subcommand("list", "every exit: its state, why, since and until when")
      ->callback([&invocation] { invocation.action = [&invocation] { return list(invocation); }; });
  command->add_subcommand("matrix", "every exit at every site")->callback([&invocation] {
    invocation.action = [&invocation] { return matrix(invocation); };
  });
  auto exit = std::make_shared<std::string>();
  auto* const asking = command->add_subcommand("why", "why one exit is out, since and until when");
  asking->add_option("exit", *exit, "as `proxies list` names it")->required();
  asking->callback([&invocation, exit] {
    invocation.action = [&invocation, exit] { return why(invocation, *exit); };
  });
  add_proxies_check(*command, invocation);
}

}  // namespace vancrawl::cli
