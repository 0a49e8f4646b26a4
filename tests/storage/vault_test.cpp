#include "storage/vault.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>
#include <sodium.h>
#include <sys/stat.h>

#include "storage/jars.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

std::string revealed(const model::Secret& opened) {
  return {opened.expose().begin(), opened.expose().end()};
}

SealContext context() {
  return {SealPurpose::kCredential,
          model::MerchantId("m1"),
          model::SiteId("cardsales"),
          {"cfa", "shop"},
          3,
          trust_facts()};
}

TEST(Vault, WhatIsSealedOpensInItsOwnContextOnly) {
  const ScratchFolder folder;
  const Vault vault(KeyFile::create(folder.file("key")));
  const auto sealed = vault.seal(secret("pass+word"), context());
  EXPECT_EQ(revealed(*vault.open(sealed, context())), "pass+word");

  std::vector<SealContext> others(7, context());
  others[0].purpose = SealPurpose::kSessionJar;
  others[1].merchant = model::MerchantId("m2");
  others[2].site = model::SiteId("another");
  others[3].account.realm = "x";
  others[4].account.login_id = "x";
  others[5].version = 4;
  others[6].trust_facts = "https://elsewhere.example/login";
  for (const auto& other : others) {
    const auto opened = vault.open(sealed, other);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error(), OpenFault::kOtherContext);
  }
}

TEST(Vault, TheSameSecretSealedTwiceLooksDifferent) {
  const ScratchFolder folder;
  const Vault vault(KeyFile::create(folder.file("key")));
  EXPECT_NE(vault.seal(secret("a"), context()).box, vault.seal(secret("a"), context()).box);
}

TEST(Vault, AnAlteredByteAndAnotherKeyDoNotOpen) {
  const ScratchFolder folder;
  const Vault vault(KeyFile::create(folder.file("key")));
  const Vault other(KeyFile::create(folder.file("other")));
  auto sealed = vault.seal(secret("pass"), context());
  EXPECT_EQ(other.open(sealed, context()).error(), OpenFault::kOtherKey);
  sealed.box.back() = static_cast<char>(sealed.box.back() ^ 1);
  EXPECT_EQ(vault.open(sealed, context()).error(), OpenFault::kOtherContext);
  sealed.wrapped_key.clear();
  EXPECT_EQ(vault.open(sealed, context()).error(), OpenFault::kDestroyed);
}

TEST(Vault, AKeyFileOpenToOthersIsRefused) {
  const ScratchFolder folder;
  const auto made = KeyFile::create(folder.file("key"));
  EXPECT_EQ(KeyFile::load(folder.file("key")).id(), made.id());
  ASSERT_EQ(::chmod(folder.file("key").c_str(), 0640), 0);
  try {
    (void)KeyFile::load(folder.file("key"));
    FAIL() << "a key open to the group was taken";
  } catch (const StoreError& error) {
    EXPECT_EQ(error.fault(), StoreFault::kKey);
    EXPECT_NE(std::string(error.what()).find("chmod 600"), std::string::npos);
  }
}

TEST(Vault, AMissingAShortAndAnExistingKeyFileAreRefused) {
  const ScratchFolder folder;
  EXPECT_THROW((void)KeyFile::load(folder.file("none")), StoreError);
  (void)KeyFile::create(folder.file("key"));
  EXPECT_THROW((void)KeyFile::create(folder.file("key")), StoreError);
  std::ofstream(folder.file("short")) << "too short";
  ASSERT_EQ(::chmod(folder.file("short").c_str(), 0600), 0);
  EXPECT_THROW((void)KeyFile::load(folder.file("short")), StoreError);
}

TEST(Vault, FingerprintsTellAccountsAndSecretsApartAndOutliveARestart) {
  ScratchStore shop;
  const auto print = [&](const std::string& login, const std::string& word) {
    return shop.store->write(
        [&](Transaction& tx) { return shop.vault.fingerprint(tx, {"cfa", login}, secret(word)); });
  };
  const auto first = print("shop", "one");
  EXPECT_NE(first, print("shop", "two"));
  EXPECT_NE(first, print("other", "one"));
  shop.reopen();
  EXPECT_EQ(first, print("shop", "one"));
}

std::string hex_of(const std::string& text, bool upper) {
  std::string hex;
  for (const char c : text) {
    hex += fmt::format(upper ? fmt::runtime("{:02X}") : fmt::runtime("{:02x}"),
                       static_cast<unsigned char>(c));
  }
  return hex;
}

std::string base64_of(const std::string& text) {
  std::string out(sodium_base64_ENCODED_LEN(text.size(), sodium_base64_VARIANT_ORIGINAL_NO_PADDING),
                  '\0');
  sodium_bin2base64(out.data(), out.size(), reinterpret_cast<const unsigned char*>(text.data()),
                    text.size(), sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
  out.resize(out.find('\0'));
  // The last character depends on what follows the text.
  return out.substr(0, out.size() - 1);
}

std::string url_encoded(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0;
    out += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

TEST(Vault, APlantedSecretAppearsNowhereInTheStoresFiles) {
  const std::string planted = "Planted+Secret/한글&42";
  ScratchStore shop;
  (void)shop.set_credential("m1", planted);
  const auto job = shop.claim();
  const SealContext jar_context{
      SealPurpose::kSessionJar, {}, shop.site, shop.account, 0, trust_facts()};
  const auto jar = shop.vault.seal(secret(planted), jar_context);
  shop.store->write([&](Transaction& tx) {
    save_jar(tx, {shop.account, shop.site, jar, model::ExitId("direct"), false, at(0)});
    (void)begin_attempt(tx, {shop.account,
                             job.request.credential,
                             2,
                             shop.site,
                             job.id,
                             job.fence,
                             shop.boot,
                             at(0),
                             {},
                             jar});
  });
  ASSERT_EQ(attempts_of(*shop.reader(), shop.account).size(), 1U);
  const auto encodings = {planted,
                          hex_of(planted, false),
                          hex_of(planted, true),
                          base64_of(planted),
                          base64_of("x" + planted).substr(2),
                          base64_of("xx" + planted).substr(3),
                          url_encoded(planted)};
  bool searched = false;
  for (const auto& entry : std::filesystem::directory_iterator(shop.folder.path())) {
    const auto bytes = bytes_of(entry.path());
    searched = searched || bytes.contains("cardsales");
    for (const auto& encoded : encodings) {
      EXPECT_EQ(bytes.find(encoded), std::string::npos) << entry.path() << " holds " << encoded;
    }
  }
  EXPECT_TRUE(searched) << "the search looks at the right bytes";
}

TEST(Vault, AWithdrawnConsentDestroysTheKeyAndItsBytes) {
  ScratchStore shop;
  const auto before = credentials(*shop.reader()).front();
  shop.store->write([&](Transaction& tx) {
    EXPECT_EQ(withdraw_consent(tx, model::MerchantId("m1"), shop.site, at(0)), 1);
  });
  shop.store->checkpoint();
  const auto after = credentials(*shop.reader()).front();
  EXPECT_TRUE(after.destroyed);
  EXPECT_EQ(open_credential(shop.vault, after, trust_facts()).error(), OpenFault::kDestroyed);
  for (const auto& entry : std::filesystem::directory_iterator(shop.folder.path())) {
    EXPECT_EQ(bytes_of(entry.path()).find(before.sealed.wrapped_key), std::string::npos);
  }
}

}  // namespace
}  // namespace vancrawl::storage
