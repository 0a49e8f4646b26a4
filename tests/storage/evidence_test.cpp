#include "storage/evidence.h"

#include <gtest/gtest.h>

#include "storage/acceptance.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

constexpr int kDay = 24 * 60;

/// Reads whose pages are single letters, a hundred days, and what retention leaves of them.
class Evidence : public testing::Test {
 protected:
  SlicePublication run(char page, Approvals rows, int began, unsigned date = 2) {
    auto read = good_read(job, std::move(rows), began, day(date));
    read.evidence = {{hash(page), "html", std::string("page ") + page}};
    return read;
  }
  void read(char page, Approvals rows, int began, unsigned date = 2) {
    (void)publish(shop, run(page, std::move(rows), began, date), began);
  }
  static model::EvidenceHash hash(char page) { return model::EvidenceHash(std::string(64, page)); }
  [[nodiscard]] bool is_stored(char page) {
    return load_evidence(*shop.reader(), hash(page)).has_value();
  }
  Pruned prune(int before_minute) {
    return shop.store->write(
        [&](Transaction& tx) { return prune_evidence(tx, at(before_minute), 100); });
  }
  /// Somebody else's page, much later: what keeps the last number.
  void read_later() { read('f', {approval("00000009", 1)}, 90 * kDay, 9); }

  ScratchStore shop;
  ClaimedJob job = shop.claim();
  Approvals two = {approval("00000001", 12000), approval("00000002", 5000)};
};

TEST_F(Evidence, WhatNothingCitesGoesWhenItIsOld) {
  auto early = run('a', two, 0);
  early.verdict = ProvisionalRead{"early"};
  (void)publish(shop, early, 0);
  read('b', two, kDay);
  read_later();
  EXPECT_EQ(prunable_evidence(*shop.reader(), at(80 * kDay)).items, 1);
  const auto pruned = prune(80 * kDay);
  EXPECT_EQ(pruned.items, 1);
  EXPECT_EQ(pruned.left, 2);
  EXPECT_FALSE(is_stored('a'));
  EXPECT_TRUE(is_stored('b'));
  EXPECT_EQ(prune(80 * kDay).items, 0);
}

TEST_F(Evidence, WhatIsYoungerStays) {
  auto early = run('a', two, 10 * kDay);
  early.verdict = ProvisionalRead{"early"};
  (void)publish(shop, early, 10 * kDay);
  read('b', two, 11 * kDay);
  read_later();
  EXPECT_EQ(prune(9 * kDay).items, 0);
  EXPECT_TRUE(is_stored('a'));
  EXPECT_EQ(prune(80 * kDay).items, 1);
}

TEST_F(Evidence, P17CitedEvidenceOutlivesRetention) {
  read('a', two, 0);
  auto more = two;
  more.push_back(approval("00000003", 700));
  read('b', more, kDay);  // the first two rows still stand as 'a' found them
  read_later();
  EXPECT_EQ(prune(80 * kDay).items, 0);
  EXPECT_TRUE(is_stored('a'));
  for (auto& row : more) row.status = "매입";
  read('c', more, 2 * kDay);  // every row is found anew
  EXPECT_EQ(prune(80 * kDay).items, 2) << "nothing that stands rests on 'a' and 'b'";
  EXPECT_FALSE(is_stored('a'));
  EXPECT_TRUE(is_stored('c'));
  EXPECT_EQ(missing_evidence(*shop.reader()), 0);
}

TEST_F(Evidence, AnOpenDisputeAndAnAcceptanceKeepTheirPages) {
  auto disputed = run('a', two, 0);
  disputed.portal.printed = honest_totals(Approvals{approval("00000009", 700)});
  ASSERT_EQ(publish(shop, disputed, 0).state, model::SliceState::kDisputed);
  read_later();
  EXPECT_EQ(prune(80 * kDay).items, 0);
  for (const auto* const person : {"kim", "lee"}) {
    (void)shop.store->write([&](Transaction& tx) {
      return accept_slice(tx, {disputed.key, person, "two rows are missing on the page"}, at(60));
    });
    EXPECT_EQ(prune(80 * kDay).items, 0) << person;
    EXPECT_TRUE(is_stored('a'));
  }
  EXPECT_EQ(status(shop, disputed.key).proved->proof.grade, model::ProofGrade::kAccepted);
}

TEST_F(Evidence, TheLastNumberIsNeverGivenOutAgain) {
  auto early = run('a', two, 0);
  early.verdict = ProvisionalRead{"early"};
  (void)publish(shop, early, 0);
  early.evidence.clear();
  early.read_began = at(kDay);
  (void)publish(shop, early, kDay);
  EXPECT_EQ(prune(80 * kDay).items, 0) << "it is the last one";
  read_later();
  EXPECT_EQ(prune(80 * kDay).items, 1);
}

TEST_F(Evidence, AHundredAreTakenInBatches) {
  for (int i = 0; i < 6; ++i) {
    auto early = run(static_cast<char>('0' + i), two, i);
    early.verdict = ProvisionalRead{"early " + std::to_string(i)};
    (void)publish(shop, early, i);
  }
  read('b', two, kDay);
  read_later();
  const auto some =
      shop.store->write([&](Transaction& tx) { return prune_evidence(tx, at(80 * kDay), 4); });
  EXPECT_EQ(some.items, 4);
  EXPECT_EQ(prune(80 * kDay).items, 2);
}

TEST_F(Evidence, EveryItemIsShownOnceInTheOrderStored) {
  read('b', two, 0);
  read('a', {approval("00000009", 1)}, 1, 3);
  read('b', {approval("00000008", 1)}, 2, 4);
  std::string order;
  each_evidence(*shop.reader(), [&](const EvidenceItem& item) { order += item.hash.text()[0]; });
  EXPECT_EQ(order, "ba");
}

}  // namespace
}  // namespace vancrawl::storage
