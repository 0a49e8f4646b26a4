#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crawler/model/records.h"

namespace vancrawl::storage {

/// A row as far as finding its other half in another listing looks at it: the same sale in the
/// acquisition ledger, or at another portal.
struct Pairable {
  std::string approval_number;
  model::TransactionKind kind = model::TransactionKind::kSale;
  model::Won amount;
  std::optional<model::BusinessDate> sold;  ///< absent: not known; then any day may be it
  model::MaskedCardNumber card;
  std::string place;  ///< merchant number; empty: not printed
};

/// Places in `ours` and `theirs` that are one and the same transaction, each place at most once.
/// Approval number, kind and amount must be equal, the day equal where both know it, the cards
/// compatible. Of several the one with the same place goes first. Nothing is paired by the card
/// alone: without an approval number there is no pair.
[[nodiscard]] std::vector<std::pair<std::size_t, std::size_t>> pair_up(
    const std::vector<Pairable>& ours, const std::vector<Pairable>& theirs);

}  // namespace vancrawl::storage
