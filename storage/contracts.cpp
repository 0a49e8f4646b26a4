#include "storage/contracts.h"

#include <tuple>

#include "storage/connection.h"

namespace vancrawl::storage {
namespace {

constexpr std::int64_t kWhole = 1'000'000;

std::expected<void, InputFault> checked(View& view, const ContractRate& rate) {
  const auto refused = [](std::string why) {
    return std::unexpected(InputFault{"rate: " + std::move(why)});
  };
  if (!merchant(view, rate.merchant)) {
    return refused("there is no merchant " + rate.merchant.text());
  }
  if (rate.millionths < 0 || rate.millionths > kWhole) return refused("it is not 0 to 100 %");
  if (rate.tolerance.is_negative()) return refused("its tolerance is negative");
  return {};
}

}  // namespace

std::expected<void, InputFault> set_contract_rate(Transaction& transaction,
                                                  const ContractRate& rate) {
  if (auto fault = checked(transaction, rate); !fault) return fault;
  transaction.connection().run(
      "INSERT OR REPLACE INTO contract(merchant, card_company, card_kind, from_date, "
      "rate_millionths, tolerance) VALUES (?, ?, ?, ?, ?, ?)",
      rate.merchant, rate.card_company, rate.card_kind, rate.from, rate.millionths, rate.tolerance);
  return {};
}

Contract Contract::of(View& view, const model::MerchantId& merchant) {
  std::vector<ContractRate> rates;
  auto rows = view.connection().ask(
      "SELECT card_company, card_kind, from_date, rate_millionths, tolerance FROM contract "
      "WHERE merchant = ? ORDER BY card_company, card_kind, from_date",
      merchant);
  while (rows.step()) {
    rates.push_back({merchant, rows.text(0), rows.text(1), rows.date(2), rows.integer(3),
                     model::Won(rows.integer(4))});
  }
  return Contract(std::move(rates));
}

const ContractRate* Contract::rate_for(const std::string& card_company,
                                       const std::string& card_kind,
                                       model::BusinessDate date) const {
  const ContractRate* best = nullptr;
  const auto rank = [](const ContractRate& rate) {
    return std::tuple(!rate.card_company.empty(), !rate.card_kind.empty(), rate.from);
  };
  for (const auto& rate : rates_) {
    const bool fits = (rate.card_company.empty() || rate.card_company == card_company) &&
                      (rate.card_kind.empty() || rate.card_kind == card_kind) && rate.from <= date;
    if (fits && (best == nullptr || rank(*best) < rank(rate))) best = &rate;
  }
  return best;
}

model::Won fee_at(const ContractRate& rate, model::Won gross) {
  // In two parts, so that the product of the largest amount that is read fits.
  const auto amount = gross.magnitude().value();
  const auto rest = (amount % kWhole) * rate.millionths;
  const model::Won fee(amount / kWhole * rate.millionths + (rest + kWhole / 2) / kWhole);
  return gross.is_negative() ? -fee : fee;
}

}  // namespace vancrawl::storage
