#include "crawler/cli/replay_difference.h"

#include <algorithm>
#include <map>

#include <nlohmann/json.hpp>

#include "crawler/cli/record_json.h"
#include "storage/record_key.h"
#include "storage/replays.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

/// Rows by the key they would have in the store, whatever their order.
std::map<std::string, std::string> by_key(std::int64_t slice, model::LedgerRows rows) {
  std::map<std::string, std::string> named;
  std::visit(
      [&](auto& list) {
        for (auto& row : list) row.occurrence = 0;
        std::ranges::sort(list);
        std::map<std::string, std::int32_t> seen;
        for (auto& row : list) {
          row.occurrence = seen[storage::key_of(slice, row).text()]++;
          const auto name = storage::key_of(slice, row).text();
          named[name] =
              json_of(model::LedgerRows{std::remove_cvref_t<decltype(list)>{row}}).front().dump();
        }
      },
      rows);
  return named;
}

std::vector<RowDifference> row_differences(const StoredRead& stored,
                                           const engine::Replayed& replayed) {
  const auto before = by_key(stored.slice.number, stored.rows);
  const auto after = by_key(stored.slice.number, replayed.publication.rows);
  std::vector<RowDifference> found;
  for (const auto& [record, row] : before) {
    const auto now = after.find(record);
    if (now == after.end()) found.push_back({record, row, ""});
    if (now != after.end() && now->second != row) found.push_back({record, row, now->second});
  }
  for (const auto& [record, row] : after) {
    if (!before.contains(record)) found.push_back({record, "", row});
  }
  return found;
}

std::string scopes_text(std::vector<model::ScopeId> scopes) {
  std::ranges::sort(scopes);
  std::string text;
  for (const auto& scope : scopes) text += (text.empty() ? "" : ",") + scope.text();
  return text;
}

/// What differs, each named once.
class Differences {
 public:
  void hold(const std::string& what, std::string_view before, std::string_view after) {
    if (before != after) found.push_back({what, std::string(before), std::string(after)});
  }
  std::vector<ProofDifference> found;
};

void hold_portal(Differences& differences, const storage::PortalTotals& before,
                 const storage::PortalTotals& after) {
  differences.hold("printed", model::encoded(before.printed), model::encoded(after.printed));
  differences.hold("others", model::encoded(before.others), model::encoded(after.others));
}

void hold_proof(Differences& differences, const StoredRead& stored,
                const storage::SlicePublication& read) {
  const auto& proved = *stored.slice.proved;
  hold_portal(differences, proved.portal, read.portal);
  differences.hold("scopes", scopes_text(proved.proof.scopes), scopes_text(read.scopes));
  // What two persons accepted does not prove itself.
  if (proved.proof.grade == model::ProofGrade::kAccepted) return;
  const auto outcome = storage::outcome_of(read);
  const bool was_empty = proved.row_count == 0;
  differences.hold(
      "state", model::name_of(was_empty ? model::SliceState::kEmpty : model::SliceState::kComplete),
      model::name_of(outcome.state));
  differences.hold("reason", "", outcome.reason);
  const auto* const candidate = std::get_if<storage::ProofCandidate>(&read.verdict);
  differences.hold("grade", model::name_of(proved.proof.grade),
                   candidate ? model::name_of(candidate->grade) : "none");
}

void hold_last_run(Differences& differences, const StoredRead& stored,
                   const engine::Replayed& replayed) {
  const auto& read = replayed.publication;
  const auto& latest = *stored.slice.latest;
  const bool missed = latest.outcome == model::SliceState::kMissing;
  const auto outcome = storage::outcome_of(read);
  // It broke off where the evidence ends: for what the portal did not say (a stop, a closed site).
  if (missed && !replayed.asked_in_vain.empty()) return;
  // A run that broke off does not always tell which totals it had seen.
  if (!missed || !latest.portal.printed.empty()) {
    hold_portal(differences, latest.portal, read.portal);
  }
  if (outcome.proves() && storage::is_about_standing_proof(latest.reason)) return;
  differences.hold("state", model::name_of(latest.outcome), model::name_of(outcome.state));
  if (!missed) differences.hold("reason", latest.reason, outcome.reason);
  differences.hold("failure", latest.failure ? model::name_of(*latest.failure) : "",
                   outcome.failure ? model::name_of(*outcome.failure) : "");
}

Json fields_of(const RowDifference& difference) {
  const auto before = Json::parse(difference.before);
  const auto after = Json::parse(difference.after);
  Json fields = Json::object();
  for (const auto& [name, value] : before.items()) {
    if (after.at(name) != value) fields[name] = {{"before", value}, {"after", after.at(name)}};
  }
  return fields;
}

}  // namespace

ReplayDifference difference_of(const StoredRead& stored, const engine::Replayed& replayed) {
  Differences differences;
  if (stored.which == StoredRead::Which::kProof) {
    hold_proof(differences, stored, replayed.publication);
  } else {
    hold_last_run(differences, stored, replayed);
  }
  return {row_differences(stored, replayed), std::move(differences.found)};
}

Json json_of(const StoredRead& stored, const ReplayDifference& difference) {
  Json json = {{"slice", model::to_text(stored.slice.key)},
               {"of", stored.which == StoredRead::Which::kProof ? "proof" : "last_run"},
               {"added", Json::array()},
               {"gone", Json::array()},
               {"changed", Json::array()},
               {"proof", Json::array()}};
  for (const auto& row : difference.rows) {
    Json one = {{"record", row.record}};
    if (row.before.empty()) {
      one["row"] = Json::parse(row.after);
      json["added"].push_back(one);
    } else if (row.after.empty()) {
      one["row"] = Json::parse(row.before);
      json["gone"].push_back(one);
    } else {
      one["fields"] = fields_of(row);
      json["changed"].push_back(one);
    }
  }
  for (const auto& one : difference.proof) {
    json["proof"].push_back({{"what", one.what}, {"before", one.before}, {"after", one.after}});
  }
  return json;
}

}  // namespace vancrawl::cli
