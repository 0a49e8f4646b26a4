#include "storage/recover.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/storage/guarded_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class Recover : public testing::Test {
 protected:
  /// A login of m1 that ends so.
  void log_in(AttemptEnd end, int minute = 0) {
    const auto job = shop.claim("m1", minute);
    ASSERT_TRUE(shop.attempt(job, end, minute));
    shop.finish(job, minute);
  }
  std::expected<model::AttemptId, LoginRefusal> try_login(int minute) {
    const auto job = shop.claim("m1", minute);
    const auto begun = shop.attempt(job, AttemptEnd::kAccepted, minute);
    shop.finish(job, minute);
    return begun;
  }
  GuardedStore shop;
};

constexpr int kNextDay = 24 * 60;

TEST_F(Recover, Promise7ARejectionAfterTheBackupIsKnownAfterTheRestore) {
  shop.back_up();
  log_in(AttemptEnd::kRejected);
  shop.put_back();
  (void)shop.refusal();
  const auto recovery = shop.recover_as("kim");
  EXPECT_EQ(recovery.suspended, 1);
  const auto refused = try_login(kNextDay);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().why, LoginRefused::kRejectedSecret);
  EXPECT_EQ(shop.set_credential("m1", "first-Secret").answer, CredentialAnswer::kRefusedKnownBad);
}

TEST_F(Recover, Promise7ASecretThatTheBackupNeverSawIsRefusedIfItWasRejected) {
  shop.back_up();
  (void)shop.set_credential("m1", "second-Secret");
  log_in(AttemptEnd::kRejected);
  shop.put_back();
  (void)shop.recover_as("kim");
  EXPECT_EQ(shop.set_credential("m1", "second-Secret").answer, CredentialAnswer::kRefusedKnownBad);
  EXPECT_EQ(shop.set_credential("m1", "third-Secret").answer, CredentialAnswer::kNewVersion);
  EXPECT_TRUE(try_login(kNextDay));
}

TEST_F(Recover, Promise7ALoginIdSpelledOtherwiseSinceIsTheSameAccount) {
  shop.back_up();
  shop.account.login_id = "Shop";
  (void)shop.set_credential("m1", "second-Secret");
  log_in(AttemptEnd::kRejected);
  shop.put_back();
  shop.account.login_id = "shop";
  (void)shop.recover_as("kim");
  EXPECT_EQ(shop.set_credential("m1", "second-Secret").answer, CredentialAnswer::kRefusedKnownBad);
}

TEST_F(Recover, Promise7ARejectionUnderAnotherSpellingIsNotUndoneByAnOlderLine) {
  shop.back_up();
  log_in(AttemptEnd::kAccepted);
  shop.account.login_id = "Shop";
  (void)shop.set_credential("m1", "first-Secret");
  log_in(AttemptEnd::kRejected, kNextDay);
  shop.put_back();
  shop.account.login_id = "shop";
  const auto recovery = shop.recover_as("kim");
  EXPECT_EQ(recovery.suspended, 1);
  EXPECT_EQ(recovery.freed, 0);
  EXPECT_EQ(shop.set_credential("m1", "first-Secret").answer, CredentialAnswer::kRefusedKnownBad);
}

TEST_F(Recover, Promise7APasswordThatWasReplacedSinceTheBackupIsNotSent) {
  shop.back_up();
  (void)shop.set_credential("m1", "second-Secret", 10);
  log_in(AttemptEnd::kAccepted, 20);
  shop.put_back();
  const auto recovery = shop.recover_as("kim", kNextDay);
  const auto refused = try_login(2 * kNextDay);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().why, LoginRefused::kSupersededSecret);
  EXPECT_TRUE(std::ranges::any_of(recovery.sentences, [](const std::string& sentence) {
    return sentence.find("enter it again") != std::string::npos;
  }));
  EXPECT_EQ(shop.set_credential("m1", "second-Secret", 2 * kNextDay).answer,
            CredentialAnswer::kUnchanged);
  EXPECT_TRUE(try_login(3 * kNextDay));
}

