#include "storage/rotation.h"

#include <csignal>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "storage/audit.h"
#include "storage/connection.h"
#include "storage/jars.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

std::optional<std::string> facts(const model::SiteId&) { return trust_facts(); }

SealContext jar_context(const ScratchStore& shop) {
  return {SealPurpose::kSessionJar, {}, shop.site, shop.account, 0, trust_facts()};
}

/// A credential, the key of fingerprints and a session, all sealed.
void fill(ScratchStore& shop) {
  const auto sealed = shop.vault.seal(secret("SID=1"), jar_context(shop));
  shop.store->write([&](Transaction& tx) {
    save_jar(tx, {shop.account, shop.site, sealed, model::ExitId("direct"), false, at(0)});
  });
}

class Rotation : public testing::Test {
 protected:
  Rotation() { fill(shop); }

  [[nodiscard]] std::filesystem::path key() const { return shop.folder.file("key"); }
  [[nodiscard]] Vault ring() const { return Vault(KeyRing::load(key())); }
  [[nodiscard]] VaultCheck check() { return check_vault(*shop.reader(), ring(), facts); }
  Rotated rotate() { return rotate_vault(*shop.store, key(), KeyPlace::kFile, at(0)); }

  /// Everything that was sealed opens, whatever happened.
  void expect_nothing_lost() {
    const auto seen = check();
    EXPECT_TRUE(seen.unopened.empty()) << seen.unopened.front();
    EXPECT_EQ(seen.opened, 3);
    const auto again = shop.store->write([&](Transaction& tx) {
      return set_credential(tx, ring(),
                            {model::MerchantId("m1"), shop.site, shop.account, trust_facts()},
                            secret("first-Secret"), at(1));
    });
    ASSERT_TRUE(again);
    EXPECT_EQ(again->answer, CredentialAnswer::kUnchanged) << "the fingerprint key was lost";
  }

  ScratchStore shop;
};

TEST_F(Rotation, EveryRowIsWrappedUnderTheFreshKeyAndOpensWithItAlone) {
  const auto before = shop.vault.key_id();
  const auto done = rotate();
  EXPECT_EQ(done.from_key, before);
  EXPECT_EQ(done.rows, 3);
  EXPECT_NE(KeyFile::load(key()).id(), before);
  EXPECT_EQ(KeyFile::load(key()).id(), done.to_key);
  const auto alone = check_vault(*shop.reader(), Vault(KeyFile::load(key())), facts);
  EXPECT_TRUE(alone.unopened.empty());
  EXPECT_EQ(alone.opened, 3);
  EXPECT_TRUE(alone.old_keys_may_go());
  expect_nothing_lost();
}

TEST_F(Rotation, StandsInTheAuditLogOfItsOwnCommit) {
  const auto rotated = rotate();
  const auto entries = audit_entries(*shop.reader(), {});
  ASSERT_FALSE(entries.empty());
  EXPECT_EQ(entries.back().action, "key rotated");
  EXPECT_NE(entries.back().detail.find(rotated.to_key), std::string::npos);
}

TEST_F(Rotation, TheOldKeyStaysUntilItIsDroppedAndThenItsBytesAreGone) {
  std::ostringstream bytes;
  bytes << std::ifstream(key(), std::ios::binary).rdbuf();
  rotate();
  ASSERT_EQ(old_keys_of(key()).size(), 1U);
  EXPECT_EQ(drop_old_keys(key()), 1);
  for (const auto& entry : std::filesystem::directory_iterator(shop.folder.path())) {
    std::ostringstream found;
    found << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    EXPECT_EQ(found.str().find(bytes.str()), std::string::npos) << entry.path();
  }
  expect_nothing_lost();
}

TEST_F(Rotation, ARowUnderAnOldKeyKeepsThatKey) {
  rotate();
  fill(shop);  // somebody who still held the old key
  const auto seen = check();
  EXPECT_EQ(seen.under_other_keys, 1);
  EXPECT_FALSE(seen.old_keys_may_go());
  EXPECT_EQ(rotate().rows, 3);
  EXPECT_TRUE(check().old_keys_may_go());
}

