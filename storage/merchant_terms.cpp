#include "storage/merchant_terms.h"

#include <algorithm>

#include <fmt/format.h>

#include "storage/connection.h"

namespace vancrawl::storage {
namespace {

constexpr int kLongestCycle = 30;
constexpr int kMinutesOfDay = 24 * 60;

std::unexpected<InputFault> refused(std::string message) {
  return std::unexpected(InputFault{std::move(message)});
}

bool add_details(Connection& connection, const Merchant& merchant) {
  bool changed = false;
  for (const auto& number : merchant.numbers) {
    connection.run(
        "INSERT OR IGNORE INTO merchant_number(merchant, card_company, number) VALUES (?, ?, ?)",
        merchant.id, number.card_company, number.number);
    changed = changed || connection.changed_rows() > 0;
  }
  for (const auto& terminal : merchant.terminals) {
    connection.run("INSERT OR IGNORE INTO terminal(merchant, terminal) VALUES (?, ?)", merchant.id,
                   terminal);
    changed = changed || connection.changed_rows() > 0;
  }
  return changed;
}

}  // namespace

MerchantTerms terms_of(View& view, const model::MerchantId& merchant) {
  MerchantTerms terms;
  auto payouts = view.connection().ask(
      "SELECT card_company, business_days FROM payout_cycle WHERE merchant = ? ORDER BY 1",
      merchant);
  while (payouts.step()) {
    terms.payouts.push_back({payouts.text(0), static_cast<int>(payouts.integer(1))});
  }
  auto cut_off = view.connection().ask("SELECT minute FROM cut_off WHERE merchant = ?", merchant);
  if (cut_off.step()) terms.cut_off_minute = static_cast<int>(cut_off.integer(0));
  return terms;
}

std::expected<bool, InputFault> put_merchant(Transaction& transaction, const Merchant& given) {
  const auto known = merchant(transaction, given.id);
  if (!known) {
    if (auto added = add_merchant(transaction, given); !added) {
      return std::unexpected(added.error());
    }
    return true;
  }
  if (known->business != given.business) {
    return refused(fmt::format("merchant {} has the business number {}, not {}", given.id.text(),
                               known->business.text(), given.business.text()));
  }
  if (given.name.empty()) return refused("merchant: the name is empty");
  auto& connection = transaction.connection();
  const bool renamed = known->name != given.name;
  if (renamed) {
    connection.run("UPDATE merchant SET name = ?2 WHERE id = ?1", given.id, given.name);
  }
  return add_details(connection, given) || renamed;
}

std::expected<bool, InputFault> put_payout_cycle(Transaction& transaction,
                                                 const model::MerchantId& merchant,
                                                 const PayoutCycle& cycle) {
  if (cycle.business_days < 0 || cycle.business_days > kLongestCycle) {
    return refused(fmt::format("payout cycle: {} is not 0 to {} business days", cycle.business_days,
                               kLongestCycle));
  }
  const auto known = terms_of(transaction, merchant).payouts;
  if (std::ranges::find(known, cycle) != known.end()) return false;
  transaction.connection().run(
      "INSERT OR REPLACE INTO payout_cycle(merchant, card_company, business_days) "
      "VALUES (?, ?, ?)",
      merchant, cycle.card_company, cycle.business_days);
  return true;
}

std::expected<bool, InputFault> put_cut_off(Transaction& transaction,
                                            const model::MerchantId& merchant, int minute) {
  if (minute < 0 || minute >= kMinutesOfDay) return refused("cut-off: no time of the day");
  if (terms_of(transaction, merchant).cut_off_minute == minute) return false;
  transaction.connection().run("INSERT OR REPLACE INTO cut_off(merchant, minute) VALUES (?, ?)",
                               merchant, minute);
  return true;
}

}  // namespace vancrawl::storage
