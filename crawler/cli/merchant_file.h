#pragma once

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/site_api/card_companies.h"
#include "crawler/site_api/catalogue.h"
#include "storage/contracts.h"
#include "storage/directory.h"
#include "storage/merchant_terms.h"

namespace vancrawl::cli {

struct LineFault {
  std::size_t line = 0;
  std::string message;
  friend bool operator==(const LineFault&, const LineFault&) = default;
};

/// Whose figures count from a date on, as one line of the file says it.
struct BasisLine {
  std::string card_company;
  std::vector<model::SiteId> sites;
  model::BusinessDate from;
  friend bool operator==(const BasisLine&, const BasisLine&) = default;
};

/// Everything that a file says of one merchant.
struct ImportedMerchant {
  std::size_t line = 0;  ///< its first
  storage::Merchant merchant;
  std::vector<storage::ContractRate> rates;
  std::vector<storage::PayoutCycle> payouts;
  std::optional<int> cut_off_minute;
  std::vector<BasisLine> bases;
};

/// Reads the CSV of `merchants import` (docs/merchants.example.csv): one line a merchant and card
/// company, merchants in the order of their first lines. Of a file with faults all are told, each
/// with its line, and nothing else. Card companies are codes, however the file names them.
[[nodiscard]] std::expected<std::vector<ImportedMerchant>, std::vector<LineFault>>
parse_merchant_file(std::string_view bytes, const site_api::Catalogue& catalogue,
                    const site_api::CardCompanies& companies);

}  // namespace vancrawl::cli
