#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "storage/directory.h"

namespace vancrawl::storage {

struct PayoutCycle {
  std::string card_company;  ///< as in the records; empty: every one without its own
  int business_days = 0;     ///< from the sale to the payout, 0 to 30
  friend bool operator==(const PayoutCycle&, const PayoutCycle&) = default;
};

/// What a merchant agreed on beside the rates (contracts.h) and the basis (basis.h).
struct MerchantTerms {
  std::vector<PayoutCycle> payouts;   ///< by card company
  std::optional<int> cut_off_minute;  ///< of the Korean day, by which its figures must stand
  friend bool operator==(const MerchantTerms&, const MerchantTerms&) = default;
};

[[nodiscard]] MerchantTerms terms_of(View& view, const model::MerchantId& merchant);

/// Adds the merchant, or renames it and adds numbers and terminals that it did not have; none is
/// ever taken away. Whether anything changed; another business number is an InputFault.
[[nodiscard]] std::expected<bool, InputFault> put_merchant(Transaction& transaction,
                                                           const Merchant& merchant);
/// Whether it is another one than before.
[[nodiscard]] std::expected<bool, InputFault> put_payout_cycle(Transaction& transaction,
                                                               const model::MerchantId& merchant,
                                                               const PayoutCycle& cycle);
[[nodiscard]] std::expected<bool, InputFault> put_cut_off(Transaction& transaction,
                                                          const model::MerchantId& merchant,
                                                          int minute);

}  // namespace vancrawl::storage
