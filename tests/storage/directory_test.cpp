#include "storage/directory.h"

#include <gtest/gtest.h>

#include "storage/evidence.h"
#include "storage/jars.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class Directory : public testing::Test {
 protected:
  std::string refusal(const Merchant& merchant) {
    const auto added =
        shop.store->write([&](Transaction& tx) { return add_merchant(tx, merchant); });
    EXPECT_FALSE(added);
    return added ? "" : added.error().message;
  }
  std::optional<Consent> active(int minute) {
    const auto granted =
        consents_in_force(*shop.reader(), model::MerchantId("m1"), shop.site, at(minute));
    return granted.empty() ? std::nullopt : std::optional(granted.front());
  }
  std::expected<CredentialSet, InputFault> enter(const std::string& password) {
    return shop.store->write([&](Transaction& tx) {
      return set_credential(tx, shop.vault,
                            {model::MerchantId("m1"), shop.site, shop.account, trust_facts()},
                            secret(password), at(5));
    });
  }
  ScratchStore shop;
};

TEST_F(Directory, AMerchantComesBackWithItsNumbersAndTerminals) {
  const Merchant given{
      model::MerchantId("m2"),
      model::BusinessNumber("2234567890"),
      "김밥집",
      {{"비씨카드", model::MerchantNumber("77")}, {"신한카드", model::MerchantNumber("78")}},
      {model::TerminalId("T1"), model::TerminalId("T2")}};
  EXPECT_TRUE(shop.store->write([&](Transaction& tx) { return add_merchant(tx, given); }));
  EXPECT_EQ(merchant(*shop.reader(), given.id), given);
  EXPECT_EQ(merchants(*shop.reader()).size(), 2U);
}

TEST_F(Directory, AWrongOrDoubledMerchantIsRefusedByName) {
  EXPECT_EQ(refusal({model::MerchantId("m1"), model::BusinessNumber("9234567890"), "a", {}, {}}),
            "merchant m1 is there already");
  EXPECT_EQ(refusal({model::MerchantId("m2"), model::BusinessNumber("1234567890"), "a", {}, {}}),
            "business number 1234567890 belongs to another merchant");
  EXPECT_EQ(refusal({model::MerchantId("m2"), model::BusinessNumber("123-45-6789"), "a", {}, {}}),
            "merchant: business number '123-45-6789' is not ten digits");
}

TEST_F(Directory, AConsentIsInForceFromGrantToExpiryOrWithdrawal) {
  EXPECT_FALSE(active(-1001));
  ASSERT_TRUE(active(-1000));
  EXPECT_TRUE(active(0)->covers(model::Ledger::kDeposit, day(30)));
  EXPECT_FALSE(
      active(0)->covers(model::Ledger::kDeposit, model::BusinessDate::from_ymd(2026, 12, 1)));
  EXPECT_FALSE(active(1000000));
  shop.store->write([&](Transaction& tx) {
    EXPECT_EQ(withdraw_consent(tx, model::MerchantId("m1"), shop.site, at(10)), 1);
  });
  EXPECT_FALSE(active(11));
  EXPECT_EQ(consents(*shop.reader()).front().withdrawn_at, at(10));
}

TEST_F(Directory, AConsentForNothingIsRefused) {
  Consent consent = *active(0);
  consent.ledgers.clear();
  EXPECT_FALSE(shop.store->write([&](Transaction& tx) { return add_consent(tx, consent); }));
  consent = *active(0);
  consent.merchant = model::MerchantId("nobody");
  EXPECT_FALSE(shop.store->write([&](Transaction& tx) { return add_consent(tx, consent); }));
}

TEST_F(Directory, TheSameSecretMakesNoNewVersion) {
  EXPECT_EQ(enter("first-Secret")->answer, CredentialAnswer::kUnchanged);
  EXPECT_EQ(enter("first-Secret\r\n")->answer, CredentialAnswer::kUnchanged);
  const auto changed = enter("second-Secret");
  EXPECT_EQ(changed->answer, CredentialAnswer::kNewVersion);
  EXPECT_EQ(changed->version, 2);
  EXPECT_EQ(enter("first-Secret")->version, 1);
  EXPECT_EQ(credentials(*shop.reader()).size(), 1U);
}

