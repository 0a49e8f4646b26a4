#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/record_json.h"
#include "crawler/cli/slice_json.h"
#include "crawler/daemon.h"
#include "crawler/engine/replay.h"
#include "crawler/engine/row_place.h"
#include "crawler/page/evidence_text.h"
#include "storage/origins.h"
#include "storage/queue.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Explained {
  storage::RecordKey key;
  storage::RecordOrigin origin;
  std::vector<storage::EvidenceItem> evidence;  ///< of the latest revision
  std::optional<engine::RowPlace> place;
  std::optional<storage::Job> job;
};

Json row_of(const storage::RowRevision& revision) { return json_of(revision.row).front(); }

Json json_of(const storage::RowRevision& revision) {
  Json json = {{"row", row_of(revision)},
               {"seq", revision.seq},
               {"observed_at", model::to_iso(revision.observed_at)},
               {"recorded_at", nullptr},
               {"job", revision.job.number()},
               {"ended_seq", nullptr},
               {"ended_by", revision.ended_by}};
  if (revision.recorded_at) json["recorded_at"] = model::to_iso(*revision.recorded_at);
  if (revision.ended_seq) json["ended_seq"] = *revision.ended_seq;
  return json;
}

Json json_of(const engine::RowPlace& place) {
  Json cells = Json::array();
  for (const auto& [header, text] : place.cells)
    cells.push_back({{"header", header}, {"text", text}});
  return {{"page", place.exchange.page.text()},
          {"request", place.exchange.request},
          {"asked", place.exchange.asked},
          {"fetched_at", model::to_iso(place.exchange.asked_at)},
          {"row", place.row},
          {"cells", cells}};
}

Json proof_of(const storage::ProvedPart& proved) {
  Json scopes = Json::array();
  for (const auto& scope : proved.proof.scopes) scopes.push_back(scope.text());
  return {{"grade", model::name_of(proved.proof.grade)},
          {"printed", model::encoded(proved.portal.printed)},
          {"others", model::encoded(proved.portal.others)},
          {"scopes", scopes},
          {"read_began", model::to_iso(proved.proof.read_began)},
          {"observed_at", model::to_iso(proved.observed_at)},
          {"job", proved.job.number()}};
}

Json json_of(const storage::Job& job) {
  return {{"number", job.id.number()},
          {"state", storage::name_of(job.state)},
          {"enqueued_at", model::to_iso(job.enqueued_at)},
          {"login_id", job.request.account.login_id}};
}

/// Every page of the run with what was asked for it.
Json pages_of(const std::vector<storage::EvidenceItem>& evidence) {
  Json pages = Json::array();
  const auto exchanges = engine::conversation_of(evidence);
  for (const auto& item : evidence) {
    if (item.kind == session::kConversationKind) continue;
    const auto text = page::decompressed(item.zstd);
    Json page = {{"hash", item.hash.text()},
                 {"kind", item.kind},
                 {"bytes", text ? text->size() : 0},
                 {"stored_bytes", item.zstd.size()},
                 {"asked", Json::array()}};
    for (const auto& exchange : exchanges.value_or(std::vector<session::Exchange>{})) {
      if (exchange.page != item.hash) continue;
      page["asked"].push_back({{"request", exchange.request},
                               {"asked", exchange.asked},
                               {"fetched_at", model::to_iso(exchange.asked_at)},
                               {"status", exchange.status}});
    }
    pages.push_back(std::move(page));
  }
  return pages;
}

Json json_of(const Explained& explained) {
  const auto& origin = explained.origin;
  Json revisions = Json::array();
  for (const auto& revision : origin.revisions) revisions.push_back(json_of(revision));
  const auto& latest = origin.revisions.front();
  return {{"record", explained.key.text()},
          {"stands", !origin.unproved && !latest.ended_seq},
          {"unproved", origin.unproved},
          {"row", row_of(latest)},
          {"slice", cli::json_of(origin.slice)},
          {"proof", origin.slice.proved ? proof_of(*origin.slice.proved) : Json(nullptr)},
          {"job", explained.job ? json_of(*explained.job) : Json(nullptr)},
          {"place", explained.place ? json_of(*explained.place) : Json(nullptr)},
          {"pages", pages_of(explained.evidence)},
          {"revisions", revisions}};
}

