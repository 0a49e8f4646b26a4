#include "storage/cuts.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/coverage_lines.h"
#include "crawler/cli/offers.h"
#include "crawler/cli/record_json.h"
#include "storage/audit.h"
#include "storage/consumers.h"
#include "storage/cut_doubt.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Asked {
  std::string merchant;
  bool all = false;
  std::string through;
  std::string person;
  std::string reason;
  std::int64_t number = 0;
  bool rows = false;
  bool with_open = false;
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
          {"settles", entry.standing == storage::CutStanding::kSettles},
          {"standing", storage::name_of(entry.standing)},
          {"content_hash", hex_of(entry.content_hash)},
          {"figures", json_of(entry.figures)},
          {"before", json_of(entry.before)},
          {"marks",
           {{"added", entry.marks.added},
            {"changed", entry.marks.changed},
            {"vanished", entry.marks.vanished},
            {"left_basis", entry.marks.left_basis}}}};
}

void print_cut(const Invocation& invocation, const storage::Cut& cut) {
  fmt::print(invocation.out, "cut {} {} through {} at {}  {}  by {}\n", cut.number,
             cut.merchant ? cut.merchant->text() : "(all)", cut.through.iso(),
             storage::to_text(cut.position), hex_of(cut.hash), cut.person);
}

std::string marks_shown(const storage::CutEntry& entry) {
  if (entry.standing != storage::CutStanding::kSettles) {
    return fmt::format("does not settle any more: {}", storage::name_of(entry.standing));
  }
  const auto& marks = entry.marks;
  std::string shown = fmt::format("+{} ~{} -{}", marks.added, marks.changed, marks.vanished);
  if (marks.left_basis > 0) shown += fmt::format(", {} left the basis", marks.left_basis);
  return shown;
}

void print_entry(const Invocation& invocation, const storage::CutEntry& entry) {
  fmt::print(invocation.out, "{} {:<12} {:<14} {:<11} {:>6} rows {:>15} won, before {:>15}  {}\n",
             entry.key.date.iso(), entry.key.merchant.text(), entry.key.site.text(),
             model::name_of(entry.key.ledger), entry.figures.row_count,
             model::with_commas(entry.figures.amount), model::with_commas(entry.before.amount),
             marks_shown(entry));
}

/// What stands open, and the cut unless that keeps it from being made.
struct Made {
  storage::OpenDays open;
  std::optional<storage::Cut> cut;
  std::vector<storage::CutEntry> entries;
};

Made made_in(storage::Transaction& transaction, const Asked& asked, model::BusinessDate through,
             const storage::OfferedLedgers& offers) {
  if (storage::last_basis(transaction) == 0) {
    throw InputError("no settlement basis is set, so nothing settles: vancrawl basis set --help");
  }
  const auto merchants = merchants_option(transaction, asked.merchant, asked.all);
  std::optional<model::MerchantId> whose;
  if (!asked.all) whose = merchants.front();
  Made made{storage::open_through(transaction, whose, through, now(), offers), {}, {}};
  if (made.open.is_open() && !asked.with_open) return made;
  auto cut = storage::make_cut(transaction, whose, through, asked.person, now());
  if (!cut) throw InputError(cut.error().message);
  storage::append_audit(
      transaction, "cut made", whose ? whose->text() : "everyone",
      fmt::format("cut {} through {}, by {}", cut->number, through.iso(), asked.person), now());
  made.entries = storage::cut_entries(transaction, *cut);
  made.cut = std::move(*cut);
  return made;
}

void print_json(const Invocation& invocation, const Made& made) {
  auto json = made.cut ? json_of(*made.cut) : Json{{"cut", nullptr}};
  json.update(cli::json_of(made.open));
  json["entries"] = Json::array();
  for (const auto& entry : made.entries) json["entries"].push_back(json_of(entry));
  fmt::print(invocation.out, "{}\n", json.dump());
}

void print_text(const Invocation& invocation, const Made& made) {
  print_lines(invocation.out, made.open);
  if (!made.cut) {
    fmt::print(invocation.out,
               "no cut was made: {} slices and {} days are open; --with-open pays on the rest\n",
               made.open.lines.size(), made.open.not_asked.size());
    return;
  }
  print_cut(invocation, *made.cut);
  for (const auto& entry : made.entries) print_entry(invocation, entry);
}

