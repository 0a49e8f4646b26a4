#include <gtest/gtest.h>

#include "storage/basis.h"
#include "storage/coverage.h"
#include "tests/storage/scratch_store.h"

// Sequences of events in which everything else works and a figure would be missing, doubled or
// wrong. The numbers name the rows of the list of promises; each test is the store's part of one.
namespace vancrawl::storage {
namespace {

using model::SliceState;
using namespace tests;

class Promises : public testing::Test {
 protected:
  Promises() {
    for (int i = 0; i < 20; ++i) twenty.push_back(approval(std::to_string(30000000 + i), 3000));
    shop.store->write([&](Transaction& tx) {
      EXPECT_TRUE(set_basis(tx,
                            {0,
                             model::MerchantId("m1"),
                             "",
                             model::Ledger::kApproval,
                             {shop.site},
                             day(1),
                             "kim",
                             {}},
                            at(0)));
    });
  }
  [[nodiscard]] static Approvals without(Approvals rows, std::size_t last) {
    rows.resize(rows.size() - last);
    return rows;
  }
  /// How many rows settlement would pay on.
  [[nodiscard]] std::size_t settled() {
    std::size_t rows = 0;
    for (const auto& slice :
         settlement_records(*shop.reader(), {model::MerchantId("m1"), {}, {}})) {
      rows += model::count_of(slice.rows);
    }
    return rows;
  }
  [[nodiscard]] std::int64_t head() { return feed_head(*shop.reader()).seq; }
  SliceChange last_entry() { return changes_after(*shop.reader(), {1, head() - 1}, 1)->at(0); }
  /// Totals that the portal printed before the run broke off.
  [[nodiscard]] SlicePublication broken_off(const Approvals& printed, int minute,
                                            model::FailureClass failure) const {
    auto read = good_read(job, Approvals{}, minute);
    read.portal.printed = honest_totals(printed);
    read.verdict = MissedRead{failure, ""};
    return read;
  }

