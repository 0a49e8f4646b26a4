#include "storage/seals.h"

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/coverage_lines.h"
#include "crawler/cli/offers.h"
#include "storage/audit.h"
#include "storage/directory.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Asked {
  std::string merchant;
  bool all = false;
  std::string date;
  std::string from;
  std::string to;
};

Json json_of(const std::optional<storage::SealedSlice>& slice) {
  if (!slice) return nullptr;
  return {{"state", model::name_of(slice->state)},
          {"rows", slice->row_count},
          {"content_hash", hex_of(slice->content_hash)},
          {"challenged", slice->challenged}};
}

Json json_of(const storage::SealDifference& difference) {
  const auto& key = (difference.sealed ? difference.sealed : difference.today)->key;
  return {{"site", key.site.text()},
          {"ledger", model::name_of(key.ledger)},
          {"sealed", json_of(difference.sealed)},
          {"today", json_of(difference.today)},
          {"changed_at_seq", difference.changed_at_seq}};
}

Json json_of(const storage::Seal& seal) {
  return {{"merchant", seal.merchant.text()},
          {"date", seal.date.iso()},
          {"number", seal.number},
          {"hash", hex_of(seal.hash)},
          {"slices", seal.slices.size()},
          {"seq", seal.seq},
          {"sealed_at", model::to_iso(seal.sealed_at)}};
}

/// False if the day is open.
bool close_one(const Invocation& invocation, CommandStore& store, const model::MerchantId& merchant,
               model::BusinessDate day, const storage::OfferedLedgers& offers) {
  const auto sealed = store.write([&](storage::Transaction& transaction) {
    auto closed = storage::close_day(transaction, merchant, day, now(), offers);
    if (!closed) return closed;
    storage::append_audit(transaction, "day sealed", merchant.text(),
                          fmt::format("{}, seal {}", closed->date.iso(), closed->number), now());
    return closed;
  });
  if (invocation.json) {
    Json json = {{"merchant", merchant.text()}, {"date", day.iso()}};
    json.update(sealed ? json_of(*sealed) : cli::json_of(sealed.error()));
    fmt::print(invocation.out, "{}\n", json.dump());
  } else if (sealed) {
    fmt::print(invocation.out, "{} {}: sealed ({} slices, seal {}, {})\n", merchant.text(),
               day.iso(), sealed->slices.size(), sealed->number, hex_of(sealed->hash));
  } else {
    fmt::print(invocation.out, "{} {}: not sealed\n", merchant.text(), day.iso());
    print_lines(invocation.out, sealed.error());
  }
  return sealed || !sealed.error().is_open();
}

int close(const Invocation& invocation, const Asked& asked) {
  const auto config = invocation.config();
  const auto date = day_option("--date", asked.date);
  const auto offers = offered_ledgers(invocation, config);
  auto store = open_store(config);
  const auto meant = store.write([&](storage::Transaction& transaction) {
    return merchants_option(transaction, asked.merchant, asked.all);
  });
  bool all = true;
  for (const auto& merchant : meant) {
    all = close_one(invocation, store, merchant, date, offers) && all;
  }
  return all ? kDone : kOpen;
}

int check(const Invocation& invocation, const Asked& asked) {
  storage::SealFilter filter;
  if (!asked.merchant.empty()) filter.merchant = model::MerchantId(asked.merchant);
  if (!asked.from.empty() || !asked.to.empty()) filter.dates = range_option(asked.from, asked.to);
  const auto reader = storage::Reader::open(invocation.config().store);
  if (filter.merchant) expect_merchant(*reader, *filter.merchant);
  bool unchanged = true;
  for (const auto& checked : storage::check_seals(*reader, filter)) {
    auto json = json_of(checked.seal);
    json["differences"] = Json::array();
    for (const auto& difference : checked.differences) {
      json["differences"].push_back(json_of(difference));
    }
    unchanged = unchanged && checked.differences.empty();
    if (invocation.json) fmt::print(invocation.out, "{}\n", json.dump());
    if (invocation.json) continue;
    fmt::print(invocation.out, "{} {}: {}\n", checked.seal.merchant.text(), checked.seal.date.iso(),
               checked.differences.empty() ? "as sealed" : "CHANGED since it was sealed");
    for (const auto& difference : json["differences"])
      fmt::print(invocation.out, "  {}\n", difference.dump());
  }
  return unchanged ? kDone : kNotDone;
}

}  // namespace

void add_seals(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand("seals", "closed days, and what changed in them later");
  command->require_subcommand(1);
  auto asked = std::make_shared<Asked>();
  auto* const closing =
      command->add_subcommand("close", "seals a day of which every slice is proved (else exit 3)");
  closing->add_option("--merchant", asked->merchant);
  closing->add_flag("--all", asked->all, "every merchant");
  closing->add_option("--date", asked->date, "business date (yesterday in Korea)");
  closing->callback([&invocation, asked] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, asked] { return close(invocation, *asked); };
  });
  auto* const checking =
      command->add_subcommand("check", "holds sealed days against what stands (exit 1 if changed)");
  checking->add_option("--merchant", asked->merchant);
  checking->add_option("--from", asked->from, "first business date");
  checking->add_option("--to", asked->to, "last business date");
  checking->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return check(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
