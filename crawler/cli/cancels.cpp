#include "storage/cancels.h"

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "storage/audit.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Asked {
  std::string merchant;
  std::string site;
  std::string ledger = "approval";
  std::string from;
  std::string to;
  bool review = false;
};

struct Chosen {
  std::string cancel;
  std::string sale;
  bool none = false;
  std::string person;
  std::string note;
};

Json json_of(const storage::Linkable& row) {
  return {{"record", row.key.text()},
          {"date", row.listed.iso()},
          {"amount", row.amount.value()},
          {"card_company", row.card_company},
          {"approval_number", row.approval_number},
          {"card", row.card.text()},
          {"original_date", row.original_date ? Json(row.original_date->iso()) : Json(nullptr)}};
}

Json json_of(const storage::CancelLink& link) {
  Json candidates = Json::array();
  for (const auto& candidate : link.candidates) candidates.push_back(candidate.text());
  return {{"state", storage::name_of(link.state)},
          {"needs_review", storage::needs_review(link.state)},
          {"by_person", link.by_person},
          {"cancel", json_of(link.cancel)},
          {"sale", link.sale ? json_of(*link.sale) : Json(nullptr)},
          {"candidates", candidates}};
}

void print_link(const Invocation& invocation, const storage::CancelLink& link) {
  fmt::print(invocation.out, "{} {:>14} {:<10} {:<9} {}  {}", link.cancel.listed.iso(),
             model::with_commas(link.cancel.amount), link.cancel.approval_number,
             storage::name_of(link.state), link.cancel.key.text(),
             link.sale
                 ? fmt::format("undoes {} of {}", link.sale->key.text(), link.sale->listed.iso())
                 : "");
  for (const auto& candidate : link.candidates)
    fmt::print(invocation.out, "  fits {}", candidate.text());
  fmt::print(invocation.out, "\n");
}

std::vector<model::SiteId> sites_meant(const Invocation& invocation, const Asked& asked) {
  if (!asked.site.empty()) return {site_option(invocation, asked.site)};
  std::vector<model::SiteId> all;
  for (const auto& entry : invocation.catalogue) all.emplace_back(entry.id);
  return all;
}

int print_links(const Invocation& invocation, const Asked& asked) {
  const auto ledger = ledgers_option({asked.ledger}).front();
  if (ledger == model::Ledger::kDeposit) throw InputError("--ledger: deposits have no cancels");
  const auto dates = range_option(asked.from, asked.to);
  const auto reader = storage::Reader::open(invocation.config().store);
  const model::MerchantId merchant(asked.merchant);
  expect_merchant(*reader, merchant);
  for (const auto& site : sites_meant(invocation, asked)) {
    for (const auto& link : storage::cancel_links(*reader, {merchant, site, ledger, dates})) {
      if (asked.review && !storage::needs_review(link.state)) continue;
      Json line = {{"merchant", merchant.text()}, {"site", site.text()}};
      line.update(json_of(link));
      if (invocation.json) fmt::print(invocation.out, "{}\n", line.dump());
      if (!invocation.json) print_link(invocation, link);
    }
  }
  return 0;
}

storage::RecordKey record_option(const std::string& name, const std::string& text) {
  const auto key = storage::parse_record_key(text);
  if (!key) throw InputError(name + ": " + key.error().message());
  return *key;
}

int choose(const Invocation& invocation, const Chosen& chosen) {
  if (chosen.none == !chosen.sale.empty()) throw InputError("--sale, --none: give one of them");
  storage::CancelChoice choice{record_option("RECORD", chosen.cancel), std::nullopt, chosen.person,
                               chosen.note};
  if (!chosen.sale.empty()) choice.sale = record_option("--sale", chosen.sale);
  auto store = open_store(invocation.config());
  const auto taken = store.write([&](storage::Transaction& transaction) {
    auto chosen = storage::choose_sale(transaction, choice, now());
    if (!chosen) return chosen;
    storage::append_audit(transaction, "cancel chosen", choice.cancel.text(),
                          fmt::format("undoes {}, by {}",
                                      choice.sale ? choice.sale->text() : "nothing", choice.person),
                          now());
    return chosen;
  });
  if (!taken) throw InputError(taken.error().message);
  if (invocation.json)
    fmt::print(invocation.out, "{}\n", Json{{"chosen", choice.cancel.text()}}.dump());
  if (!invocation.json) fmt::print(invocation.out, "recorded for {}\n", choice.cancel.text());
  return 0;
}

}  // namespace

void add_cancels(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand("cancels", "which sale each cancel undoes");
  command->require_subcommand(1);
  auto asked = std::make_shared<Asked>();
  auto* const listing = command->add_subcommand("list", "prints cancels with their sales");
  listing->add_option("--merchant", asked->merchant)->required();
  listing->add_option("--site", asked->site);
  listing->add_option("--ledger", asked->ledger, "approval or acquisition")->capture_default_str();
  listing->add_option("--from", asked->from,
                      "first day of the cancels (that of --to, or yesterday)");
  listing->add_option("--to", asked->to, "last day of the cancels (yesterday)");
  listing->add_flag("--review", asked->review, "only those that a person has to look at");
  listing->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return print_links(invocation, *asked); };
  });
  auto chosen = std::make_shared<Chosen>();
  auto* const choosing = command->add_subcommand("choose", "says which sale a cancel undoes");
  choosing->add_option("record", chosen->cancel, "the cancel, as `list` names it")->required();
  choosing->add_option("--sale", chosen->sale, "the sale, as `list` names it");
  choosing->add_flag("--none", chosen->none, "it undoes nothing that is held");
  choosing->add_option("--by", chosen->person, "who says so")->required();
  choosing->add_option("--note", chosen->note);
  choosing->callback([&invocation, chosen] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, chosen] { return choose(invocation, *chosen); };
  });
}

}  // namespace vancrawl::cli