  ScratchStore shop;
  ClaimedJob job = shop.claim();
  Approvals twenty;
};

TEST_F(Promises, P1AReadOfADayThatMayStillGrowIsNotSettledThoughItsTotalsAgree) {
  for (const auto* const reason : {"early", "added_column"}) {
    auto read = good_read(job, twenty, 0);
    read.verdict = ProvisionalRead{reason};
    const auto published = publish(shop, read);
    EXPECT_EQ(published.state, SliceState::kProvisional);
    EXPECT_EQ(published.reason, reason);
    EXPECT_EQ(settled(), 0U);
  }
  EXPECT_EQ(publish(shop, good_read(job, twenty, 60)).verdict, Verdict::kProved);
  EXPECT_EQ(settled(), 20U);
}

TEST_F(Promises, P1AProvisionalReadAfterAProofTakesNothingAway) {
  (void)publish(shop, good_read(job, twenty, 0));
  auto read = good_read(job, twenty, 60);
  read.verdict = ProvisionalRead{"early"};
  EXPECT_EQ(publish(shop, read).verdict, Verdict::kKept);
  EXPECT_EQ(settled(), 20U);
}

/// Two companies sell every Monday: a read of Monday the 30th, soon after that day became final.
class LateCompany : public Promises {
 protected:
  static Approvals both(unsigned date) {
    Approvals rows{approval("30000000", 3000), approval("30000001", 3000)};
    rows[1].card_company = "비씨카드";
    for (auto& row : rows) row.date = day(date);
    return rows;
  }
  void sell_on(std::initializer_list<unsigned> days) {
    for (const auto date : days) (void)publish(shop, good_read(job, both(date), 0, day(date)));
  }
  Published read_30th(Approvals rows, int minute, bool soon = true) {
    auto read = good_read(job, std::move(rows), minute, day(30));
    read.is_soon_after_final = soon;
    return publish(shop, read);
  }
};

TEST_F(LateCompany, P1ADayThatLacksACompanyWhichSellsOnSuchDaysIsProvisional) {
  sell_on({2, 9, 16, 23});
  const auto lacking = read_30th(without(both(30), 1), 0);
  EXPECT_EQ(lacking.state, SliceState::kProvisional);
  EXPECT_TRUE(lacking.reason.starts_with("card_company_absent: 비씨카드 sold")) << lacking.reason;
  const auto empty = read_30th({}, 1);
  EXPECT_TRUE(empty.reason.starts_with("card_company_absent: 비씨카드, 신한카드")) << empty.reason;
  EXPECT_EQ(read_30th(both(30), 2).state, SliceState::kComplete);
}

TEST_F(LateCompany, P1AnEqualReadOfTheDayAfterProvesIt) {
  sell_on({2, 9, 16, 23});
  const auto one = without(both(30), 1);
  (void)read_30th(one, 0);
  EXPECT_EQ(read_30th(one, 19 * 60).state, SliceState::kProvisional) << "the same evening";
  EXPECT_EQ(read_30th(one, 20 * 60).state, SliceState::kComplete);
}

TEST_F(LateCompany, P1ThreeLikeDaysOrFourOthersTellNothing) {
  sell_on({2, 9, 16, 24, 25, 26, 27});
  EXPECT_EQ(read_30th(without(both(30), 1), 0).state, SliceState::kComplete);
}

TEST_F(LateCompany, P1ADayReadLongAfterItBecameFinalNeedsNoSecondLook) {
  sell_on({2, 9, 16, 23});
  EXPECT_EQ(read_30th(without(both(30), 1), 0, false).state, SliceState::kComplete);
}

TEST_F(Promises, P1NoRowsAndNoTotalsAreNoEmptyDay) {
  auto read = good_read(job, Approvals{}, 0);
  read.portal.printed.clear();
  EXPECT_EQ(publish(shop, read).verdict, Verdict::kUnproved);
  read = good_read(job, Approvals{}, 60);
  EXPECT_EQ(publish(shop, read).state, SliceState::kEmpty);
}

TEST_F(Promises, P3RowsOfAnotherBusinessOfTheLoginCountTowardsTheTotalsAndAreNotStored) {
  auto read = good_read(job, without(twenty, 5), 0);
  read.portal.others = honest_totals(Approvals(twenty.end() - 5, twenty.end()));
  read.portal.printed = honest_totals(twenty);
  EXPECT_EQ(publish(shop, read).verdict, Verdict::kProved);
  EXPECT_EQ(settled(), 15U);
  EXPECT_EQ(status(shop, read.key).proved->proof.totals, honest_totals(without(twenty, 5)));
}

TEST_F(Promises, P8AReadThatSawFewerScopesTakesNoRowAway) {
  auto both = good_read(job, twenty, 0);
  both.scopes.emplace_back("group-2");
  (void)publish(shop, both);
  const auto one = publish(shop, good_read(job, without(twenty, 1), 60));
  EXPECT_EQ(one.verdict, Verdict::kKept);
  EXPECT_TRUE(one.reason.starts_with("scope_shrank")) << one.reason;
  EXPECT_FALSE(one.challenged) << "fewer scopes print other totals without contradicting";
  EXPECT_EQ(settled(), 20U);
}

TEST_F(Promises, P8TheProofNamesAScopeThatIsAdded) {
  (void)publish(shop, good_read(job, without(twenty, 2), 0));
  auto wider = good_read(job, twenty, 60);
  wider.scopes.emplace_back("group-2");
  EXPECT_EQ(publish(shop, wider).verdict, Verdict::kProved);
  EXPECT_EQ(status(shop, wider.key).proved->proof.scopes.size(), 2U);
  EXPECT_EQ(settled(), 20U);
}

TEST_F(Promises, P9FewerSalesInTheEveningTakeTheDayOutOfSettlementThoughPagingFails) {
  (void)publish(shop, good_read(job, twenty, 0));
  EXPECT_EQ(settled(), 20U);
  const auto evening = publish(
      shop, broken_off(without(twenty, 3), 780, model::FailureClass::kIncompletePaging), 781);
  EXPECT_TRUE(evening.challenged);
  EXPECT_EQ(settled(), 0U);
  EXPECT_TRUE(last_entry().challenged);
  EXPECT_FALSE(last_entry().settleable);
  const CoverageAsk ask{model::MerchantId("m1"), {day(2), day(2)}, at(800), {}};
  EXPECT_TRUE(coverage(*shop.reader(), ask).at(0).is_open());
  EXPECT_EQ(status(shop, good_read(job, twenty, 0).key).proved->row_count, 20) << "the rows stay";
}

TEST_F(Promises, P9TheSameTotalsOfARunThatFailsChallengeNothing) {
  (void)publish(shop, good_read(job, twenty, 0));
  const auto again =
      publish(shop, broken_off(twenty, 780, model::FailureClass::kIncompletePaging), 781);
  EXPECT_FALSE(again.challenged);
  EXPECT_EQ(settled(), 20U);
}

TEST_F(Promises, P9AnOlderRunThatArrivesLateChallengesNothing) {
  (void)publish(shop, good_read(job, twenty, 100));
  const auto late = publish(
      shop, broken_off(without(twenty, 3), 50, model::FailureClass::kIncompletePaging), 200);
  EXPECT_FALSE(late.challenged);
  EXPECT_EQ(settled(), 20U);
}

TEST_F(Promises, P10NoDataBeyondTheLookBackDoesNotEmptyTheDay) {
  (void)publish(shop, good_read(job, twenty, 0));
  const auto gone = publish(shop, good_read(job, Approvals{}, 60));
  EXPECT_EQ(gone.verdict, Verdict::kKept);
  EXPECT_TRUE(gone.reason.starts_with("removal_unconfirmed")) << gone.reason;
  EXPECT_TRUE(gone.challenged) << "its totals contradict the proof: nobody pays on it";
  EXPECT_EQ(status(shop, good_read(job, twenty, 0).key).proved->row_count, 20);
}

TEST_F(Promises, P10TwoRowsMayGoAtOnceAThirdWaitsForAnEqualReadFourHoursLater) {
  (void)publish(shop, good_read(job, twenty, 0));
  EXPECT_EQ(publish(shop, good_read(job, without(twenty, 2), 60)).vanished, 2);
  const auto fewer = without(twenty, 5);
  EXPECT_EQ(publish(shop, good_read(job, fewer, 100)).verdict, Verdict::kKept);
  EXPECT_EQ(publish(shop, good_read(job, fewer, 100 + 239)).verdict, Verdict::kKept);
  EXPECT_EQ(publish(shop, good_read(job, fewer, 100 + 240)).verdict, Verdict::kProved);
  EXPECT_EQ(settled(), 15U);
}

TEST_F(Promises, P10TheFourHoursBeginAnewWhenTheSecondLookSaysSomethingElse) {
  (void)publish(shop, good_read(job, twenty, 0));
  EXPECT_EQ(publish(shop, good_read(job, without(twenty, 3), 10)).verdict, Verdict::kKept);
  EXPECT_EQ(publish(shop, good_read(job, without(twenty, 4), 200)).verdict, Verdict::kKept);
  EXPECT_EQ(publish(shop, good_read(job, without(twenty, 3), 300)).verdict, Verdict::kKept);
  EXPECT_EQ(publish(shop, good_read(job, without(twenty, 3), 539)).verdict, Verdict::kKept);
  EXPECT_EQ(publish(shop, good_read(job, without(twenty, 3), 540)).verdict, Verdict::kProved);
}

TEST_F(Promises, P10InALongDayTwoInAHundredMayGoAtOnceAndNoMore) {
  Approvals many;
  for (int i = 0; i < 200; ++i) many.push_back(approval(std::to_string(40000000 + i), 3000));
  (void)publish(shop, good_read(job, many, 0));
  EXPECT_EQ(publish(shop, good_read(job, without(many, 5), 10)).verdict, Verdict::kKept);
  EXPECT_EQ(publish(shop, good_read(job, without(many, 4), 20)).verdict, Verdict::kProved);
}

TEST_F(Promises, P10OldEvidenceReadAnewDoesNotUndoALaterCancel) {
  auto with_cancel = twenty;
  with_cancel.push_back(approval("30000000", 3000, model::TransactionKind::kCancel));
  (void)publish(shop, good_read(job, with_cancel, 100));
  const auto replayed = publish(shop, good_read(job, twenty, 50), 500);
  EXPECT_EQ(replayed.verdict, Verdict::kKept);
  EXPECT_TRUE(replayed.reason.starts_with("read_not_later")) << replayed.reason;
  EXPECT_FALSE(replayed.challenged);
  EXPECT_EQ(settled(), 21U);
}

TEST_F(Promises, P11EqualSalesOfACarParkAreCountedOneByOne) {
  const Approvals cars(40, approval("", 3000));
  (void)publish(shop, good_read(job, cars, 0));
  EXPECT_EQ(settled(), 40U);
  EXPECT_EQ(publish(shop, good_read(job, cars, 60)).verdict, Verdict::kRenewed);
  const Approvals another(41, approval("", 3000));
  const auto more = publish(shop, good_read(job, another, 120));
  EXPECT_EQ(more.added, 1);
  EXPECT_EQ(more.changed, 0);
  EXPECT_EQ(settled(), 41U);
}

TEST_F(Promises, P11AReadWhosePagingIsInDoubtProvesNothingThoughCountAndSumAgree) {
  auto read = good_read(job, twenty, 0);
  read.verdict = MissedRead{model::FailureClass::kIncompletePaging, "equal pages"};
  EXPECT_EQ(publish(shop, read).state, SliceState::kMissing);
  EXPECT_EQ(settled(), 0U);
}

TEST_F(Promises, P11OneKindTooManyAndOneTooFewDoNotCancelOut) {
  auto read = good_read(job, twenty, 0);
  auto& rows = std::get<Approvals>(read.rows);
  rows.back().kind = model::TransactionKind::kCancel;
  rows.front().amount = model::Won(9000);
  EXPECT_EQ(publish(shop, read).state, SliceState::kDisputed);
}

TEST_F(Promises, P12APositionOfAnEarlierEpochIsNeverAnsweredWithAnEmptyPage) {
  for (unsigned n = 1; n <= 5; ++n) (void)publish(shop, good_read(job, twenty, 0, day(n)));
  for (std::int64_t seq = 1; seq <= head() + 5; ++seq) {
    const auto page = changes_after(*shop.reader(), {1, seq}, 1);
    EXPECT_EQ(page.has_value(), seq <= head()) << seq;
  }
  shop.store->write([](Transaction& tx) { start_feed_epoch(tx, at(0), "restored"); });
  for (std::int64_t seq = 1; seq <= head() + 5; ++seq) {
    EXPECT_FALSE(changes_after(*shop.reader(), {1, seq}, 1)) << seq;
  }
}

TEST_F(Promises, P12AStateThatChangesWithoutARowIsAFeedEntry) {
  auto read = good_read(job, twenty, 0);
  read.verdict = ProvisionalRead{"early"};
  (void)publish(shop, read);
  EXPECT_EQ(last_entry().state, SliceState::kProvisional);
  auto wrong = good_read(job, twenty, 10);
  wrong.verdict = DisputedRead{"totals"};
  (void)publish(shop, wrong);
  EXPECT_EQ(last_entry().state, SliceState::kDisputed);
}

TEST_F(Promises, P16ARowStaysUnderTheDayThatThePortalListsItUnder) {
  auto late = approval("30000099", 3000, model::TransactionKind::kCancel);
  late.date = day(1);
  late.original_date = day(1);
  auto rows = twenty;
  rows.push_back(late);
  const auto read = good_read(job, rows, 0, day(3));
  EXPECT_EQ(publish(shop, read).verdict, Verdict::kProved);
  EXPECT_EQ(proved_approvals(shop, day(3)).size(), 21U);
  EXPECT_TRUE(proved_approvals(shop, day(1)).empty());
}

TEST_F(Promises, P16ARowThatIsRelabelledAMonthLaterIsAChangeAndTheOldOneIsKnown) {
  (void)publish(shop, good_read(job, twenty, 0));
  auto relabelled = twenty;
  relabelled.front().status = "취소됨";
  constexpr int kAMonth = 30 * 24 * 60;
  EXPECT_EQ(publish(shop, good_read(job, relabelled, kAMonth)).changed, 1);
  RecordFilter then;
  then.as_known_at = at(100);
  const auto known = records(*shop.reader(), then);
  for (const auto& row : std::get<Approvals>(known.at(0).rows)) EXPECT_EQ(row.status, "정상");
}

TEST_F(Promises, P17TheSameRowsUnderAnotherIdAreOtherRowsAndNeverDoubled) {
  auto with_id = twenty;
  for (std::size_t i = 0; i < with_id.size(); ++i) {
    with_id[i].portal_id = std::to_string(4000000000000000 + static_cast<int>(i));
  }
  (void)publish(shop, good_read(job, with_id, 0));
  auto masked = with_id;
  masked.front().portal_id = "400000******0000";
  const auto published = publish(shop, good_read(job, masked, 60));
  EXPECT_EQ(published.added, 1);
  EXPECT_EQ(published.vanished, 1);
  EXPECT_EQ(settled(), 20U);
}

}  // namespace
}  // namespace vancrawl::storage