void print_place(const Invocation& invocation, const std::optional<engine::RowPlace>& place) {
  if (!place) {
    fmt::print(invocation.out,
               "page:     no stored page shows it (deleted by retention, or older than these)\n");
    return;
  }
  fmt::print(invocation.out, "page:     {} row {}\n          {} ({}), fetched {}\n",
             place->exchange.page.text(), place->row, place->exchange.asked,
             place->exchange.request, model::to_iso(place->exchange.asked_at));
  for (const auto& [header, text] : place->cells)
    fmt::print(invocation.out, "            {}: {}\n", header, text);
}

void print(const Invocation& invocation, const Explained& explained) {
  const auto& origin = explained.origin;
  const auto& latest = origin.revisions.front();
  const bool stands = !origin.unproved && !latest.ended_seq;
  fmt::print(invocation.out, "record:   {} ({})\n", explained.key.text(),
             stands            ? "stands"
             : origin.unproved ? "unproved"
                               : latest.ended_by);
  for (const auto& [name, value] : row_of(latest).items())
    fmt::print(invocation.out, "  {}: {}\n", name, value.dump());
  fmt::print(invocation.out, "slice:    {}\n", line_of(origin.slice));
  if (const auto& proved = origin.slice.proved) {
    fmt::print(invocation.out, "proof:    {}, {}; read began {}\n",
               model::name_of(proved->proof.grade), model::shown(proved->portal.printed),
               model::to_iso(proved->proof.read_began));
  }
  fmt::print(invocation.out, "found by: job {} at {}{}\n", latest.job.number(),
             model::to_iso(latest.observed_at),
             latest.seq > 0 ? fmt::format(", feed entry {}", latest.seq) : "");
  print_place(invocation, explained.place);
  for (const auto& item : explained.evidence) {
    fmt::print(invocation.out, "evidence: {} {} ({} bytes stored)\n", item.hash.text(), item.kind,
               item.zstd.size());
  }
  for (std::size_t i = 1; i < origin.revisions.size(); ++i) {
    const auto& before = origin.revisions[i];
    fmt::print(invocation.out, "before:   entry {} to {} ({}): {}\n", before.seq,
               before.ended_seq.value_or(0), before.ended_by, row_of(before).dump());
  }
}

/// The page that shows the latest state: of the run that found it, else of the standing proof,
/// which read it again.
void find_place(const Invocation& invocation, const Config& config, storage::View& view,
                Explained& explained) {
  const auto& slice = explained.origin.slice;
  const auto known =
      std::ranges::find(invocation.catalogue, slice.key.site.text(), &site_api::CatalogueEntry::id);
  if (known == invocation.catalogue.end()) return;
  const auto book = load_site_book(config, known->id);
  const auto& row = explained.origin.revisions.front().row;
  explained.place = engine::place_of(book, explained.evidence, explained.key, row);
  if (explained.place || !slice.proved || explained.origin.unproved) return;
  auto of_proof = storage::load_evidence(view, slice.proved->evidence);
  explained.place = engine::place_of(book, of_proof, explained.key, row);
  if (explained.place) explained.evidence = std::move(of_proof);
}

int explain(const Invocation& invocation, const std::string& record) {
  const auto key = storage::parse_record_key(record);
  if (!key) throw InputError("RECORD: " + key.error().message());
  const auto config = invocation.config();
  const auto reader = storage::Reader::open(config.store);
  auto origin = storage::origin_of(*reader, *key);
  if (!origin) throw InputError("RECORD: no row has this key (`records --json` prints them)");
  Explained explained{*key, std::move(*origin), {}, {}, {}};
  const auto& latest = explained.origin.revisions.front();
  explained.evidence = storage::load_evidence(*reader, latest.evidence);
  explained.job = storage::job(*reader, latest.job, now());
  find_place(invocation, config, *reader, explained);
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n", json_of(explained).dump());
  } else {
    print(invocation, explained);
  }
  return kDone;
}

}  // namespace

void add_explain(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand(
      "explain", "where a figure comes from: slice, proof, run, page and the cells on it");
  auto record = std::make_shared<std::string>();
  command->add_option("record", *record, "as `records --json` prints it")->required();
  command->callback([&invocation, record] {
    invocation.action = [&invocation, record] { return explain(invocation, *record); };
  });
}

}  // namespace vancrawl::cli