TEST_F(Recover, HowManyDecisionsOfPersonsAreGoneIsSaid) {
  shop.back_up();
  log_in(AttemptEnd::kAccepted);
  shop.put_back();
  const auto recovery = shop.recover_as("kim");
  EXPECT_TRUE(std::ranges::any_of(recovery.sentences, [](const std::string& sentence) {
    return sentence.find("of the audit log") != std::string::npos;
  }));
}

TEST_F(Recover, Promise7ALoginWithoutAnOutcomeCountsAsRejected) {
  shop.back_up();
  const auto job = shop.claim();
  const auto start = shop.start(job);
  ASSERT_TRUE(shop.store->write([&](Transaction& tx) { return begin_attempt(tx, start); }));
  shop.put_back();
  EXPECT_EQ(shop.recover_as("kim").suspended, 1);
  EXPECT_FALSE(try_login(kNextDay));
}

TEST_F(Recover, Promise7AWithdrawalAfterTheBackupDestroysTheKeyAgain) {
  shop.back_up();
  shop.store->write([&](Transaction& tx) {
    (void)withdraw_consent(tx, model::MerchantId("m1"), shop.site, at(5));
  });
  shop.put_back();
  EXPECT_FALSE(credentials(*shop.reader()).front().destroyed);
  EXPECT_EQ(shop.recover_as("kim", 10).withdrawn, 1);
  EXPECT_TRUE(credentials(*shop.reader()).front().destroyed);
  EXPECT_TRUE(
      consents_in_force(*shop.reader(), model::MerchantId("m1"), shop.site, at(10)).empty());
}

TEST_F(Recover, LoginsOfTheDayThatTheStoreForgotAreNotGivenAgain) {
  shop.back_up();
  log_in(AttemptEnd::kAccepted);
  shop.put_back();
  (void)shop.recover_as("kim");
  const auto refused = try_login(1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().failure, model::FailureClass::kDailyLoginLimit);
  EXPECT_TRUE(try_login(kNextDay));
}

TEST_F(Recover, WhatAPersonConfirmedAfterTheBackupStaysConfirmed) {
  log_in(AttemptEnd::kRejected);
  shop.back_up();
  const auto answer = shop.store->write([&](Transaction& tx) {
    return confirm_by_hand(tx, {shop.account, 1, ConfirmGround::kLoggedInByHand, "kim", "phone"},
                           at(2));
  });
  ASSERT_EQ(answer, ConfirmAnswer::kConfirmed);
  shop.put_back();
  EXPECT_EQ(shop.recover_as("kim").freed, 1);
  EXPECT_TRUE(try_login(kNextDay));
}

TEST_F(Recover, LookingChangesNothing) {
  shop.back_up();
  log_in(AttemptEnd::kRejected);
  shop.put_back();
  shop.store.emplace(Store::open(shop.place(), shop.options(true)));
  const auto plan = plan_recovery(*shop.store, *shop.options().guard, at(0));
  EXPECT_EQ(plan.suspended, 1);
  ASSERT_FALSE(plan.sentences.empty());
  EXPECT_TRUE(standing_of(*shop.reader(), shop.account)->suspended_versions.empty());
  EXPECT_NE(shop.refusal(), "");
}

TEST_F(Recover, ReadersOfTheFeedBeginAnew) {
  const auto before = feed_head(*shop.reader());
  shop.back_up();
  (void)shop.set_credential("m1", "second-Secret");
  shop.put_back();
  (void)shop.recover_as("kim");
  EXPECT_GT(feed_head(*shop.reader()).epoch, before.epoch);
  EXPECT_FALSE(changes_after(*shop.reader(), {before.epoch, 1}, 10)) << "resync";
}

TEST_F(Recover, ABackupOfTheTimeBeforeTheFirstSecretHoldsTheAccountInstead) {
  ScratchFolder empty;
  GuardedStore other;
  other.back_up("full");
  other.store.reset();
  const auto fresh = place_of_store(empty.path());
  {
    OpenOptions options;
    options.guard = GuardPlace{empty.file("guard"), other.machine};
    auto store = Store::open(fresh, options);
    store.checkpoint();
  }
  other.open_guarded();
  const auto job = other.claim();
  ASSERT_TRUE(other.attempt(job, AttemptEnd::kRejected));
  copy_store(fresh, place_of_store(other.folder.path(), "empty"));
  other.put_back("empty");
  (void)other.recover_as("kim");
  const auto standing = standing_of(*other.reader(), other.account);
  ASSERT_TRUE(standing);
  EXPECT_TRUE(standing->held) << "its fingerprints cannot be compared: a person looks first";
}

