#include "crawler/cli/proxies_list.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "proxy_pool/exit_health.h"

namespace vancrawl::cli {
namespace {

std::string reason_of(const storage::ExitState& state) {
  const auto why = proxy_pool::parse_why_aside(state.why);
  if (!why)
    throw InputError("the store names a reason that this release does not know: " + state.why);
  switch (*why) {
    case proxy_pool::WhyAside::kFailuresInARow:
      return "it could not be reached, or refused us, several times in a row";
    case proxy_pool::WhyAside::kFailedTrial:
      return "the trial after its last rest failed";
    case proxy_pool::WhyAside::kLowSuccess:
      return "far fewer pages came through it than through the others";
    case proxy_pool::WhyAside::kBan:
      return "the portal refuses its address: ask the portal why";
  }
  __builtin_unreachable();
}

}  // namespace

proxy_pool::ProxyList listed_exits(const Invocation& invocation, const Config& config) {
  auto list = config.proxies_file.empty() ? proxy_pool::parse_proxy_list("default", "direct")
                                          : proxy_pool::read_proxy_list(config.proxies_file);
  for (const auto& fault : list.faults) {
    fmt::print(invocation.err, "left out: {}\n", fault.text());
  }
  return list;
}

std::optional<storage::ExitState> SeenExit::at(const model::SiteId& site) const {
  std::optional<storage::ExitState> gravest;
  for (const auto& state : states) {
    if (state.site == site && (!gravest || gravest->until < state.until)) gravest = state;
  }
  return gravest;
}

std::vector<SeenExit> seen_exits(const proxy_pool::ProxyList& list,
                                 const std::vector<storage::ExitState>& states) {
  std::map<model::ExitId, std::vector<storage::ExitState>> known;
  for (const auto& state : states) known[state.exit].push_back(state);
  std::vector<SeenExit> seen;
  for (const auto& exit : list.exits) {
    seen.push_back({&exit, exit.id, {}});
    const auto found = known.find(exit.id);
    if (found == known.end()) continue;
    seen.back().states = std::move(found->second);
    known.erase(found);
  }
  for (auto& [id, left] : known) seen.push_back({nullptr, id, std::move(left)});
  return seen;
}

std::string state_word(const std::optional<storage::ExitState>& state, model::Instant at) {
  if (!state) return "good";
  return at < state->until && !state->is_spared ? "out" : "suspect";
}

std::string sentence_of(const std::optional<storage::ExitState>& state, model::Instant at) {
  if (!state) return "good";
  const auto word = state_word(state, at);
  const auto next = state->is_spared ? std::string("it serves when no other can: too many are out")
                    : word == "out"  ? "until " + model::to_iso(state->until)
                                     : std::string("its next session is a trial");
  return fmt::format("{} since {}, {}: {} (rest {})", word, model::to_iso(state->since), next,
                     reason_of(*state), state->rests);
}

}  // namespace vancrawl::cli
