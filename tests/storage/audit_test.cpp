#include "storage/audit.h"

#include <gtest/gtest.h>

#include "storage/connection.h"
#include "storage/guard_memory.h"
#include "tests/storage/guarded_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class Audit : public testing::Test {
 protected:
  void append(const std::string& action) {
    shop.store->write([&](Transaction& tx) { append_audit(tx, action, "m1", "detail", at(1)); });
  }
  AuditCheck check() { return verify_audit(*shop.reader(), anchored_heads(shop.log())); }
  /// As somebody would who may write the file: the triggers are in his way no longer.
  void forge(const std::string& sql) {
    shop.store->write([&](Transaction& tx) {
      for (const auto* const name :
           {"audit_is_never_changed", "audit_is_never_cut", "audit_has_no_gaps"}) {
        tx.connection().execute(std::string("DROP TRIGGER IF EXISTS ") + name);
      }
      tx.connection().execute(sql);
    });
  }
  GuardedStore shop;
};

TEST_F(Audit, WhoWhatWhenAndAboutWhomStandInOrder) {
  shop.store->act_for("kim");
  append("first");
  append("second");
  auto found = audit_entries(*shop.reader(), {});
  ASSERT_GE(found.size(), 2U);
  const auto& last = found.back();
  EXPECT_EQ(last.number, static_cast<std::int64_t>(found.size()));
  EXPECT_EQ(last.actor, "kim");
  EXPECT_EQ(last.action, "second");
  EXPECT_EQ(last.about, "m1");
  EXPECT_EQ(last.at, at(1));
  EXPECT_EQ(audit_entries(*shop.reader(), {last.number - 1, "m1", 10}).size(), 1U);
  EXPECT_EQ(check().entries, last.number);
  EXPECT_FALSE(check().first_break);
}

TEST_F(Audit, TheDatabaseRefusesToChangeCutOrSkip) {
  append("first");
  const auto refused = [&](const std::string& sql) {
    EXPECT_THROW(shop.store->write([&](Transaction& tx) { tx.connection().execute(sql); }),
                 StoreError)
        << sql;
  };
  refused("UPDATE audit SET detail = 'x'");
  refused("DELETE FROM audit");
  refused("INSERT INTO audit VALUES (99, 0, 'a', 'b', 'c', 'd', x'00')");
  refused("INSERT OR REPLACE INTO audit VALUES (1, 0, 'a', 'b', 'c', 'd', x'00')");
}

TEST_F(Audit, AForgedEntryIsNamed) {
  for (int i = 0; i < 4; ++i) append("entry");
  const auto last = audit_head(*shop.reader()).number;
  forge(fmt::format("UPDATE audit SET detail = 'nothing happened' WHERE number = {}", last - 1));
  ASSERT_TRUE(check().first_break);
  EXPECT_EQ(check().first_break->number, last - 1);
}

TEST_F(Audit, AnEntryTakenOutOfTheMiddleIsNamed) {
  for (int i = 0; i < 4; ++i) append("entry");
  const auto last = audit_head(*shop.reader()).number;
  forge(fmt::format("DELETE FROM audit WHERE number = {}", last - 2));
  ASSERT_TRUE(check().first_break);
  EXPECT_EQ(check().first_break->number, last - 2);
}

TEST_F(Audit, ALogThatWasCutOrWrittenAnewIsFoundByTheHeadsOutside) {
  for (int i = 0; i < 4; ++i) append("entry");
  const auto last = audit_head(*shop.reader()).number;
  const auto cut = fmt::format("DELETE FROM audit WHERE number > {}", last - 2);
  forge(cut);
  ASSERT_TRUE(check().first_break);
  EXPECT_EQ(check().first_break->number, last - 1);
  EXPECT_FALSE(verify_audit(*shop.reader(), {}).first_break)
      << "without the heads outside nobody would see it";
  append("something else");
  ASSERT_TRUE(check().first_break);
  EXPECT_EQ(check().first_break->number, last - 1) << "a chain made anew has other hashes";
}

TEST_F(Audit, EveryDecisionOfTheGuardIsToldAndNoSecretIs) {
  const auto job = shop.claim();
  ASSERT_TRUE(shop.attempt(job, AttemptEnd::kRejected));
  ASSERT_FALSE(shop.attempt(job, AttemptEnd::kRejected));
  (void)shop.store->write([&](Transaction& tx) {
    return confirm_by_hand(tx, {shop.account, 1, ConfirmGround::kLoggedInByHand, "kim", "phone"},
                           at(2));
  });
  shop.store->write([&](Transaction& tx) {
    (void)withdraw_consent(tx, model::MerchantId("m1"), shop.site, at(3));
  });
  std::string all;
  for (const auto& entry : audit_entries(*shop.reader(), {})) {
    all += entry.action + " " + entry.about + " " + entry.detail + "\n";
  }
  for (const auto* const told :
       {"credential set m1", "login begun cfa/shop", "login rejected cfa/shop",
        "login refused cfa/shop", "login confirmed by hand cfa/shop", "consent withdrawn m1"}) {
    EXPECT_NE(all.find(told), std::string::npos) << told << " is not in\n" << all;
  }
  EXPECT_EQ(all.find("first-Secret"), std::string::npos);
}

TEST_F(Audit, WhatARestoreTookAwayIsNoBreakOnceAPersonHasSaidSo) {
  append("before");
  shop.back_up();
  for (int i = 0; i < 3; ++i) append("lost");
  shop.put_back();
  EXPECT_TRUE(check().first_break);
  (void)shop.recover_as("kim");
  EXPECT_FALSE(check().first_break);
  append("after");
  EXPECT_FALSE(check().first_break);
  EXPECT_EQ(audit_entries(*shop.reader(), {}).at(2).action, "recovered");
}

}  // namespace
}  // namespace vancrawl::storage
