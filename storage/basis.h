#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "crawler/model/business_date.h"
#include "crawler/model/slice.h"
#include "storage/directory.h"
#include "storage/read_models.h"
#include "storage/view.h"

namespace vancrawl::storage {

/// Whose figures count for a merchant's ledger from a business date on. The same sale stands in a
/// VAN's and in CFA's ledger; settlement takes it from the basis only, the others are checks.
struct Basis {
  std::int64_t number = 0;  ///< given by set_basis; grows
  model::MerchantId merchant;
  std::string card_company;  ///< as in the records; empty: every one without a basis of its own
  model::Ledger ledger = model::Ledger::kApproval;
  std::vector<model::SiteId> sites;  ///< CFA alone, or a named set of VANs
  model::BusinessDate from;
  std::string person;
  model::Instant set_at;
};

/// Added for ever; it takes effect for its dates at once, the past included: every slice that it is
/// about gets a feed entry, since whether it settles may differ. `number` and `set_at`
/// are given. The number, or what is wrong with the entry.
[[nodiscard]] std::expected<std::int64_t, InputFault> set_basis(Transaction& transaction,
                                                                const Basis& basis,
                                                                model::Instant now);

/// A merchant's bases, ready to be asked. Without an entry nothing counts.
class SettlementBasis {
 public:
  /// As they stood after entry `through`; absent: all of them.
  [[nodiscard]] static SettlementBasis of(View& view, const model::MerchantId& merchant,
                                          std::optional<std::int64_t> through = std::nullopt);

  [[nodiscard]] bool counts(const model::SliceKey& slice, const std::string& card_company) const;
  /// Whether rows of any card company would count.
  [[nodiscard]] bool may_count(const model::SliceKey& slice) const;
  /// Whether an entry says of which sites such rows count: at the others they are a check.
  [[nodiscard]] bool speaks_of(const model::SliceKey& slice, const std::string& card_company) const;
  /// The sites that count on a day, of whatever card company.
  [[nodiscard]] std::set<model::SiteId> sites_counted(model::Ledger ledger,
                                                      model::BusinessDate date) const;
  /// Drops the rows of a slice that do not count.
  void keep_what_counts(const model::SliceKey& slice, model::LedgerRows& rows) const;
  [[nodiscard]] const std::vector<Basis>& entries() const { return entries_; }
  /// Of the entry set last; 0 if there is none.
  [[nodiscard]] std::int64_t last_number() const;

 private:
  [[nodiscard]] const Basis* in_force(const model::SliceKey& slice,
                                      const std::string& card_company) const;

  std::vector<Basis> entries_;
};

/// Rows of a slice that settles which no entry speaks of, by card company: they would be paid on at
/// no site. Without any entry for the day all rows stand under "".
[[nodiscard]] std::map<std::string, std::int64_t> rows_without_basis(View& view,
                                                                     const SettlementBasis& basis,
                                                                     const SliceStatus& slice);

/// The bases of many merchants, each read when it is first asked for. The view must outlive it.
class BasesByMerchant {
 public:
  explicit BasesByMerchant(View& view) : view_(view) {}

  const SettlementBasis& of(const model::MerchantId& merchant);

 private:
  View& view_;
  std::map<model::MerchantId, SettlementBasis> known_;
};

/// The highest number given, 0 if there is none.
[[nodiscard]] std::int64_t last_basis(View& view);

struct SettlementFilter {
  model::MerchantId merchant;
  std::optional<model::Ledger> ledger;
  std::optional<model::DateRange> dates;
};

/// What settlement may pay on: rows of proved, unchallenged slices that stand in their basis.
/// Slices of which nothing counts are left out.
[[nodiscard]] std::vector<RecordsOfSlice> settlement_records(View& view,
                                                             const SettlementFilter& filter);

}  // namespace vancrawl::storage
