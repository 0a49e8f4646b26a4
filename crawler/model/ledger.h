#pragma once

#include <array>
#include <expected>
#include <string_view>

#include "crawler/model/won.h"

namespace vancrawl::model {

enum class Ledger { kApproval, kAcquisition, kDeposit };  ///< 승인, 매입, 입금

inline constexpr std::array kAllLedgers = {Ledger::kApproval, Ledger::kAcquisition,
                                           Ledger::kDeposit};

[[nodiscard]] std::string_view name_of(Ledger ledger);  ///< "approval"; stored and shown
[[nodiscard]] std::expected<Ledger, ParseFault> parse_ledger(std::string_view name);

/// kUnknown: the printed text is in no map. Such a row is an observation and never proved.
enum class TransactionKind { kSale, kCancel, kUnknown };

[[nodiscard]] std::string_view name_of(TransactionKind kind);  ///< "sale"
[[nodiscard]] std::expected<TransactionKind, ParseFault> parse_kind(std::string_view name);

}  // namespace vancrawl::model