TEST_F(Directory, Promise5AWrongPasswordEnteredEveryNightForThreeMerchantsIsSentOnce) {
  for (const auto* const who : {"m2", "m3"}) {
    shop.add_merchant(who, who == std::string("m2") ? "2234567890" : "3234567890");
    (void)shop.set_credential(who, "first-Secret");
  }
  const auto job = shop.claim();
  shop.store->write([&](Transaction& tx) {
    const auto begun = begin_attempt(tx, {shop.account,
                                          job.request.credential,
                                          1,
                                          shop.site,
                                          job.id,
                                          job.fence,
                                          shop.boot,
                                          at(0),
                                          {},
                                          {}});
    ASSERT_TRUE(begun);
    close_attempt(tx, *begun, {AttemptEnd::kRejected, model::FailureClass::kWrongPassword, {}, {}},
                  at(0));
  });
  for (int night = 1; night <= 5; ++night) {
    for (const auto* const who : {"m1", "m2", "m3"}) {
      const auto again = shop.set_credential(who, "first-Secret\r\n", night);
      EXPECT_EQ(again.answer, CredentialAnswer::kRefusedKnownBad);
      EXPECT_EQ(again.version, 1);
    }
  }
  EXPECT_EQ(standing_of(*shop.reader(), shop.account)->suspended_versions, std::vector<int>{1});
  EXPECT_EQ(attempts_of(*shop.reader(), shop.account).size(), 1U);
}

TEST_F(Directory, EmptySecretsAndControlCharactersAreRefused) {
  EXPECT_FALSE(enter(""));
  EXPECT_FALSE(enter("\n"));
  EXPECT_FALSE(enter("a\tb"));
  EXPECT_FALSE(enter("a\n\n"));
}

TEST_F(Directory, AChangedLoginAddressDoesNotOpenTheSecret) {
  const auto entered = credentials(*shop.reader()).front();
  EXPECT_TRUE(open_credential(shop.vault, entered, trust_facts()));
  EXPECT_FALSE(open_credential(shop.vault, entered, "https://elsewhere.example/login"));
}

TEST_F(Directory, ASecretEnteredAnewForAChangedAddressOpensThere) {
  const std::string moved = "https://moved.example/login";
  const auto set = shop.store->write([&](Transaction& tx) {
    return set_credential(tx, shop.vault, {model::MerchantId("m1"), shop.site, shop.account, moved},
                          secret("first-Secret"), at(1));
  });
  EXPECT_EQ(set->answer, CredentialAnswer::kUnchanged);
  EXPECT_TRUE(open_credential(shop.vault, credentials(*shop.reader()).front(), moved));
}

TEST_F(Directory, AKeptSessionIsFoundReplacedAndForgotten) {
  const SessionJar jar{shop.account, shop.site, {"k", "w", "b"}, model::ExitId("exit-1"),
                       true,         at(0)};
  shop.store->write([&](Transaction& tx) { save_jar(tx, jar); });
  EXPECT_EQ(load_jar(*shop.reader(), shop.account, shop.site), jar);
  EXPECT_EQ(jars_to_log_out(*shop.reader()).size(), 1U);
  auto later = jar;
  later.logout_only = false;
  shop.store->write([&](Transaction& tx) { save_jar(tx, later); });
  EXPECT_TRUE(jars_to_log_out(*shop.reader()).empty());
  shop.store->write([&](Transaction& tx) { forget_jar(tx, shop.account, shop.site); });
  EXPECT_FALSE(load_jar(*shop.reader(), shop.account, shop.site));
}

TEST_F(Directory, ASharedSessionOutlivesTheWithdrawalOfOneMerchant) {
  shop.add_merchant("m2", "2234567890");
  (void)shop.set_credential("m2", "first-Secret");
  const SessionJar jar{shop.account, shop.site, {"k", "w", "b"}, model::ExitId("exit-1"),
                       false,        at(0)};
  const auto withdraw = [&](const char* who) {
    shop.store->write([&](Transaction& tx) {
      (void)withdraw_consent(tx, model::MerchantId(who), shop.site, at(1));
    });
  };
  shop.store->write([&](Transaction& tx) { save_jar(tx, jar); });
  withdraw("m1");
  EXPECT_TRUE(load_jar(*shop.reader(), shop.account, shop.site));
  withdraw("m2");
  EXPECT_FALSE(load_jar(*shop.reader(), shop.account, shop.site));
}

