#include "storage/origins.h"

#include <gtest/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class Origins : public testing::Test {
 protected:
  Published read(char page, const Approvals& rows, int began, bool provisional = false) {
    auto run = good_read(job, rows, began);
    run.evidence = {{hash(page), "html", std::string("page ") + page}};
    if (provisional) run.verdict = ProvisionalRead{"early"};
    return publish(shop, run, began);
  }
  static model::EvidenceHash hash(char page) { return model::EvidenceHash(std::string(64, page)); }
  [[nodiscard]] RecordKey key(const model::ApprovalRecord& row) {
    return key_of(status(shop, good_read(job, Approvals{}, 0).key).number, row);
  }

  ScratchStore shop;
  ClaimedJob job = shop.claim();
  model::ApprovalRecord first = approval("00000001", 12000);
  model::ApprovalRecord second = approval("00000002", 5000);
};

TEST_F(Origins, ARowNamesTheRunAndThePagesThatFoundIt) {
  (void)read('a', {first}, 0);
  (void)read('b', {first, second}, 60);
  const auto reader = shop.reader();
  const auto old = origin_of(*reader, key(first));
  ASSERT_TRUE(old);
  ASSERT_EQ(old->revisions.size(), 1U);
  EXPECT_EQ(old->revisions[0].evidence, std::vector{hash('a')});
  EXPECT_EQ(old->revisions[0].job, job.id);
  EXPECT_FALSE(old->revisions[0].ended_seq);
  EXPECT_FALSE(old->unproved);
  EXPECT_EQ(old->slice.proved->row_count, 2);
  EXPECT_EQ(origin_of(*reader, key(second))->revisions[0].evidence, std::vector{hash('b')});
}

TEST_F(Origins, EveryRevisionNamesItsOwnLatestFirst) {
  (void)read('a', {first}, 0);
  auto changed = first;
  changed.status = "취소됨";
  (void)read('b', {changed}, 60);
  (void)read('c', {second}, 120);
  const auto origin = origin_of(*shop.reader(), key(first));
  ASSERT_TRUE(origin);
  ASSERT_EQ(origin->revisions.size(), 2U);
  const auto& latest = origin->revisions[0];
  EXPECT_EQ(std::get<Approvals>(latest.row).front().status, "취소됨");
  EXPECT_EQ(latest.evidence, std::vector{hash('b')});
  EXPECT_EQ(latest.ended_by, "vanished");
  EXPECT_EQ(origin->revisions[1].ended_by, "changed");
  EXPECT_EQ(origin->revisions[1].evidence, std::vector{hash('a')});
  EXPECT_EQ(origin->revisions[1].ended_seq, latest.seq);
}

TEST_F(Origins, AnUnprovedRowNamesTheLastRun) {
  (void)read('a', {first}, 0, true);
  const auto origin = origin_of(*shop.reader(), key(first));
  ASSERT_TRUE(origin);
  EXPECT_TRUE(origin->unproved);
  EXPECT_EQ(origin->revisions[0].evidence, std::vector{hash('a')});
}

TEST_F(Origins, WhatWasNeverReadHasNone) {
  (void)read('a', {first}, 0);
  EXPECT_FALSE(origin_of(*shop.reader(), key(second)));
  EXPECT_FALSE(origin_of(*shop.reader(), {99, key(first).fingerprint, 0}));
  auto twin = key(first);
  twin.occurrence = 1;
  EXPECT_FALSE(origin_of(*shop.reader(), twin));
}

TEST_F(Origins, EveryLedgerIsFollowed) {
  auto bought = good_read(job, std::vector{acquisition("00000001", 9000)}, 0);
  bought.key.ledger = model::Ledger::kAcquisition;
  auto paid = good_read(job, std::vector{deposit("신한", 8000)}, 0);
  paid.key.ledger = model::Ledger::kDeposit;
  for (const auto& run : {bought, paid}) {
    (void)publish(shop, run);
    const auto slice = status(shop, run.key);
    std::visit(
        [&](const auto& rows) {
          const auto origin = origin_of(*shop.reader(), key_of(slice.number, rows.front()));
          ASSERT_TRUE(origin);
          EXPECT_EQ(origin->revisions[0].row, run.rows);
        },
        run.rows);
  }
}

}  // namespace
}  // namespace vancrawl::storage
