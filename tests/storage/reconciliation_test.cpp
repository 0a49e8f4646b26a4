#include "storage/reconciliation.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "storage/basis.h"
#include "storage/contracts.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;
using Acquisitions = std::vector<model::AcquisitionRecord>;
using Deposits = std::vector<model::DepositRecord>;

/// A merchant whose basis is cardsales from 2 November (a Monday) on. Rows are gathered by day and
/// then every day of every ledger up to the last is published, empty ones too.
class Reconciling : public testing::Test {
 protected:
  Reconciling() {
    for (const auto ledger : model::kAllLedgers) set_basis_of(ledger, "cardsales");
  }

  void set_basis_of(model::Ledger ledger, const std::string& site) {
    shop.store->write([&](Transaction& tx) {
      EXPECT_TRUE(set_basis(
          tx, {0, model::MerchantId("m1"), "", ledger, {model::SiteId(site)}, day(1), "kim", {}},
          at(0)));
    });
  }
  void set_rate(const std::string& kind, std::int64_t millionths) {
    shop.store->write([&](Transaction& tx) {
      EXPECT_TRUE(set_contract_rate(
          tx, {model::MerchantId("m1"), "", kind, day(1), millionths, model::Won(1)}));
    });
  }
  void approve(const std::string& number, std::int64_t amount, unsigned november,
               model::TransactionKind kind = model::TransactionKind::kSale) {
    auto row = approval(number, amount, kind);
    row.date = day(november);
    approvals[november].push_back(row);
  }
  void acquire(const std::string& number, std::int64_t gross, unsigned sold, unsigned november,
               unsigned due, model::TransactionKind kind = model::TransactionKind::kSale) {
    auto row = acquisition(number, gross);
    row.sale_date = day(sold);
    row.date = day(november);
    row.due_date = day(due);
    row.kind = kind;
    row.payout = row.signed_gross() - row.fee;
    acquisitions[november].push_back(row);
  }
  void pay(std::int64_t paid, unsigned november, std::int64_t held = 0, std::int64_t other = 0) {
    auto row = deposit("신한카드", paid);
    row.date = day(november);
    row.held = model::Won(held);
    row.other = model::Won(other);
    deposits[november].push_back(row);
  }
  void publish_through(unsigned november, unsigned first = 1) {
    shop.store->write([&](Transaction& tx) {
      for (unsigned n = first; n <= november; ++n) {
        for (const model::LedgerRows& rows :
             {model::LedgerRows(approvals[n]), model::LedgerRows(acquisitions[n]),
              model::LedgerRows(deposits[n])}) {
          EXPECT_TRUE(publish_slice(tx, good_read(job, rows, minute, day(n)), at(minute + 1)));
        }
      }
    });
    ++minute;
  }
  ReconcileReport report(unsigned today = 30, unsigned from = 2, unsigned to = 30) {
    return reconcile(*shop.reader(), {},
                     {model::MerchantId("m1"), {day(from), day(to)}, day(today)});
  }
  /// What was found, as "standing finding expected/actual", in the report's order.
  static std::vector<std::string> found(const ReconcileReport& report) {
    std::vector<std::string> lines;
    for (const auto& item : report.items) {
      lines.push_back(
          std::string(name_of(item.standing)) + " " + std::string(name_of(item.finding)) + " " +
          std::to_string(item.expected.value()) + "/" + std::to_string(item.actual.value()));
    }
    return lines;
  }
  using Lines = std::vector<std::string>;

  ScratchStore shop;
  ClaimedJob job = shop.claim();
  int minute = 0;
  std::map<unsigned, Approvals> approvals;
  std::map<unsigned, Acquisitions> acquisitions;
  std::map<unsigned, Deposits> deposits;
};