int make(const Invocation& invocation, const Asked& asked) {
  const auto config = invocation.config();
  const auto through = date_option("--through", asked.through);
  if (through > model::korean_date(now())) {
    throw InputError("--through " + through.iso() + ": lies in the future");
  }
  const auto offers = offered_ledgers(invocation, config);
  // A cut of a store that is not there is a slip.
  static_cast<void>(storage::Reader::open(config.store));
  auto store = open_store(config);
  const auto made = store.write([&](storage::Transaction& transaction) {
    return made_in(transaction, asked, through, offers);
  });
  invocation.json ? print_json(invocation, made) : print_text(invocation, made);
  return made.cut ? kDone : kOpen;
}

int list(const Invocation& invocation) {
  const auto reader = storage::Reader::open(invocation.config().store);
  if (const auto doubt = storage::cuts_in_doubt(*reader)) {
    fmt::print(invocation.err, "in doubt since the recovery of {}: {}\n",
               model::to_iso(doubt->since), doubt->why);
  }
  for (const auto& cut : storage::cuts(*reader)) {
    if (invocation.json) fmt::print(invocation.out, "{}\n", json_of(cut).dump());
    if (!invocation.json) print_cut(invocation, cut);
  }
  return 0;
}

int settle(const Invocation& invocation, const Asked& asked) {
  auto store = open_store(invocation.config());
  const auto answer = store.write([&](storage::Transaction& transaction) {
    return storage::settle_cuts(transaction, asked.person, asked.reason, now());
  });
  if (answer == storage::SettleAnswer::kIncomplete) {
    throw InputError("--by and --reason must not be empty");
  }
  const bool settled = answer == storage::SettleAnswer::kSettled;
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n", Json{{"answer", storage::name_of(answer)}}.dump());
  } else {
    fmt::print(invocation.out, "{}\n",
               settled ? "recorded: cuts are made again" : "no cut is in doubt: nothing to settle");
  }
  return settled ? kDone : kNotDone;
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
    if (invocation.json) fmt::print(invocation.out, "{}\n", json.dump());
    if (invocation.json) continue;
    print_entry(invocation, entry);
    if (!rows) continue;
    for (const auto& row : json["records"]) fmt::print(invocation.out, "  {}\n", row.dump());
  }
}

int show(const Invocation& invocation, const Asked& asked) {
  const auto reader = storage::Reader::open(invocation.config().store);
  const auto cut = known_cut(*reader, asked.number);
  if (!invocation.json) print_cut(invocation, cut);
  print_entry_lines(invocation, *reader, cut, storage::cut_entries(*reader, cut), asked.rows);
  return 0;
}

int print_after(const Invocation& invocation, const Asked& asked) {
  const auto reader = storage::Reader::open(invocation.config().store);
  const auto cut = known_cut(*reader, asked.number);
  const auto changed = storage::after_cut(*reader, cut);
  print_entry_lines(invocation, *reader, cut, changed, false);
  if (!invocation.json && changed.empty())
    fmt::print(invocation.out, "nothing changed since cut {}\n", cut.number);
  return changed.empty() ? kDone : kNotDone;
}

}  // namespace

void add_cuts(Command& app, Invocation& invocation) {
  auto asked = std::make_shared<Asked>();
  auto* const making = app.add_subcommand("cut", "fixes what settles through a date, to pay on it");
  making->add_option("--merchant", asked->merchant);
  making->add_flag("--all", asked->all, "every merchant");
  making->add_option("--through", asked->through, "last business date")->required();
  making->add_option("--by", asked->person, "who makes it")->required();
  making->add_flag("--with-open", asked->with_open,
                   "though slices through that date are open (else exit 3, and none is made)");
  making->callback([&invocation, asked] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, asked] { return make(invocation, *asked); };
  });
  auto* const command = app.add_subcommand("cuts", "what was paid on, and what changed later");
  command->require_subcommand(1);
  command->add_subcommand("list", "prints every cut")->callback([&invocation] {
    invocation.action = [&invocation] { return list(invocation); };
  });
  auto* const settling = command->add_subcommand(
      "settle", "after a recovery: what was paid is compared, cuts are made again");
  settling->add_option("--by", asked->person, "who compared")->required();
  settling->add_option("--reason", asked->reason, "what was found")->required();
  settling->callback([&invocation, asked] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, asked] { return settle(invocation, *asked); };
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
