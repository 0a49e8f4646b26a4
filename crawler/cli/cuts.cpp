#include "storage/cuts.h"

#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/record_json.h"
#include "storage/audit.h"
#include "storage/consumers.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Asked {
  std::string merchant;
  bool all = false;
  std::string through;
  std::string person;
  std::int64_t number = 0;
  bool rows = false;
};

Json json_of(const storage::CutFigures& figures) {
  return {{"rows", figures.row_count}, {"won", figures.amount.value()}};
}

Json json_of(const storage::Cut& cut) {
  return {{"cut", cut.number},
          {"merchant", cut.merchant ? Json(cut.merchant->text()) : Json(nullptr)},
          {"through", cut.through.iso()},
          {"position", storage::to_text(cut.position)},
          {"hash", hex_of(cut.hash)},
          {"by", cut.person},
          {"made_at", model::to_iso(cut.made_at)}};
}

Json json_of(const storage::CutEntry& entry) {
  return {{"merchant", entry.key.merchant.text()},
          {"site", entry.key.site.text()},
          {"ledger", model::name_of(entry.key.ledger)},
          {"date", entry.key.date.iso()},
          {"state", model::name_of(entry.state)},
          {"settles", !entry.content_hash.empty()},
          {"content_hash", hex_of(entry.content_hash)},
          {"figures", json_of(entry.figures)},
          {"before", json_of(entry.before)}};
}

void print_cut(const storage::Cut& cut) {
  fmt::print("cut {} {} through {} at {}  {}  by {}\n", cut.number,
             cut.merchant ? cut.merchant->text() : "(all)", cut.through.iso(),
             storage::to_text(cut.position), hex_of(cut.hash), cut.person);
}

void print_entry(const storage::CutEntry& entry) {
  fmt::print("{} {:<12} {:<14} {:<11} {:>6} rows {:>15} won, before {:>15}{}\n",
             entry.key.date.iso(), entry.key.merchant.text(), entry.key.site.text(),
             model::name_of(entry.key.ledger), entry.figures.row_count,
             model::with_commas(entry.figures.amount), model::with_commas(entry.before.amount),
             entry.content_hash.empty() ? "  does not settle any more" : "");
}

int make(const Invocation& invocation, const Asked& asked) {
  const auto through = date_option("--through", asked.through);
  if (through > model::korean_date(now()))
    throw InputError("--through " + through.iso() + ": lies in the future");
  static_cast<void>(storage::Reader::open(
      invocation.config().store));  // a cut of a store that is not there is a slip
  auto store = open_store(invocation.config());
  const auto made = store.write([&](storage::Transaction& transaction) {
    if (storage::last_basis(transaction) == 0)
      throw InputError("no settlement basis is set, so nothing settles: vancrawl basis set --help");
    const auto merchants = merchants_option(transaction, asked.merchant, asked.all);
    std::optional<model::MerchantId> whose;
    if (!asked.all) whose = merchants.front();
    auto cut = storage::make_cut(transaction, whose, through, asked.person, now());
    if (!cut) throw InputError(cut.error().message);
    storage::append_audit(
        transaction, "cut made", whose ? whose->text() : "everyone",
        fmt::format("cut {} through {}, by {}", cut->number, through.iso(), asked.person), now());
    return std::pair(*cut, storage::cut_entries(transaction, *cut));
  });
  auto json = json_of(made.first);
  json["entries"] = Json::array();
  if (!invocation.json) print_cut(made.first);
  for (const auto& entry : made.second) {
    json["entries"].push_back(json_of(entry));
    if (!invocation.json) print_entry(entry);
  }
  if (invocation.json) fmt::print("{}\n", json.dump());
  return 0;
}

int list(const Invocation& invocation) {
  const auto reader = storage::Reader::open(invocation.config().store);
  for (const auto& cut : storage::cuts(*reader)) {
    if (invocation.json) fmt::print("{}\n", json_of(cut).dump());
    if (!invocation.json) print_cut(cut);
  }
  return 0;
}

storage::Cut known_cut(storage::View& view, std::int64_t number) {
  auto found = storage::cut(view, number);
  if (!found) throw InputError(fmt::format("there is no cut {}", number));
  return std::move(*found);
}

void print_entry_lines(const Invocation& invocation, storage::View& view, const storage::Cut& cut,
                       const std::vector<storage::CutEntry>& entries, bool rows) {
  for (const auto& entry : entries) {
    auto json = json_of(entry);
    if (rows) json["records"] = cli::json_of(storage::cut_rows(view, cut, entry));
    if (invocation.json) fmt::print("{}\n", json.dump());
    if (invocation.json) continue;
    print_entry(entry);
    if (!rows) continue;
    for (const auto& row : json["records"]) fmt::print("  {}\n", row.dump());
  }
}

int show(const Invocation& invocation, const Asked& asked) {
  const auto reader = storage::Reader::open(invocation.config().store);
  const auto cut = known_cut(*reader, asked.number);
  if (!invocation.json) print_cut(cut);
  print_entry_lines(invocation, *reader, cut, storage::cut_entries(*reader, cut), asked.rows);
  return 0;
}

int print_after(const Invocation& invocation, const Asked& asked) {
  const auto reader = storage::Reader::open(invocation.config().store);
  const auto cut = known_cut(*reader, asked.number);
  const auto changed = storage::after_cut(*reader, cut);
  print_entry_lines(invocation, *reader, cut, changed, false);
  if (!invocation.json && changed.empty()) fmt::print("nothing changed since cut {}\n", cut.number);
  return changed.empty() ? kDone : kNotDone;
}

}  // namespace

void add_cuts(CLI::App& app, Invocation& invocation) {
  auto asked = std::make_shared<Asked>();
  auto* const making = app.add_subcommand("cut", "fixes what settles through a date, to pay on it");
  making->add_option("--merchant", asked->merchant);
  making->add_flag("--all", asked->all, "every merchant");
  making->add_option("--through", asked->through, "last business date")->required();
  making->add_option("--by", asked->person, "who makes it")->required();
  making->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return make(invocation, *asked); };
  });
  auto* const command = app.add_subcommand("cuts", "what was paid on, and what changed later");
  command->require_subcommand(1);
  command->add_subcommand("list", "prints every cut")->callback([&invocation] {
    invocation.action = [&invocation] { return list(invocation); };
  });
  auto* const showing = command->add_subcommand("show", "what a cut fixed anew");
  showing->add_option("number", asked->number)->required();
  showing->add_flag("--rows", asked->rows, "with the rows as they stood");
  showing->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return show(invocation, *asked); };
  });
  auto* const after =
      command->add_subcommand("after", "what changed after a cut (exit 1 if anything did)");
  after->add_option("number", asked->number)->required();
  after->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return print_after(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
