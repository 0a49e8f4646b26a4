#include <gtest/gtest.h>

#include "storage/connection.h"
#include "tests/storage/scratch_store.h"

// Looks at the tables: not of the suite that every engine runs.

namespace vancrawl::storage {
namespace {

using namespace tests;

/// A store whose account was entered in capitals, with a fingerprint by that spelling.
class FirstFingerprints : public testing::Test {
 protected:
  FirstFingerprints() {
    shop.account.login_id = "SHOP";
    shop.store->write([&](Transaction& tx) {
      tx.connection().run("UPDATE account SET login_id = 'SHOP'");
      const auto first = shop.vault.first_fingerprint(tx, shop.account, secret("first-Secret"));
      tx.connection().run("UPDATE account_secret SET fingerprint = ?", Blob{first});
    });
  }
  void reject() {
    shop.store->write([](Transaction& tx) {
      tx.connection().run("UPDATE account_secret SET suspended_at = 1, suspended_for = 'test'");
    });
  }

  ScratchStore shop;
};

TEST_F(FirstFingerprints, ARejectedSecretStaysKnownInAnySpelling) {
  reject();
  for (const auto* const spelling : {"SHOP", "shop"}) {
    shop.account.login_id = spelling;
    EXPECT_EQ(shop.set_credential("m1", "first-Secret").answer, CredentialAnswer::kRefusedKnownBad)
        << spelling;
  }
}

TEST_F(FirstFingerprints, TheSameSecretMakesNoNewVersion) {
  EXPECT_EQ(shop.set_credential("m1", "first-Secret").answer, CredentialAnswer::kUnchanged);
  EXPECT_EQ(shop.set_credential("m1", "second-Secret").answer, CredentialAnswer::kNewVersion);
  EXPECT_EQ(shop.set_credential("m1", "second-Secret").answer, CredentialAnswer::kUnchanged);
}

}  // namespace
}  // namespace vancrawl::storage
