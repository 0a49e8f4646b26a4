#include "storage/replays.h"

#include <gtest/gtest.h>

#include "storage/acceptance.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

/// Reads, and the same read made again by a parser that makes other rows of it.
class Replays : public testing::Test {
 protected:
  SlicePublication run(char page, Approvals rows, int began) {
    auto read = good_read(job, std::move(rows), began);
    read.evidence = {{model::EvidenceHash(std::string(64, page)), "html", {page}}};
    return read;
  }
  std::string replay(const SlicePublication& replayed, int now = 600) {
    const auto published =
        shop.store->write([&](Transaction& tx) { return publish_replay(tx, replayed, at(now)); });
    return published ? std::string(name_of(published->verdict))
                     : std::string(name_of(published.error()));
  }
  /// The same with another status in every row.
  static Approvals relabelled(Approvals rows) {
    for (auto& row : rows) row.status = "매입됨";
    return rows;
  }

  ScratchStore shop;
  ClaimedJob job = shop.claim();
  Approvals two = {approval("00000001", 12000), approval("00000002", 5000)};
};

TEST_F(Replays, TheProofsOwnReadIsReplacedAndItsInstantsStay) {
  (void)publish(shop, run('a', two, 0));
  const auto again = run('a', relabelled(two), 0);
  EXPECT_EQ(replay(again), "proved");
  const auto stands = status(shop, again.key);
  EXPECT_EQ(stands.proved->proof.read_began, at(0));
  EXPECT_EQ(proved_approvals(shop), relabelled(two));
  // A crawl that begins later is later still.
  EXPECT_EQ(publish(shop, run('b', two, 60)).verdict, Verdict::kProved);
}

TEST_F(Replays, P10AReadBeforeTheStandingOneWritesNothing) {
  (void)publish(shop, run('a', two, 0));
  auto three = two;
  three.push_back(approval("00000001", 12000, model::TransactionKind::kCancel));
  (void)publish(shop, run('b', three, 60));
  const auto before = feed_head(*shop.reader());
  EXPECT_EQ(replay(run('a', relabelled(two), 0)), "later_read_stands");
  EXPECT_EQ(replay(run('a', relabelled(two), 60)), "later_read_stands")
      << "only evidence and instant together name a read";
  EXPECT_EQ(feed_head(*shop.reader()), before);
}

TEST_F(Replays, WithoutAConsentNothingIsWritten) {
  (void)publish(shop, run('a', two, 0));
  shop.store->write([&](Transaction& tx) {
    (void)withdraw_consent(tx, model::MerchantId("m1"), shop.site, at(1));
  });
  EXPECT_EQ(replay(run('a', relabelled(two), 0)), "consent_missing");
}

TEST_F(Replays, WhatProvesNothingOrRemovesMuchIsNotWritten) {
  Approvals ten;
  for (int i = 0; i < 10; ++i) ten.push_back(approval("0000001" + std::to_string(i), 100));
  (void)publish(shop, run('a', ten, 0));
  auto early = run('a', relabelled(ten), 0);
  early.verdict = ProvisionalRead{"early"};
  EXPECT_EQ(replay(early), "not_proved");
  EXPECT_EQ(replay(run('a', two, 0)), "not_proved") << "ten rows would go at once";
  EXPECT_EQ(proved_approvals(shop).size(), 10U);
  EXPECT_FALSE(status(shop, early.key).latest);
}

TEST_F(Replays, ALaterRunsObservationStaysBesideTheProof) {
  (void)publish(shop, run('a', two, 0));
  auto early = run('b', two, 60);
  early.verdict = ProvisionalRead{"early"};
  early.findings = {"a column was added"};
  (void)publish(shop, early);
  EXPECT_EQ(replay(run('a', relabelled(two), 0)), "proved");
  const auto stands = status(shop, early.key);
  ASSERT_TRUE(stands.latest);
  EXPECT_EQ(stands.latest->reason, "early");
  EXPECT_EQ(stands.findings, early.findings);
}

TEST_F(Replays, WhatPersonsAcceptedIsNotReplaced) {
  auto disputed = run('a', two, 0);
  disputed.portal.printed = honest_totals(Approvals{approval("00000009", 700)});
  (void)publish(shop, disputed);
  for (const auto* const person : {"kim", "lee"}) {
    (void)shop.store->write([&](Transaction& tx) {
      return accept_slice(tx, {disputed.key, person, "seen on the page"}, at(60));
    });
  }
  EXPECT_EQ(replay(run('a', {approval("00000009", 700)}, 0)), "accepted");
}

TEST_F(Replays, ADisputeIsProvedFromItsOwnPagesByABetterParser) {
  auto disputed = run('a', {two.front()}, 0);
  disputed.portal.printed = honest_totals(two);
  ASSERT_EQ(publish(shop, disputed).state, model::SliceState::kDisputed);
  EXPECT_EQ(replay(run('a', two, 0)), "proved");
  EXPECT_EQ(proved_approvals(shop).size(), 2U);
  EXPECT_EQ(replay(run('a', {two.front()}, -60)), "later_read_stands");
}

TEST_F(Replays, AnOutcomeIsJudgedAsPublishingJudges) {
  for (unsigned way = 0; way < 4; ++way) {
    auto read = run('a', two, 0);
    read.key.date = day(way + 2);
    if (way == 1) read.portal.printed = honest_totals(Approvals{two.front()});
    if (way == 2) read.verdict = MissedRead{model::FailureClass::kTimeout, "30 s"};
    if (way == 3) read.unmapped = {{"kind", "?", true}};
    const auto outcome = outcome_of(read);
    const auto published = publish(shop, read);
    EXPECT_EQ(outcome.state, published.state) << way;
    EXPECT_EQ(outcome.reason, published.reason) << way;
    EXPECT_EQ(outcome.proves(), way == 0);
  }
}

}  // namespace
}  // namespace vancrawl::storage
