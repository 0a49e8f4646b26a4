#include <gtest/gtest.h>

#include "tests/e2e/child.h"
#include "tests/e2e/running_simulator.h"

namespace vancrawl::simulation {
namespace {

constexpr int kSeedsOfOneTest = 30;

/// Ten of them: 300 worlds of 30 days, by the release program.
class SimulateProgram : public testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(Ten, SimulateProgram, testing::Range(0, 10));

TEST_P(SimulateProgram, KeepsEveryPromiseForThirtyDays) {
  const auto first = std::to_string(1 + GetParam() * kSeedsOfOneTest);
  e2e::Child program(
      {e2e::program("vancrawl-simulate"),
       {"--seeds", std::to_string(kSeedsOfOneTest), "--first-seed", first, "--no-shrink"},
       {}});
  const auto ended = program.wait(std::chrono::seconds(280));
  EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
}

}  // namespace
}  // namespace vancrawl::simulation
