#include "crawler/model/ledger.h"

#include <gtest/gtest.h>

namespace vancrawl::model {
namespace {

TEST(Ledger, NamesComeBack) {
  for (const auto ledger : kAllLedgers) EXPECT_EQ(parse_ledger(name_of(ledger)), ledger);
  EXPECT_EQ(name_of(Ledger::kApproval), "approval");
  EXPECT_EQ(name_of(Ledger::kAcquisition), "acquisition");
  EXPECT_EQ(name_of(Ledger::kDeposit), "deposit");
}

TEST(Ledger, AnUnknownNameIsRefusedWithTheAllowedOnes) {
  const auto ledger = parse_ledger("deposits");
  ASSERT_FALSE(ledger.has_value());
  EXPECT_EQ(ledger.error().message(),
            "\"deposits\" is not a ledger (approval, acquisition or deposit)");
  EXPECT_FALSE(parse_ledger("").has_value());
}

TEST(TransactionKind, NamesComeBack) {
  for (const auto kind :
       {TransactionKind::kSale, TransactionKind::kCancel, TransactionKind::kUnknown}) {
    EXPECT_EQ(parse_kind(name_of(kind)), kind);
  }
  EXPECT_FALSE(parse_kind("취소").has_value());
}

}  // namespace
}  // namespace vancrawl::model
