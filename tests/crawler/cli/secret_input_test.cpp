#include "crawler/cli/secret_input.h"

#include <fstream>

#include <gtest/gtest.h>

#include "crawler/cli/command.h"
#include "tests/crawler/session/test_loop.h"

namespace vancrawl::cli {
namespace {

/// The secret that a file of these bytes gives, or "refused".
std::string secret_of(const std::string& bytes) {
  const tests::TempFolder folder;
  const auto file = (folder.path() / "secret").string();
  std::ofstream(file, std::ios::binary) << bytes;
  try {
    const auto secret = read_secret(Invocation{}, file, "password");
    const auto exposed = secret.expose();
    return {exposed.begin(), exposed.end()};
  } catch (const InputError&) {
    return "refused";
  }
}

TEST(SecretInput, EveryByteIsTakenForTheStoreToJudge) {
  EXPECT_EQ(secret_of("a b+가"), "a b+가");
  EXPECT_EQ(secret_of(" pass \r\n"), " pass \r\n") << "the store drops one line end";
  EXPECT_EQ(secret_of("pass\n\n"), "pass\n\n") << "the store refuses it, and says why";
}

TEST(SecretInput, AnEmptyOrEndlessSecretIsRefused) {
  EXPECT_EQ(secret_of(""), "refused");
  EXPECT_EQ(secret_of(std::string(5000, 'x')), "refused");
}

TEST(SecretInput, AFileThatIsNotThereIsRefused) {
  EXPECT_THROW((void)read_secret(Invocation{}, "/nowhere/secret", "password"), InputError);
}

}  // namespace
}  // namespace vancrawl::cli