TEST_F(Recover, WithoutALogThePersonsWordIsWrittenDown) {
  shop.store.reset();
  std::filesystem::remove(shop.log());
  (void)shop.refusal();
  (void)shop.recover_as("kim");
  EXPECT_NO_THROW(shop.restart());
  EXPECT_NE(shop.lines().front().find(R"("by":"kim")"), std::string::npos);
}

/// An account whose store is backed up, put back and recovered at any moment. Remembers what the
/// portal said no to, or never answered.
class RestoredAccount {
 public:
  RestoredAccount() { job_ = shop_.claim(); }

  void step() {
    minute_ += 1;
    switch (*rc::gen::inRange(0, 8)) {
      case 0:
        return enter(*rc::gen::element<std::string>("first-Secret", "beta", "gamma"));
      case 1:
        backed_up_ = true;
        return shop_.back_up();
      case 2:
        if (backed_up_) restore();
        return;
      case 3:
        return start_again();
      default:
        return log_in();
    }
  }

 private:
  void enter(const std::string& word) {
    const auto set = shop_.set_credential("m1", word, minute_);
    RC_ASSERT(!bad_.contains(word) || set.answer == CredentialAnswer::kRefusedKnownBad);
  }

  void restore() {
    shop_.put_back();
    minute_ += kNextDay;
    try {
      shop_.open_guarded();  // nothing was told since the backup
    } catch (const StoreError& error) {
      RC_ASSERT(error.fault() == StoreFault::kPassive);
      (void)shop_.recover_as("kim", minute_);
    }
    start_again();
  }

  void start_again() {
    shop_.restart();
    shop_.boot = BootId("again-" + std::to_string(minute_));
    shop_.store->write(
        [&](Transaction& tx) { (void)release_earlier_boots(tx, shop_.boot, at(minute_)); });
    for (const auto& open : open_attempts(*shop_.reader(), shop_.boot)) {
      shop_.store->write(
          [&](Transaction& tx) { resolve_attempt(tx, open.id, Liveness::kNotShown, at(minute_)); });
    }
    bad_.merge(open_);
    job_ = shop_.claim("m1", minute_);
  }

  void log_in() {
    const auto held = credential(*shop_.reader(), job_.request.credential);
    const auto opened = open_credential(shop_.vault, *held, trust_facts());
    RC_ASSERT(opened.has_value());
    const std::string word(opened->expose().begin(), opened->expose().end());
    const auto start = shop_.start(job_, minute_);
    const auto begun =
        shop_.store->write([&](Transaction& tx) { return begin_attempt(tx, start); });
    if (!begun) return;
    RC_ASSERT(!bad_.contains(word) && !open_.contains(word));
    const auto end = *rc::gen::element(AttemptEnd::kAccepted, AttemptEnd::kRejected);
    if (*rc::gen::inRange(0, 4) == 0) {  // its answer is never seen
      open_.insert(word);
      return;
    }
    shop_.store->write([&](Transaction& tx) {
      close_attempt(tx, *begun, {end, model::FailureClass::kWrongPassword, {}, {}}, at(minute_));
    });
    if (end == AttemptEnd::kRejected) bad_.insert(word);
  }

  GuardedStore shop_;
  ClaimedJob job_;
  int minute_ = 0;
  bool backed_up_ = false;
  std::set<std::string> bad_;   ///< rejected, or taken for it
  std::set<std::string> open_;  ///< their logins have no outcome yet: sent by nobody either
};

TEST(RecoverProperty, Promise7ARejectedSecretIsNeverSentAgainWhateverBackupIsPutBack) {
  int runs = 0;
  EXPECT_TRUE(rc::check("whatever happens between", [&] {
    // Each run writes to a disk: one in four is made, over all sizes.
    if (runs++ % 4 != 3) return;
    RestoredAccount account;
    const auto steps = *rc::gen::inRange(1, 16);
    for (int i = 0; i < steps; ++i) account.step();
  }));
}

}  // namespace
}  // namespace vancrawl::storage
