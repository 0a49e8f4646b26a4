#include "storage/login_id.h"

#include <gtest/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

std::string id_of(const std::string& typed) {
  const auto id = normal_login_id(typed);
  return id ? *id : "refused";
}
std::string secret_of(const std::string& typed) {
  const auto normal = normal_secret(secret(typed));
  if (!normal) return "refused";
  return {normal->expose().begin(), normal->expose().end()};
}

TEST(LoginId, EndsAreTrimmedFormsAreOneAndCaseIsKept) {
  EXPECT_EQ(id_of(" Abc\t"), "Abc");
  EXPECT_EQ(id_of("Ａｂｃ１\xC2\xA0"), "Abc1");
  EXPECT_EQ(id_of("\xE1\x84\x80\xE1\x85\xA1"), "가");
}

TEST(LoginId, BlanksWithinControlsAndWhatIsNoTextAreRefused) {
  for (const auto* const typed : {"", "  ", "a b",
                                  "a\x01"
                                  "b",
                                  "a\x7f",
                                  "a\xC2\x85"
                                  "b",
                                  "a\xff"}) {
    EXPECT_EQ(id_of(typed), "refused") << typed;
  }
}

TEST(LoginId, SpellingsThatDifferInCaseAloneAreOneAccountToTheGuard) {
  EXPECT_TRUE(is_one_account({"cfa", "Abc"}, {"cfa", "aBC"}));
  EXPECT_TRUE(is_one_account({"cfa", "ａbc"}, {"cfa", "ABC"}));
  EXPECT_FALSE(is_one_account({"cfa", "abc"}, {"cfa", "abd"}));
  EXPECT_FALSE(is_one_account({"cfa", "abc"}, {"van", "abc"}));
}

TEST(LoginId, ASecretLosesOneLineEndAndIsComposed) {
  EXPECT_EQ(secret_of("pass \r\n"), "pass ");
  EXPECT_EQ(secret_of("\xE1\x84\x80\xE1\x85\xA1"), "가");
  EXPECT_EQ(secret_of("Ａ"), "Ａ") << "full-width letters are letters of their own in a secret";
  for (const auto* const typed : {"", "\n", "pass\n\n", "a\tb", "a\xC2\x9F", "\xff"}) {
    EXPECT_EQ(secret_of(typed), "refused") << typed;
  }
}

class OneAccount : public testing::Test {
 protected:
  std::expected<CredentialSet, InputFault> enter(const std::string& merchant,
                                                 const std::string& login_id,
                                                 const std::string& password) {
    return shop.store->write([&](Transaction& tx) {
      return set_credential(
          tx, shop.vault,
          {model::MerchantId(merchant), shop.site, {"cfa", login_id}, trust_facts()},
          secret(password), at(5));
    });
  }
  void reject_first_secret() {
    const auto job = shop.claim();
    const auto held = credential(*shop.reader(), job.request.credential);
    const AttemptStart start{shop.account, held->id,  held->version, shop.site,           job.id,
                             job.fence,    shop.boot, at(0),         {1000, 0, {}, 1000}, {}};
    shop.store->write([&](Transaction& tx) {
      const auto begun = begin_attempt(tx, start);
      ASSERT_TRUE(begun);
      close_attempt(tx, *begun,
                    {AttemptEnd::kRejected, model::FailureClass::kWrongPassword, {}, {}}, at(1));
    });
    shop.finish(job);
  }
  std::vector<std::string> login_ids() {
    std::vector<std::string> ids;
    for (const auto& one : credentials(*shop.reader())) ids.push_back(one.account.login_id);
    return ids;
  }

  ScratchStore shop;  // m1 has "shop" with "first-Secret"
};

TEST_F(OneAccount, ARejectedSecretIsKnownUnderEverySpelling) {
  reject_first_secret();
  for (const auto* const login_id : {"shop", " shop ", "ｓｈｏｐ", "SHOP", "Shop "}) {
    EXPECT_EQ(enter("m1", login_id, "first-Secret\n")->answer, CredentialAnswer::kRefusedKnownBad)
        << login_id;
  }
}

TEST_F(OneAccount, WhoAloneUsesItCorrectsTheSpelling) {
  const auto set = enter("m1", "Shop", "first-Secret");
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_EQ(set->answer, CredentialAnswer::kUnchanged);
  EXPECT_EQ(login_ids(), std::vector<std::string>{"Shop"});
  EXPECT_TRUE(open_credential(shop.vault, credentials(*shop.reader()).front(), trust_facts()));
}

TEST_F(OneAccount, AnotherSpellingOfAnAccountInUseIsRefused) {
  shop.add_merchant("m2", "2234567890");
  const auto set = enter("m2", "SHOP", "first-Secret");
  ASSERT_FALSE(set);
  EXPECT_NE(set.error().message.find("\"shop\""), std::string::npos) << set.error().message;
  EXPECT_EQ(enter("m2", "shop", "first-Secret")->answer, CredentialAnswer::kUnchanged);
}

}  // namespace
}  // namespace vancrawl::storage
