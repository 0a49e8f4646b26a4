#include <gtest/gtest.h>

#include "tests/e2e/child.h"
#include "tests/e2e/running_simulator.h"

namespace vancrawl::crash {
namespace {

/// The harness itself is a program of the release build, as those that it kills.
TEST(CrashHarness, Promise15AfterFiveKillsTheStoreEndsAsThePortalsAndNoSecretWasSentWronglyTwice) {
  e2e::Child harness({e2e::program("vancrawl-crash"), {"--kills", "5", "--seed", "4242"}, {}});
  const auto ended = harness.wait(std::chrono::seconds(240));
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
  EXPECT_NE(ended.out.find("kills=5 "), std::string::npos) << ended.out;
  EXPECT_NE(ended.out.find("missing=0 doubled=0 wrong=0"), std::string::npos) << ended.out;
  EXPECT_NE(ended.out.find("secrets_sent_wrongly_twice=0"), std::string::npos) << ended.out;
}

}  // namespace
}  // namespace vancrawl::crash
