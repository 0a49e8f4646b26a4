#include "storage/sightings.h"

#include <gtest/gtest.h>

#include "storage/exit_choice.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

constexpr Wording kWords = {"a", "b"};

class Sightings : public testing::Test {
 protected:
  Sightings() { shop.add_merchant("m2", "1208800767"); }
  Sighted meet(const std::string& merchant, int minute) {
    return shop.store->write([&](Transaction& tx) {
      return note_sighting(tx, cause, model::MerchantId(merchant), std::chrono::hours(1),
                           at(minute));
    });
  }
  void raise(bool by_person = false) {
    shop.store->write([&](Transaction& tx) {
      raise_task(tx,
                 {.cause = cause, .sentence = kWords, .ends = kWords, .ends_by_person = by_person},
                 at(0));
    });
  }
  void well(const std::string& merchant) {
    shop.store->write([&](Transaction& tx) {
      clear_sightings(tx, cause.about, model::MerchantId(merchant), kWords, at(5));
    });
  }
  std::size_t open() { return tasks(*shop.reader(), {}).size(); }

  ScratchStore shop;
  TaskCause cause{TaskKind(model::FailureClass::kLayoutDrift),
                  TaskSubject::ledger(shop.site, model::Ledger::kApproval)};
};

TEST_F(Sightings, CountMerchantsAndNotTimes) {
  EXPECT_EQ(meet("m1", 1).merchants, 1);
  EXPECT_EQ(meet("m1", 2).merchants, 1);
  const auto seen = meet("m2", 3);
  EXPECT_EQ(seen.merchants, 2);
  EXPECT_EQ(seen.since, at(1));
}

TEST_F(Sightings, WhatWasNotMetAgainIsForgotten) {
  meet("m1", 0);
  const auto seen = meet("m2", 61);
  EXPECT_EQ(seen.merchants, 1);
  EXPECT_EQ(seen.since, at(61));
}

TEST_F(Sightings, ATaskEndsWhenItWentWellForEverybodyWhoMetItsCause) {
  meet("m1", 0);
  meet("m2", 0);
  raise();
  well("m1");
  EXPECT_EQ(open(), 1U);
  well("m2");
  EXPECT_EQ(open(), 0U);
}

TEST_F(Sightings, ATaskThatIsLeftToAPersonStays) {
  meet("m1", 0);
  raise(true);
  well("m1");
  EXPECT_EQ(open(), 1U);
}

class Pads : public testing::Test {
 protected:
  PadRecord deal(const std::string& merchant, bool refused) {
    return shop.store->write([&](Transaction& tx) {
      return note_pad(tx, shop.site, model::MerchantId(merchant), refused);
    });
  }
  ScratchStore shop;
};

TEST_F(Pads, Promise20SixRefusalsInAHundredStopNothing) {
  for (int dealt = 0; dealt < 300; ++dealt) {
    EXPECT_FALSE(deal("m" + std::to_string(dealt), dealt % 16 == 0).is_too_bad()) << dealt;
  }
}

TEST_F(Pads, SevenOfTheLastThirtyAreTooMany) {
  PadRecord record;
  for (int dealt = 0; dealt < 25; ++dealt) {
    EXPECT_FALSE(record.is_too_bad()) << dealt;
    record = deal("m1", dealt % 4 == 0);
  }
  EXPECT_TRUE(record.is_too_bad()) << record.refused << " of " << record.dealt;
}

TEST_F(Pads, ThreeMerchantsInARowAreTooManyAndOneMerchantThriceIsNot) {
  for (int again = 0; again < 3; ++again) EXPECT_FALSE(deal("m1", true).is_too_bad());
  EXPECT_FALSE(deal("m2", true).is_too_bad());
  EXPECT_TRUE(deal("m3", true).is_too_bad());
  EXPECT_FALSE(deal("m4", false).merchants_refused_in_a_row > 0);
}

class ExitChoice : public testing::Test {
 protected:
  std::expected<void, ExitRefused> take(const std::string& exit, int minute, bool pinned = false,
                                        bool gone = false) {
    return shop.store->write([&](Transaction& tx) {
      return take_exit(tx, {shop.account, shop.site, model::ExitId(exit), pinned, gone},
                       at(minute));
    });
  }
  ScratchStore shop;
};

TEST_F(ExitChoice, AnAccountChangesItsExitOnceAKoreanDay) {
  EXPECT_TRUE(take("a", 0));
  EXPECT_TRUE(take("b", 1));
  const auto refused = take("c", 2);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().former.text(), "b");
  EXPECT_EQ(refused.error().until, day(21).starts_at());
  EXPECT_TRUE(take("b", 3)) << "the same one again is no change";
  EXPECT_TRUE(take("c", 15 * 60)) << "the next day";
}

TEST_F(ExitChoice, APinnedSiteKeepsItsExitUnlessItIsGoneFromTheList) {
  EXPECT_TRUE(take("a", 0, true));
  EXPECT_FALSE(take("b", 60 * 24 * 9, true));
  EXPECT_TRUE(take("b", 60 * 24 * 9, true, true));
}

TEST_F(ExitChoice, AClockThatRanAheadAllowsNoFurtherChange) {
  take("a", 0);
  take("b", 60 * 24 * 2);
  EXPECT_FALSE(take("c", 10));
}

}  // namespace
}  // namespace vancrawl::storage
