#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "storage/audit.h"
#include "storage/directory.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Entered {
  std::string merchant;
  std::string site;
  std::vector<std::string> ledgers;
  std::string from;
  std::string to;
  std::string until;
  std::string evidence;
};

int add(const Invocation& invocation, const Entered& entered) {
  storage::Consent consent;
  consent.merchant = model::MerchantId(entered.merchant);
  consent.site = site_option(invocation, entered.site);
  consent.ledgers = ledgers_option(entered.ledgers);
  const auto range = model::DateRange::between(date_option("--from", entered.from),
                                               date_option("--to", entered.to));
  if (!range) throw InputError("--from, --to: " + range.error().message());
  consent.dates = *range;
  consent.granted_at = now();
  consent.expires_at = date_option("--valid-until", entered.until).plus_days(1).starts_at();
  consent.evidence_reference = entered.evidence;
  if (consent.expires_at <= consent.granted_at) throw InputError("--valid-until: is over already");
  auto store = open_store(invocation.config());
  const auto added = store.write([&](storage::Transaction& transaction) {
    auto number = storage::add_consent(transaction, consent);
    if (!number) return number;
    storage::append_audit(transaction, "consent added", entered.merchant,
                          fmt::format("consent {} at {}, {} to {}, paper: {}", *number,
                                      consent.site.text(), consent.dates.first.iso(),
                                      consent.dates.last.iso(), consent.evidence_reference),
                          now());
    return number;
  });
  if (!added) throw InputError(added.error().message);
  if (!invocation.json) fmt::print(invocation.out, "added consent {}\n", *added);
  if (invocation.json) fmt::print(invocation.out, "{}\n", Json{{"added", *added}}.dump());
  return 0;
}

int withdraw(const Invocation& invocation, const Entered& entered) {
  const auto site = site_option(invocation, entered.site);
  auto store = open_store(invocation.config());
  const auto ended = store.write([&](storage::Transaction& transaction) {
    const model::MerchantId merchant(entered.merchant);
    expect_merchant(transaction, merchant);
    return storage::withdraw_consent(transaction, merchant, site, now());
  });
  if (!invocation.json && ended == 0) fmt::print(invocation.out, "no consent was in force\n");
  if (!invocation.json && ended > 0) {
    fmt::print(invocation.out, "withdrawn: {} consent(s); the credential's key is destroyed\n",
               ended);
  }
  if (invocation.json) fmt::print(invocation.out, "{}\n", Json{{"withdrawn", ended}}.dump());
  store.checkpoint();  // what it says of a reader must not hide that the consent has ended
  return ended > 0 ? 0 : 1;
}

Json json_of(const storage::Consent& consent) {
  Json ledgers = Json::array();
  for (const auto ledger : consent.ledgers) ledgers.push_back(model::name_of(ledger));
  Json json = {{"number", consent.number},
               {"merchant", consent.merchant.text()},
               {"site", consent.site.text()},
               {"ledgers", ledgers},
               {"from", consent.dates.first.iso()},
               {"to", consent.dates.last.iso()},
               {"granted_at", model::to_iso(consent.granted_at)},
               {"expires_at", model::to_iso(consent.expires_at)},
               {"evidence", consent.evidence_reference},
               {"withdrawn_at", nullptr}};
  if (consent.withdrawn_at) json["withdrawn_at"] = model::to_iso(*consent.withdrawn_at);
  return json;
}

int list(const Invocation& invocation) {
  const auto reader = storage::Reader::open(invocation.config().store);
  Json all = Json::array();
  for (const auto& consent : storage::consents(*reader)) {
    all.push_back(json_of(consent));
    if (invocation.json) continue;
    fmt::print(invocation.out, "{:<4} {:<12} {:<16} {} to {}  expires {}{}\n", consent.number,
               consent.merchant.text(), consent.site.text(), consent.dates.first.iso(),
               consent.dates.last.iso(), model::to_iso(consent.expires_at),
               consent.withdrawn_at ? "  withdrawn" : "");
  }
  if (invocation.json) fmt::print(invocation.out, "{}\n", all.dump());
  return 0;
}

}  // namespace

void add_consents(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand("consents", "what each merchant allowed");
  command->require_subcommand(1);
  auto entered = std::make_shared<Entered>();
  auto* const adding = command->add_subcommand("add", "records a consent");
  adding->add_option("--merchant", entered->merchant)->required();
  adding->add_option("--site", entered->site)->required();
  adding->add_option("--ledger", entered->ledgers, "approval, acquisition, deposit; all if absent");
  adding->add_option("--from", entered->from, "first business date it covers")->required();
  adding->add_option("--to", entered->to, "last business date it covers")->required();
  adding->add_option("--valid-until", entered->until, "last day on which it holds")->required();
  adding->add_option("--evidence", entered->evidence, "where the signed paper is")->required();
  adding->callback([&invocation, entered] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, entered] { return add(invocation, *entered); };
  });
  auto* const withdrawing = command->add_subcommand("withdraw", "ends it and destroys the secret");
  withdrawing->add_option("--merchant", entered->merchant)->required();
  withdrawing->add_option("--site", entered->site)->required();
  withdrawing->callback([&invocation, entered] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, entered] { return withdraw(invocation, *entered); };
  });
  command->add_subcommand("list", "prints every consent")->callback([&invocation] {
    invocation.action = [&invocation] { return list(invocation); };
  });
}

}  // namespace vancrawl::cli
