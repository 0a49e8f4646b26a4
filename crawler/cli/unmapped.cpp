#include "storage/unmapped.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const storage::UnmappedEntry& entry) {
  return {{"site", entry.site.text()},
          {"ledger", model::name_of(entry.ledger)},
          {"field", entry.text.field},
          {"text", entry.text.text},
          {"keeps_slices_unproved", entry.text.decides},
          {"slices", entry.slices},
          {"example",
           {{"merchant", entry.example.merchant.text()}, {"date", entry.example.date.iso()}}},
          {"last_seen", model::to_iso(entry.last_seen)}};
}

int print_unmapped(const Invocation& invocation) {
  const auto reader = storage::Reader::open(invocation.config().store);
  for (const auto& entry : storage::unmapped_texts(*reader)) {
    if (invocation.json) {
      fmt::print(invocation.out, "{}\n", json_of(entry).dump());
      continue;
    }
    fmt::print(invocation.out, "{:<14} {:<11} {:<12} \"{}\" in {} slices, last {} {}{}\n",
               entry.site.text(), model::name_of(entry.ledger), entry.text.field, entry.text.text,
               entry.slices, entry.example.merchant.text(), entry.example.date.iso(),
               entry.text.decides ? "; keeps them unproved" : "");
  }
  return 0;
}

}  // namespace

void add_unmapped(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand(
      "unmapped", "prints texts that portals print and no map of site.toml knows");
  command->callback(
      [&invocation] { invocation.action = [&invocation] { return print_unmapped(invocation); }; });
}

}  // namespace vancrawl::cli
