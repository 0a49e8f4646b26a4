#include "storage/basis.h"

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/offers.h"
#include "storage/audit.h"
#include "storage/coverage.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Entered {
  std::string merchant;
  bool all = false;
  std::string company;
  std::vector<std::string> ledgers;
  std::vector<std::string> sites;
  std::string from;
  std::string person;
};

storage::Basis basis_of(const Invocation& invocation, const Config& config,
                        const Entered& entered) {
  storage::Basis basis;
  if (!entered.company.empty()) {
    basis.card_company = company_option(card_companies(config), "--card-company", entered.company);
  }
  for (const auto& site : entered.sites) basis.sites.push_back(site_option(invocation, site));
  basis.from = date_option("--from", entered.from);
  basis.person = entered.person;
  return basis;
}

/// A site that lacks a ledger would never count: its figures would be waited for in vain.
void expect_offered(const storage::OfferedLedgers& offers, const storage::Basis& basis,
                    model::Ledger ledger) {
  for (const auto& site : basis.sites) {
    if (offers(site, ledger)) continue;
    throw InputError(fmt::format("--ledger: {} has no {} ledger; name those it has with --ledger",
                                 site.text(), model::name_of(ledger)));
  }
}

int set(const Invocation& invocation, const Entered& entered) {
  const auto config = invocation.config();
  auto basis = basis_of(invocation, config, entered);
  const auto offers = offered_ledgers(invocation, config);
  const auto ledgers = ledgers_option(entered.ledgers);
  for (const auto ledger : ledgers) expect_offered(offers, basis, ledger);
  auto store = open_store(config);
  const auto entries = store.write([&](storage::Transaction& transaction) {
    int count = 0;
    for (const auto& merchant : merchants_option(transaction, entered.merchant, entered.all)) {
      for (const auto ledger : ledgers) {
        basis.merchant = merchant;
        basis.ledger = ledger;
        const auto number = storage::set_basis(transaction, basis, now());
        if (!number) throw InputError(number.error().message);
        storage::append_audit(
            transaction, "basis set", merchant.text(),
            fmt::format("entry {}: {}, by {}", *number, model::name_of(ledger), basis.person),
            now());
        ++count;
      }
    }
    return count;
  });
  if (invocation.json) fmt::print(invocation.out, "{}\n", Json{{"entries", entries}}.dump());
  if (!invocation.json) fmt::print(invocation.out, "set {} entries\n", entries);
  return 0;
}

Json json_of(const storage::Basis& basis) {
  Json sites = Json::array();
  for (const auto& site : basis.sites) sites.push_back(site.text());
  return {{"number", basis.number},
          {"merchant", basis.merchant.text()},
          {"card_company", basis.card_company},
          {"ledger", model::name_of(basis.ledger)},
          {"sites", sites},
          {"from", basis.from.iso()},
          {"by", basis.person},
          {"set_at", model::to_iso(basis.set_at)}};
}

int list(const Invocation& invocation) {
  const auto reader = storage::Reader::open(invocation.config().store);
  for (const auto& merchant : storage::merchants(*reader)) {
    for (const auto& entry : storage::SettlementBasis::of(*reader, merchant.id).entries()) {
      const auto json = json_of(entry);
      if (invocation.json) fmt::print(invocation.out, "{}\n", json.dump());
      if (invocation.json) continue;
      fmt::print(invocation.out, "{:>4} {:<12} {:<11} {:<10} from {}  {}\n", entry.number,
                 merchant.id.text(), model::name_of(entry.ledger),
                 entry.card_company.empty() ? "(others)" : entry.card_company, entry.from.iso(),
                 json["sites"].dump());
    }
  }
  return 0;
}

}  // namespace

void add_basis(Command& app, Invocation& invocation) {
  auto* const command =
      app.add_subcommand("basis", "which sites settlement counts, the others being checks");
  command->require_subcommand(1);
  auto entered = std::make_shared<Entered>();
  auto* const setting = command->add_subcommand("set", "from a business date on");
  setting->add_option("--merchant", entered->merchant);
  setting->add_flag("--all", entered->all, "every merchant registered today");
  setting->add_option("--card-company", entered->company, "its code or name (all others)");
  setting->add_option("--ledger", entered->ledgers, "again for each (all three)");
  setting->add_option("--site", entered->sites, "again for each")->required();
  setting->add_option("--from", entered->from, "first business date")->required();
  setting->add_option("--by", entered->person, "who says so")->required();
  setting->callback([&invocation, entered] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, entered] { return set(invocation, *entered); };
  });
  command->add_subcommand("list", "prints every entry")->callback([&invocation] {
    invocation.action = [&invocation] { return list(invocation); };
  });
}

}  // namespace vancrawl::cli
