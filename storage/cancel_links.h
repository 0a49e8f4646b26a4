#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crawler/model/records.h"
#include "storage/record_key.h"

namespace vancrawl::storage {

/// A sale or a cancel of either ledger, as far as linking looks at it.
struct Linkable {
  RecordKey key;
  model::TransactionKind kind = model::TransactionKind::kSale;
  std::string place;  ///< merchant number, or terminal where there is none
  std::string card_company;
  std::string approval_number;
  model::MaskedCardNumber card;
  model::BusinessDate listed;          ///< the day under which the portal lists it
  std::optional<std::int32_t> second;  ///< of that day, where the ledger tells it
  model::BusinessDate sold;            ///< of a sale: the day that a cancel's original date names
  std::optional<model::BusinessDate> original_date;  ///< of a cancel
  model::Won amount;
};

[[nodiscard]] Linkable linkable(std::int64_t slice, const model::ApprovalRecord& row);
[[nodiscard]] Linkable linkable(std::int64_t slice, const model::AcquisitionRecord& row);

enum class CancelState {
  kFull,       ///< undoes what was left of one sale, and that was all of it
  kPartial,    ///< undoes a part of one sale
  kOrphan,     ///< its sale is not held (yet); linked as soon as it is
  kAmbiguous,  ///< several different sales fit, or nothing but the card does: a person chooses
  kTooMuch,    ///< more than is left of every sale that fits
  kNothing,    ///< a person said that it undoes nothing we hold
  kChoiceGone  ///< the sale that a person chose is not held any more, or too little of it is left
};

[[nodiscard]] std::string_view name_of(CancelState state);
/// Whether a person has to look.
[[nodiscard]] bool needs_review(CancelState state);

struct CancelLink {
  Linkable cancel;
  CancelState state = CancelState::kOrphan;
  std::optional<Linkable> sale;
  std::vector<RecordKey> candidates;  ///< where a person chooses: what fits
  bool by_person = false;
};

/// By cancel: the sale that a person chose, or nothing if it undoes none.
using CancelChoices = std::map<RecordKey, std::optional<RecordKey>>;

/// How long after its sale a cancel is looked for (cancels weeks later are normal).
inline constexpr int kCancelDays = 180;

/// Links every cancel among the rows to its sale. The rows are of one merchant, one site and one
/// ledger, and may come in any order; all of them must be there, since each cancel takes from what
/// is left of its sale. A cancel fits a sale of the same place, card company and approval number
/// whose card may be the same, at most kCancelDays and no second later before it, on its original
/// date if it tells one, of which at least its amount is left. Of several a sale of exactly its
/// amount is taken; sales that differ in nothing that matters are taken in turn. A masked card
/// number alone links nothing.
[[nodiscard]] std::vector<CancelLink> link_cancels(const std::vector<Linkable>& rows,
                                                   const CancelChoices& choices);

}  // namespace vancrawl::storage