TEST_F(Rotation, ARowWhoseKeyIsLostStopsTheRotationWithItsName) {
  shop.store->write([](Transaction& tx) {
    tx.connection().execute("UPDATE credential SET key_id = '0000000000000000'");
  });
  const auto before = check();
  try {
    rotate();
    FAIL() << "a row that nobody can open was passed over";
  } catch (const StoreError& error) {
    EXPECT_EQ(error.fault(), StoreFault::kKey);
    EXPECT_NE(std::string(error.what()).find("credential of m1 at cardsales"), std::string::npos);
  }
  EXPECT_EQ(check().opened, before.opened);
  EXPECT_EQ(check().under_other_keys, 0) << "nothing was rotated";
}

TEST_F(Rotation, WhatDoesNotOpenIsNamedOneByOne) {
  shop.store->write(
      [](Transaction& tx) { tx.connection().execute("UPDATE session_jar SET box = x'00'"); });
  const auto seen = check();
  EXPECT_EQ(seen.opened, 2);
  ASSERT_EQ(seen.unopened.size(), 1U);
  EXPECT_NE(seen.unopened.front().find("session of shop at cardsales"), std::string::npos);
  const auto no_site =
      check_vault(*shop.reader(), ring(), [](const model::SiteId&) { return std::nullopt; });
  EXPECT_EQ(no_site.unopened.size(), 2U) << "only the key of fingerprints knows no site";
}

TEST_F(Rotation, OfASystemdCredentialBothKeysStayWhereTheyAre) {
  ASSERT_EQ(KeyFile::load(key()).id(), shop.vault.key_id());
  EXPECT_THROW((void)rotate_vault(*shop.store, key(), KeyPlace::kCredential, at(0)), StoreError);
  const auto next = KeyFile::create(next_key_of(key()));
  EXPECT_EQ(rotate_vault(*shop.store, key(), KeyPlace::kCredential, at(0)).to_key, next.id());
  EXPECT_EQ(KeyFile::load(key()).id(), shop.vault.key_id());
  expect_nothing_lost();
}

/// Runs in a child that is killed, as kill -9 does it, when it says so.
void in_a_child_that_is_killed(const std::function<void(const std::function<void()>& die)>& work) {
  const auto child = ::fork();
  if (child == 0) {
    try {
      work([] { ::kill(::getpid(), SIGKILL); });
    } catch (...) {  // a child of a test must not return into the test program
      ::_exit(4);
    }
    ::_exit(5);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "the child ended by itself: " << WEXITSTATUS(status);
}

TEST_F(Rotation, Promise15ARotationKilledAfterAnyStepLosesNothingAndIsFinishedByTheNext) {
  for (const auto last :
       {RotationStep::kKeyMade, RotationStep::kRewrapped, RotationStep::kPromoted}) {
    shop.store.reset();
    in_a_child_that_is_killed([&](const std::function<void()>& die) {
      auto store = Store::open(shop.folder.file("store.db"));
      rotate_vault(store, key(), KeyPlace::kFile, at(0), [&](RotationStep step) {
        if (step == last) die();
      });
    });
    shop.reopen();
    expect_nothing_lost();
    rotate();
    expect_nothing_lost();
    EXPECT_TRUE(check().old_keys_may_go());
    EXPECT_FALSE(std::filesystem::exists(next_key_of(key())));
  }
}

TEST_F(Rotation, Promise15AKeyHalfWrittenWhenTheProcessDiedIsNotTaken) {
  std::ofstream(next_key_of(key()).string() + ".part") << "half";
  rotate();
  expect_nothing_lost();
}

TEST_F(Rotation, Promise15RotationsKilledAtRandomMomentsLoseNothing) {
  for (int round = 0; round < 10; ++round) {
    shop.store.reset();
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe(ends.data()), 0);
    const auto child = ::fork();
    if (child == 0) {
      try {
        auto store = Store::open(shop.folder.file("store.db"));
        for (;;) {
          rotate_vault(store, key(), KeyPlace::kFile, at(0), [&](RotationStep) {
            if (::write(ends[1], "x", 1) != 1) ::_exit(3);
          });
        }
      } catch (...) {  // a child of a test must not return into the test program
        ::_exit(4);
      }
    }
    char step = 0;
    for (int seen = 0; seen <= round % 4; ++seen) ASSERT_EQ(::read(ends[0], &step, 1), 1);
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status));
    ::close(ends[0]);
    ::close(ends[1]);
    shop.reopen();
    expect_nothing_lost();
  }
}

}  // namespace
}  // namespace vancrawl::storage
