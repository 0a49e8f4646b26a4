#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "storage/audit.h"
#include "storage/directory.h"
#include "storage/merchant_terms.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Entered {
  std::string id;
  std::string business;
  std::string name;
  std::vector<std::string> numbers;
  std::vector<std::string> terminals;
};

storage::Merchant merchant_of(const site_api::CardCompanies& companies, const Entered& entered) {
  std::string digits;
  std::ranges::copy_if(entered.business, std::back_inserter(digits),
                       [](char c) { return c != '-'; });
  if (!model::is_business_number(digits)) {
    throw InputError(
        fmt::format("--business-number: \"{}\" is no business number (ten digits "
                    "whose last one checks the others)",
                    entered.business));
  }
  storage::Merchant merchant{
      model::MerchantId(entered.id), model::BusinessNumber(digits), entered.name, {}, {}};
  for (const auto& text : entered.numbers) {
    const auto equals = text.find('=');
    if (equals == std::string::npos) {
      throw InputError("--merchant-number: \"" + text + "\" must read CARD_COMPANY=NUMBER");
    }
    merchant.numbers.push_back(
        {company_option(companies, "--merchant-number", text.substr(0, equals)),
         model::MerchantNumber(text.substr(equals + 1))});
  }
  for (const auto& terminal : entered.terminals) merchant.terminals.emplace_back(terminal);
  return merchant;
}

int add(const Invocation& invocation, const Entered& entered) {
  const auto config = invocation.config();
  const auto merchant = merchant_of(card_companies(config), entered);
  auto store = open_store(config);
  const auto added = store.write([&](storage::Transaction& transaction) {
    auto taken = storage::add_merchant(transaction, merchant);
    if (taken) storage::append_audit(transaction, "merchant added", entered.id, "", now());
    return taken;
  });
  if (!added) throw InputError(added.error().message);
  if (!invocation.json) fmt::print(invocation.out, "added merchant {}\n", entered.id);
  if (invocation.json) fmt::print(invocation.out, "{}\n", Json{{"added", entered.id}}.dump());
  return 0;
}

Json json_of(const storage::Merchant& merchant, const storage::MerchantTerms& terms) {
  Json numbers = Json::array();
  for (const auto& at : merchant.numbers) {
    numbers.push_back({{"card_company", at.card_company}, {"number", at.number.text()}});
  }
  Json terminals = Json::array();
  for (const auto& terminal : merchant.terminals) terminals.push_back(terminal.text());
  Json payouts = Json::array();
  for (const auto& payout : terms.payouts) {
    payouts.push_back({{"card_company", payout.card_company}, {"days", payout.business_days}});
  }
  Json cut_off;
  if (const auto minute = terms.cut_off_minute) {
    cut_off = fmt::format("{:02}:{:02}", *minute / 60, *minute % 60);
  }
  return {{"id", merchant.id.text()}, {"business_number", merchant.business.text()},
          {"name", merchant.name},    {"merchant_numbers", numbers},
          {"terminals", terminals},   {"payout_days", payouts},
          {"cut_off", cut_off}};
}

int list(const Invocation& invocation) {
  const auto reader = storage::Reader::open(invocation.config().store);
  Json all = Json::array();
  for (const auto& merchant : storage::merchants(*reader)) {
    all.push_back(json_of(merchant, storage::terms_of(*reader, merchant.id)));
    if (!invocation.json) {
      fmt::print(invocation.out, "{:<12} {}  {}\n", merchant.id.text(), merchant.business.text(),
                 merchant.name);
    }
  }
  if (invocation.json) fmt::print(invocation.out, "{}\n", all.dump());
  return 0;
}

}  // namespace

void add_merchants(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand("merchants", "whose figures are fetched");
  command->require_subcommand(1);
  auto entered = std::make_shared<Entered>();
  auto* const adding = command->add_subcommand("add", "registers a merchant");
  adding->add_option("id", entered->id, "your name for it")->required();
  adding->add_option("--business-number", entered->business, "사업자번호")->required();
  adding->add_option("--name", entered->name, "상호")->required();
  adding->add_option("--merchant-number", entered->numbers, "CARD_COMPANY=NUMBER, again for each");
  adding->add_option("--terminal", entered->terminals, "terminal id, again for each");
  adding->callback([&invocation, entered] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, entered] { return add(invocation, *entered); };
  });
  add_merchants_import(*command, invocation);
  command->add_subcommand("list", "prints every merchant")->callback([&invocation] {
    invocation.action = [&invocation] { return list(invocation); };
  });
}

}  // namespace vancrawl::cli
