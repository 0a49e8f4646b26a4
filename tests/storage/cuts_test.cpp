#include "storage/cuts.h"

#include <gtest/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class Cuts : public testing::Test {
 protected:
  Cuts() { set_basis_of("", "cardsales"); }

  void set_basis_of(const std::string& company, const std::string& site,
                    const std::string& merchant = "m1") {
    shop.store->write([&](Transaction& tx) {
      EXPECT_TRUE(set_basis(tx,
                            {0,
                             model::MerchantId(merchant),
                             company,
                             model::Ledger::kApproval,
                             {model::SiteId(site)},
                             day(1),
                             "kim",
                             {}},
                            at(0)));
    });
  }
  void sell(unsigned november, std::vector<std::int64_t> amounts, int minute) {
    Approvals rows;
    for (const auto amount : amounts) {
      auto row = approval(std::to_string(amount), amount);
      row.date = day(november);
      rows.push_back(row);
    }
    (void)publish(shop, good_read(job, rows, minute, day(november)));
  }
  Cut make(unsigned through = 30) {
    const auto made = shop.store->write([&](Transaction& tx) {
      return make_cut(tx, model::MerchantId("m1"), day(through), "kim", at(900));
    });
    EXPECT_TRUE(made) << made.error().message;
    return made.value_or(Cut{});
  }
  std::vector<CutEntry> entries(const Cut& cut) { return cut_entries(*shop.reader(), cut); }
  std::vector<CutEntry> later(const Cut& cut) { return after_cut(*shop.reader(), cut); }
  std::int64_t paid_on(const Cut& cut, const CutEntry& entry) {
    std::int64_t sum = 0;
    const auto rows = cut_rows(*shop.reader(), cut, entry);
    for (const auto& row : std::get<Approvals>(rows)) {
      sum += row.signed_amount().value();
    }
    return sum;
  }

  ScratchStore shop;
  ClaimedJob job = shop.claim();
};

TEST_F(Cuts, ACutFixesWhatSettlesThroughItsDate) {
  sell(2, {100, 200}, 0);
  sell(3, {300}, 0);
  const auto cut = make(2);
  const auto fixed = entries(cut);
  ASSERT_EQ(fixed.size(), 1U);
  EXPECT_EQ(fixed[0].figures, (CutFigures{2, model::Won(300)}));
  EXPECT_EQ(fixed[0].before, CutFigures{});
  EXPECT_TRUE(later(cut).empty());
}

TEST_F(Cuts, P12AChangeAfterTheCutIsMarkedAndTheCutStaysWhatItWas) {
  sell(2, {100, 200}, 0);
  const auto cut = make();
  sell(2, {100, 250}, 30);
  const auto changed = later(cut);
  ASSERT_EQ(changed.size(), 1U);
  EXPECT_EQ(changed[0].before.amount, model::Won(300));
  EXPECT_EQ(changed[0].figures.amount, model::Won(350));
  EXPECT_EQ(paid_on(cut, entries(cut).at(0)), 300);
  EXPECT_EQ(entries(cut).at(0).figures.amount, model::Won(300));
}

TEST_F(Cuts, P12FeedEntriesAfterACutSaySo) {
  sell(2, {100}, 0);
  sell(3, {100}, 0);
  (void)make(2);
  sell(2, {200}, 30);
  sell(3, {200}, 30);
  const auto feed = *changes_after(*shop.reader(), {}, 100);
  ASSERT_EQ(feed.size(), 4U);
  EXPECT_FALSE(feed[0].after_cut);
  EXPECT_FALSE(feed[1].after_cut);
  EXPECT_TRUE(feed[2].after_cut);
  EXPECT_FALSE(feed[3].after_cut);
}

TEST_F(Cuts, TheNextCutHoldsTheDifferenceOnly) {
  sell(2, {100}, 0);
  sell(3, {300}, 0);
  (void)make();
  sell(2, {150}, 30);
  sell(4, {400}, 30);
  const auto second = make();
  const auto fixed = entries(second);
  ASSERT_EQ(fixed.size(), 2U);
  EXPECT_EQ(fixed[0].key.date, day(2));
  EXPECT_EQ(fixed[0].before.amount, model::Won(100));
  EXPECT_EQ(fixed[0].figures.amount, model::Won(150));
  EXPECT_EQ(fixed[1].key.date, day(4));
  EXPECT_TRUE(entries(make()).empty());
}

TEST_F(Cuts, P9ASliceThatIsChallengedLeavesTheNextCut) {
  sell(2, {100}, 0);
  const auto first = make();
  auto broken_off = good_read(job, Approvals{approval("1", 400)}, 30);
  broken_off.verdict = MissedRead{model::FailureClass::kTimeout, ""};
  EXPECT_TRUE(publish(shop, broken_off).challenged);
  ASSERT_EQ(later(first).size(), 1U);
  const auto second = make();
  const auto fixed = entries(second);
  ASSERT_EQ(fixed.size(), 1U);
  EXPECT_TRUE(fixed[0].content_hash.empty());
  EXPECT_EQ(later(first).at(0).standing, CutStanding::kChallenged);
  EXPECT_EQ(fixed[0].standing, CutStanding::kChallenged);
  EXPECT_EQ(fixed[0].marks, CutMarks{});
  EXPECT_EQ(fixed[0].before.amount, model::Won(100));
  EXPECT_EQ(fixed[0].figures.amount, model::Won(0));
  EXPECT_EQ(paid_on(second, fixed[0]), 0);
  sell(2, {100}, 60);
  EXPECT_EQ(entries(make()).at(0).before.amount, model::Won(0));
}

