#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "crawler/model/business_date.h"
#include "crawler/model/won.h"
#include "storage/directory.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// The fee that a merchant and a card company agreed on, from a business date on.
struct ContractRate {
  model::MerchantId merchant;
  std::string card_company;  ///< as in the records; empty: every one without a rate of its own
  std::string card_kind;     ///< "credit", "check", …; empty: every one without a rate of its own
  model::BusinessDate from;
  std::int64_t millionths = 0;  ///< of the gross: 1.15 % is 11,500
  model::Won tolerance{1};      ///< a row: how companies round is not documented
  friend bool operator==(const ContractRate&, const ContractRate&) = default;
};

/// One rate of equal merchant, company, kind and date is replaced.
[[nodiscard]] std::expected<void, InputFault> set_contract_rate(Transaction& transaction,
                                                                const ContractRate& rate);

/// A merchant's rates, ready to be asked.
class Contract {
 public:
  [[nodiscard]] static Contract of(View& view, const model::MerchantId& merchant);
  explicit Contract(std::vector<ContractRate> rates) : rates_(std::move(rates)) {}

  /// Of those that fit the one with the most words, then the latest; null if none fits.
  [[nodiscard]] const ContractRate* rate_for(const std::string& card_company,
                                             const std::string& card_kind,
                                             model::BusinessDate date) const;
  [[nodiscard]] const std::vector<ContractRate>& rates() const { return rates_; }

 private:
  std::vector<ContractRate> rates_;
};

/// gross x rate, rounded half away from zero.
[[nodiscard]] model::Won fee_at(const ContractRate& rate, model::Won gross);

}  // namespace vancrawl::storage
