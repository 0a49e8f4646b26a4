#include "crawler/cli/demo_world.h"

#include <map>
#include <stdexcept>

#include "crawler/cli/command.h"
#include "crawler/daemon.h"
#include "storage/basis.h"
#include "storage/directory.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::json;

storage::Merchant merchant_of(const Json& json) {
  storage::Merchant merchant;
  merchant.id = model::MerchantId(json.at("id"));
  merchant.business = model::BusinessNumber(json.at("business_number"));
  merchant.name = json.at("name");
  for (const auto& number : json.at("merchant_numbers")) {
    merchant.numbers.push_back(
        {number.at("card_company"), model::MerchantNumber(number.at("number"))});
  }
  for (const auto& terminal : json.at("terminals")) {
    merchant.terminals.emplace_back(terminal.get<std::string>());
  }
  return merchant;
}

template <class T>
T accepted(std::expected<T, storage::InputFault> answer) {
  if (!answer) throw std::runtime_error(answer.error().message);
  if constexpr (!std::is_void_v<T>) return *answer;
}

storage::Consent consent_of(const model::MerchantId& merchant, const model::SiteFacts& site,
                            const model::DateRange& dates) {
  storage::Consent consent;
  consent.merchant = merchant;
  consent.site = site.id;
  for (const auto& [ledger, about] : site.ledgers) consent.ledgers.push_back(ledger);
  consent.dates = dates;
  consent.granted_at = now();
  consent.expires_at = now() + std::chrono::days(1);
  consent.evidence_reference = "demonstration";
  return consent;
}

/// CFA covers every ledger; the keypad portals are checks against it.
void set_bases(storage::Transaction& transaction, const model::MerchantId& merchant,
               model::BusinessDate from) {
  for (const auto ledger : model::kAllLedgers) {
    accepted(storage::set_basis(
        transaction,
        {0, merchant, "", ledger, {model::SiteId("cardsales")}, from, "demonstration", {}}, now()));
  }
}

}  // namespace

void register_world(const Config& config, const site_api::Catalogue& catalogue, const Json& world) {
  const storage::Vault vault(storage::KeyFile::create(config.key_file));
  auto store = open_store(config);
  std::map<std::string, model::SiteFacts> facts;
  for (const auto& entry : catalogue) {
    facts.emplace(entry.id, load_site_book(config, entry.id).facts);
  }
  const model::DateRange dates{date_option("from", world.at("from")),
                               date_option("to", world.at("to"))};
  store.write([&](storage::Transaction& transaction) {
    for (const auto& json : world.at("merchants")) {
      const auto merchant = merchant_of(json);
      accepted(storage::add_merchant(transaction, merchant));
      set_bases(transaction, merchant.id, dates.first);
      for (const auto& account : json.at("accounts")) {
        const auto& site = facts.at(account.at("site"));
        accepted(storage::add_consent(transaction, consent_of(merchant.id, site, dates)));
        auto password = account.at("given_password").get<std::string>();
        const auto secret = model::Secret::take(password);
        accepted(storage::set_credential(
            transaction, vault,
            {merchant.id, site.id, site.account(account.at("login_id")), site.seal_context()},
            secret, now()));
      }
    }
  });
}

}  // namespace vancrawl::cli