TEST_F(Cuts, P2AnotherBasisIsADifferenceThoughNoRowChanged) {
  sell(2, {100}, 0);
  const auto cut = make();
  set_basis_of("신한카드", "van");
  const auto changed = later(cut);
  ASSERT_EQ(changed.size(), 1U);
  EXPECT_EQ(changed[0].figures.row_count, 0);
  EXPECT_EQ(paid_on(cut, entries(cut).at(0)), 100);
}

TEST_F(Cuts, WhatVanishedChangedOrCameIsToldApart) {
  sell(2, {100, 200, 300}, 0);
  const auto first = make();
  EXPECT_EQ(entries(first).at(0).marks, (CutMarks{3, 0, 0, 0}));
  Approvals rows;
  for (const auto amount : {200, 300, 400}) {
    auto row = approval(std::to_string(amount), amount);
    row.date = day(2);
    if (amount == 200) row.status = "전일취소";
    rows.push_back(row);
  }
  (void)publish(shop, good_read(job, rows, 30));
  EXPECT_EQ(later(first).at(0).marks, (CutMarks{1, 1, 1, 0}));
  const auto second = make();
  EXPECT_EQ(entries(second).at(0).marks, (CutMarks{1, 1, 1, 0}));
  sell(2, {200}, 60);
  EXPECT_EQ(entries(second).at(0).marks, (CutMarks{1, 1, 1, 0}));
}

TEST_F(Cuts, ASliceThatLeavesTheBasisIsNotChallengedNorVanished) {
  sell(2, {100}, 0);
  const auto cut = make();
  set_basis_of("신한카드", "van");
  EXPECT_EQ(later(cut).at(0).marks, (CutMarks{0, 0, 0, 1}));
  set_basis_of("", "van");
  EXPECT_EQ(later(cut).at(0).standing, CutStanding::kNotInBasis);
  EXPECT_EQ(entries(make()).at(0).standing, CutStanding::kNotInBasis);
}

TEST_F(Cuts, WhatIsOpenThroughTheDateIsNamedFromTheFirstDayOfTheBasisOn) {
  const auto offers = [](const model::SiteId&, model::Ledger ledger) {
    return ledger == model::Ledger::kApproval;
  };
  const auto open = [&](unsigned through) {
    return open_through(*shop.reader(), model::MerchantId("m1"), day(through), at(0), offers);
  };
  sell(1, {100}, 0);
  sell(3, {100}, 0);
  EXPECT_FALSE(open(1).is_open());
  const auto found = open(3).lines;
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].key.date, day(2));
  EXPECT_EQ(found[0].why_open, "never read");
  auto broken_off = good_read(job, Approvals{approval("1", 400)}, 30, day(3));
  broken_off.verdict = MissedRead{model::FailureClass::kTimeout, ""};
  (void)publish(shop, broken_off);
  EXPECT_TRUE(open(3).lines.at(1).challenged);
}

TEST_F(Cuts, ABasisForAnotherCompanyChangesNothing) {
  sell(2, {100}, 0);
  const auto cut = make();
  set_basis_of("하나카드", "van");
  EXPECT_TRUE(later(cut).empty());
}

TEST_F(Cuts, AReadThatFindsTheSameIsNoDifference) {
  sell(2, {100}, 0);
  const auto cut = make();
  sell(2, {100}, 30);
  EXPECT_TRUE(later(cut).empty());
}

TEST_F(Cuts, EveryMerchantIsCutWhenNoneIsNamed) {
  sell(2, {100}, 0);
  shop.finish(job);
  shop.add_merchant("m2", "2234567890");
  shop.add_consent("m2");
  (void)shop.set_credential("m2", "first-Secret");
  set_basis_of("", "cardsales", "m2");
  (void)publish(shop, good_read(shop.claim("m2"), Approvals{approval("00000001", 200)}, 0));
  const auto made = shop.store->write(
      [&](Transaction& tx) { return make_cut(tx, std::nullopt, day(30), "kim", at(900)); });
  ASSERT_TRUE(made);
  EXPECT_FALSE(made->merchant);
  const auto fixed = entries(*made);
  ASSERT_EQ(fixed.size(), 2U);
  EXPECT_EQ(fixed[0].key.merchant, model::MerchantId("m1"));
  EXPECT_EQ(fixed[0].figures.amount, model::Won(100));
  EXPECT_EQ(fixed[1].key.merchant, model::MerchantId("m2"));
  EXPECT_EQ(fixed[1].figures.amount, model::Won(200));
  EXPECT_EQ(cuts(*shop.reader()).size(), 1U);
  EXPECT_EQ(cut(*shop.reader(), made->number)->hash, made->hash);
  EXPECT_FALSE(cut(*shop.reader(), 99));
}

TEST_F(Cuts, ACutNeedsAPersonAndAMerchantThatIsKnown) {
  shop.store->write([](Transaction& tx) {
    EXPECT_FALSE(make_cut(tx, std::nullopt, day(30), "", at(0)));
    EXPECT_FALSE(make_cut(tx, model::MerchantId("mx"), day(30), "kim", at(0)));
  });
}

}  // namespace
}  // namespace vancrawl::storage