TEST_F(Reconciling, ASaleThatWasAcquiredAndPaidLeavesNothingOpen) {
  approve("1", 10'000, 2);
  acquire("1", 10'000, 2, 3, 5);
  pay(9'900, 5);
  publish_through(20);
  const auto all = report(20, 2, 20);
  EXPECT_EQ(found(all), Lines{});
  EXPECT_EQ(all.acquired, 1);
  EXPECT_EQ(all.sums_paid, 1);
  EXPECT_EQ(all.without_rate, 1);
  EXPECT_EQ(all.warnings.size(), 2U);
}

TEST_F(Reconciling, ASaleIsOpenUntilItsDeadlineAndMissingAfterIt) {
  approve("1", 10'000, 5);  // a Thursday: three business days later is Tuesday the 10th
  publish_through(20);
  EXPECT_EQ(found(report(10)), Lines{"open not_acquired 10000/0"});
  const auto late = report(11);
  EXPECT_EQ(found(late), Lines{"missing not_acquired 10000/0"});
  EXPECT_EQ(late.items[0].age, 4);
  EXPECT_TRUE(late.items[0].record);
}

TEST_F(Reconciling, NothingIsMissingWhileADayThatWouldTellIsNotProved) {
  approve("1", 10'000, 5);
  publish_through(8);
  const auto all = report(30, 2, 20);
  ASSERT_EQ(found(all), Lines{"open not_acquired 10000/0"});
  EXPECT_TRUE(all.items[0].note.contains("not every acquisition day")) << all.items[0].note;
  EXPECT_TRUE(all.warnings.at(2).contains("approval days are not proved")) << all.warnings.at(2);
}

TEST_F(Reconciling, NothingIsMissingWhileASiteOfTheBasisWasNeverRead) {
  approve("1", 10'000, 5);
  publish_through(20);
  EXPECT_EQ(found(report(30, 2, 20)), Lines{"missing not_acquired 10000/0"});
  shop.store->write([&](Transaction& tx) {
    EXPECT_TRUE(set_basis(tx,
                          {0,
                           model::MerchantId("m1"),
                           "",
                           model::Ledger::kAcquisition,
                           {shop.site, model::SiteId("van")},
                           day(1),
                           "kim",
                           {}},
                          at(0)));
  });
  EXPECT_EQ(found(report(30, 2, 20)), Lines{"open not_acquired 10000/0"});
}

TEST_F(Reconciling, AnAcquisitionWithoutAnApprovalIsExtra) {
  acquire("1", 10'000, 2, 3, 5);
  pay(9'900, 5);
  publish_through(20);
  EXPECT_EQ(found(report()), Lines{"extra not_approved 0/10000"});
}

TEST_F(Reconciling, ASaleUndoneBeforeItsAcquisitionIsClosed) {
  approve("1", 10'000, 2);
  approve("1", 10'000, 2, model::TransactionKind::kCancel);
  publish_through(20);
  const auto all = report();
  EXPECT_EQ(found(all), Lines{});
  EXPECT_EQ(all.undone_before, 2);
}

TEST_F(Reconciling, ACancelOfAnAcquiredSaleMustBeAcquiredToo) {
  approve("1", 10'000, 2);
  approve("1", 10'000, 9, model::TransactionKind::kCancel);
  acquire("1", 10'000, 2, 3, 5);
  pay(9'900, 5);
  publish_through(20);
  EXPECT_EQ(found(report()), Lines{"missing not_acquired -10000/0"});
}

TEST_F(Reconciling, AnAcquisitionCancelOfTheOriginalDateFindsItsApprovedCancel) {
  approve("1", 10'000, 2);
  approve("1", 10'000, 9, model::TransactionKind::kCancel);
  acquire("1", 10'000, 2, 3, 5);
  acquire("1", 10'000, 2, 10, 12, model::TransactionKind::kCancel);
  pay(9'900, 5);
  pay(-10'100, 12);
  publish_through(20);
  EXPECT_EQ(found(report()), Lines{});
}

TEST_F(Reconciling, AnAcquisitionCancelWithoutAnApprovedCancelIsExtra) {
  approve("1", 10'000, 2);
  acquire("1", 10'000, 2, 3, 5);
  acquire("1", 10'000, 2, 10, 12, model::TransactionKind::kCancel);
  pay(9'900, 5);
  pay(-10'100, 12);
  publish_through(20);
  EXPECT_EQ(found(report()), Lines{"extra not_approved 0/-10000"});
}

TEST_F(Reconciling, ADepositIsTheSumDueLessHeldPlusOther) {
  approve("1", 10'000, 2);
  approve("2", 20'000, 2);
  acquire("1", 10'000, 2, 3, 5);
  acquire("2", 20'000, 2, 3, 5);
  pay(29'700 - 500 + 30, 5, 500, 30);
  publish_through(20);
  EXPECT_EQ(found(report()), Lines{"open held 500/0"});
}

TEST_F(Reconciling, ADepositOfAnotherSumDiffersAndNoneIsMissing) {
  approve("1", 10'000, 9);
  acquire("1", 10'000, 9, 10, 12);
  approve("2", 20'000, 10);
  acquire("2", 20'000, 10, 11, 13);
  pay(9'899, 12);
  publish_through(20);
  EXPECT_EQ(found(report()),
            (Lines{"missing not_paid 19800/0", "differs paid_different 9900/9899"}));
}

TEST_F(Reconciling, ASumDueLaterIsOpenAndADueDateOnASundayIsPaidOnMonday) {
  approve("1", 10'000, 2);
  acquire("1", 10'000, 2, 3, 8);
  publish_through(7);
  EXPECT_EQ(found(report(7)), Lines{"open not_paid 9900/0"});
  pay(9'900, 9);
  publish_through(20, 8);
  EXPECT_EQ(found(report()), Lines{});
}

TEST_F(Reconciling, APayoutOnAnotherDayIsFoundAgain) {
  approve("1", 10'000, 2);
  acquire("1", 10'000, 2, 3, 9);
  pay(9'900, 6);
  publish_through(20);
  const auto all = report();
  EXPECT_EQ(found(all), Lines{"differs paid_other_day 9900/9900"});
  EXPECT_EQ(all.items[0].note, "paid on " + day(6).iso());
}

TEST_F(Reconciling, ADepositForWhichNothingIsDueIsExtraOnlyIfTheWeekBeforeIsProved) {
  pay(5'000, 12);
  publish_through(20);
  EXPECT_EQ(found(report()), Lines{"extra not_due 0/5000"});
  deposits.clear();
  pay(5'000, 2);
  publish_through(20);
  EXPECT_EQ(found(report()), Lines{"open not_due 0/5000"});
}

TEST_F(Reconciling, AFeeBeyondItsToleranceDiffersFromTheContract) {
  approve("1", 10'000, 2);
  approve("2", 20'000, 2);
  acquire("1", 10'000, 2, 3, 5);
  acquire("2", 20'000, 2, 3, 5);
  pay(29'700, 5);
  publish_through(20);
  set_rate("", 10'000);
  EXPECT_EQ(report().fees_right, 2);
  set_rate("", 10'051);
  EXPECT_EQ(found(report()), Lines{});
  set_rate("", 10'090);
  EXPECT_EQ(found(report()), Lines{"differs fee_differs 202/200"});
}

TEST_F(Reconciling, TheCardKindOfAFeeIsThatOfItsApproval) {
  approve("1", 10'000, 2);
  acquire("1", 10'000, 2, 3, 5);
  pay(9'900, 5);
  publish_through(20);
  set_rate("체크", 5'000);
  EXPECT_EQ(report().without_rate, 1);
  set_rate("신용", 5'000);
  EXPECT_EQ(found(report()), Lines{"differs fee_differs 50/100"});
}

TEST_F(Reconciling, ApprovalsOfTwoSitesAreMatchedAndNeverMerged) {
  approve("1", 10'000, 2);
  approve("2", 20'000, 2);
  publish_through(20);
  auto consent = consents(*shop.reader()).front();
  consent.site = model::SiteId("van");
  shop.store->write([&](Transaction& tx) { EXPECT_TRUE(add_consent(tx, consent)); });
  auto seen = good_read(job, Approvals{approval("2", 20'000), approval("3", 500)}, 0);
  seen.key.site = consent.site;
  (void)publish(shop, seen);
  const auto all = report(3);
  EXPECT_EQ(all.matched, 1);
  EXPECT_EQ(found(all), (Lines{"open not_acquired 10000/0", "open not_acquired 20000/0",
                               "open only_in_basis 0/10000", "missing only_in_check 500/0"}));
  EXPECT_EQ(all.approvals, 2);
}

TEST_F(Reconciling, ASaleThatTwoCheckSitesListIsOneSale) {
  approve("1", 10'000, 2);
  publish_through(20);
  for (const auto* const name : {"van", "van2"}) {
    auto consent = consents(*shop.reader()).front();
    consent.site = model::SiteId(name);
    shop.store->write([&](Transaction& tx) { EXPECT_TRUE(add_consent(tx, consent)); });
    auto seen = good_read(job, Approvals{approval("1", 10'000)}, 0);
    seen.key.site = consent.site;
    (void)publish(shop, seen);
  }
  const auto all = report(3);
  EXPECT_EQ(all.matched, 1);
  EXPECT_EQ(found(all), Lines{"open not_acquired 10000/0"});
}

TEST_F(Reconciling, WhatIsNotInTheBasisIsACheckOnly) {
  set_basis_of(model::Ledger::kApproval, "other");
  approve("1", 10'000, 2);
  publish_through(20);
  const auto all = report();
  EXPECT_EQ(all.approvals, 0);
  EXPECT_EQ(found(all), Lines{"open only_in_check 10000/0"});
}

TEST_F(Reconciling, WhatWaitsIsCountedByAge) {
  approve("1", 10'000, 5);
  approve("2", 20'000, 19);
  publish_through(20);
  const auto buckets = by_age(report(20).items);
  ASSERT_EQ(buckets.size(), 5U);
  EXPECT_EQ(buckets[0].count.at(Finding::kNotAcquired), 1);
  EXPECT_EQ(buckets[0].sum.at(Finding::kNotAcquired), model::Won(20'000));
  EXPECT_EQ(buckets[2].count.at(Finding::kNotAcquired), 1);
}

}  // namespace
}  // namespace vancrawl::storage