TEST_F(Directory, AfterAWithdrawalOnlyASessionToLogOutWithIsKept) {
  SessionJar jar{shop.account, shop.site, {"k", "w", "b"}, model::ExitId("exit-1"), true, at(0)};
  shop.store->write([&](Transaction& tx) {
    save_jar(tx, jar);
    (void)withdraw_consent(tx, model::MerchantId("m1"), shop.site, at(1));
  });
  EXPECT_EQ(jars_to_log_out(*shop.reader()).size(), 1U)
      << "left open, it would keep the merchant from logging in";
  jar.logout_only = false;
  shop.store->write([&](Transaction& tx) {
    forget_jar(tx, shop.account, shop.site);
    save_jar(tx, jar);  // by a run that had not heard of it yet
  });
  EXPECT_FALSE(load_jar(*shop.reader(), shop.account, shop.site));
}

TEST_F(Directory, AWithdrawalDestroysTheCookiesOfALoginWithoutOutcome) {
  const auto job = shop.claim();
  const auto sealed = shop.vault.seal(
      secret("SID=1"), {SealPurpose::kAttemptJar, {}, shop.site, shop.account, 0, trust_facts()});
  shop.store->write([&](Transaction& tx) {
    ASSERT_TRUE(begin_attempt(tx, {shop.account,
                                   job.request.credential,
                                   1,
                                   shop.site,
                                   job.id,
                                   job.fence,
                                   shop.boot,
                                   at(0),
                                   {},
                                   sealed}));
    (void)withdraw_consent(tx, model::MerchantId("m1"), shop.site, at(1));
  });
  EXPECT_TRUE(attempts_of(*shop.reader(), shop.account).front().jar.box.empty());
}

TEST_F(Directory, AWithdrawnConsentLetsNothingBePublishedAndNobodyLogIn) {
  const auto job = shop.claim();
  const auto read = good_read(job, Approvals{approval("00000001", 100)}, 0);
  shop.store->write([&](Transaction& tx) {
    (void)withdraw_consent(tx, model::MerchantId("m1"), shop.site, at(1));
    EXPECT_FALSE(publish_slice(tx, read, at(2)));
  });
  EXPECT_TRUE(slices(*shop.reader(), {}).empty());
  EXPECT_TRUE(credentials(*shop.reader()).front().destroyed);
}

TEST_F(Directory, ALaterConsentAndPasswordAreNotTakenAwayByAnOlderWithdrawal) {
  shop.store->write([&](Transaction& tx) {
    (void)withdraw_consent(tx, model::MerchantId("m1"), shop.site, at(1));
  });
  Consent again = consents(*shop.reader()).front();
  again.granted_at = at(2);
  again.withdrawn_at.reset();
  shop.store->write([&](Transaction& tx) { EXPECT_TRUE(add_consent(tx, again)); });
  EXPECT_TRUE(active(3));
  (void)shop.set_credential("m1", "first-Secret", 3);
  EXPECT_FALSE(credentials(*shop.reader()).front().destroyed);
}

TEST_F(Directory, EvidenceIsStoredOnceAndCitedInTheOrderRead) {
  const EvidenceItem one{model::EvidenceHash(std::string(64, 'a')), "html",
                         std::string("\0\1z", 3)};
  const EvidenceItem two{model::EvidenceHash(std::string(64, '0')), "json", "zz"};
  auto read = good_read(shop.claim(), Approvals{approval("00000001", 100)}, 0);
  read.evidence = {one, two, one};
  (void)publish(shop, read);
  const auto reader = shop.reader();
  EXPECT_EQ(load_evidence(*reader, one.hash), one);
  const std::vector<model::EvidenceHash> order = {one.hash, two.hash, one.hash};
  EXPECT_EQ(status(shop, read.key).proved->evidence, order);
}

}  // namespace
}  // namespace vancrawl::storage
