#include "crawler/model/ledger.h"

namespace vancrawl::model {

std::string_view name_of(Ledger ledger) {
  switch (ledger) {
    case Ledger::kApproval:
      return "approval";
    case Ledger::kAcquisition:
      return "acquisition";
    case Ledger::kDeposit:
      return "deposit";
  }
  __builtin_unreachable();
}

std::expected<Ledger, ParseFault> parse_ledger(std::string_view name) {
  for (const auto ledger : kAllLedgers) {
    if (name == name_of(ledger)) return ledger;
  }
  return std::unexpected(
      ParseFault{std::string(name), "a ledger (approval, acquisition or deposit)"});
}

std::string_view name_of(TransactionKind kind) {
  switch (kind) {
    case TransactionKind::kSale:
      return "sale";
    case TransactionKind::kCancel:
      return "cancel";
    case TransactionKind::kUnknown:
      return "unknown";
  }
  __builtin_unreachable();
}

std::expected<TransactionKind, ParseFault> parse_kind(std::string_view name) {
  for (const auto kind :
       {TransactionKind::kSale, TransactionKind::kCancel, TransactionKind::kUnknown}) {
    if (name == name_of(kind)) return kind;
  }
  return std::unexpected(ParseFault{std::string(name), "a kind (sale or cancel)"});
}

}  // namespace vancrawl::model
