#include "tests/simulation/simulation.h"

#include <algorithm>

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

namespace vancrawl::simulation {
namespace {

/// Runs a scripted list of faults; every one of them must have happened.
Outcome lived(const std::string& faults, int days = 4) {
  spdlog::set_level(spdlog::level::off);
  const auto list = parse_faults(faults);
  auto outcome = simulate(7, days, list);
  EXPECT_EQ(outcome.trace.size(), list.size()) << faults;
  EXPECT_TRUE(outcome.violations.empty()) << report(outcome, days, list);
  return outcome;
}

constexpr int kDay = 24 * 60;

std::string at(const std::string& kind, int day, int hour, int site = 0, int skip = 0) {
  return to_text(
      Fault{parse_faults(kind + "@0:0+0").front().kind, day * kDay + hour * 60, site, skip});
}

TEST(Faults, AreWrittenAndReadAlike) {
  const auto faults = faults_of(5, 30);
  EXPECT_EQ(faults.size(), 30U);
  EXPECT_EQ(parse_faults(to_text(faults)), faults);
  EXPECT_THROW((void)parse_faults("nonsense"), std::invalid_argument);
  EXPECT_THROW((void)parse_faults("wall@x:0+0"), std::invalid_argument);
}

TEST(Simulation, WithoutFaultsEveryDayIsProvedWithOneLoginADayAtMost) {
  const auto outcome = lived("", 5);
  EXPECT_GT(outcome.publications, 20);
}

TEST(Simulation, TheSameSeedGoesTheSameWay) {
  const auto faults = faults_of(3, 5);
  const auto first = simulate(3, 5, faults);
  const auto second = simulate(3, 5, faults);
  EXPECT_EQ(first.trace, second.trace);
  EXPECT_EQ(first.requests, second.requests);
  EXPECT_EQ(first.violations, second.violations);
}

TEST(Simulation, Promise4ALoginWhoseRejectionNobodySawIsNotSentAgain) {
  lived(at("wrong_entry", 1, 1, 0, 2) + "," + at("session_lost", 1, 2) + "," +
        at("login_answer_lost", 1, 2, 0, 1));
}

TEST(Simulation, Promise5AWrongPasswordEnteredAgainAndAgainIsSentOnce) {
  lived(at("wrong_entry", 1, 1) + "," + at("session_lost", 1, 2) + "," + at("wrong_entry", 1, 7) +
        "," + at("wrong_entry", 1, 12, 0, 1));
}

TEST(Simulation, Promise7ARejectionSinceTheBackupIsKnownAfterTheRestore) {
  lived(at("backed_up", 1, 1) + "," + at("wrong_entry", 1, 2, 1, 3) + "," +
        at("backup_restored", 1, 12));
}

TEST(Simulation, Promise15ASessionThatMayNotBeKeptIsLoggedOutAfterAKill) {
  lived(at("killed_at_answer", 1, 2, 1, 6) + "," + at("killed_at_request", 2, 2, 1, 4));
}

TEST(Simulation, Promise15AWithdrawalWhileItIsBeingCrawledEndsIt) {
  lived(at("withdrawn", 1, 2, 0, 5) + "," + at("withdrawn", 2, 2, 1, 5));
}

TEST(Simulation, Promise20APageThatNobodyKnowsAfterALoginStopsThatAccountAlone) {
  lived(at("unknown_after_login", 1, 2, 1));
}

TEST(Simulation, Promise13NoPasswordStandsInStoreLogOrBackup) {
  lived(at("wrong_entry", 1, 1) + "," + at("session_lost", 1, 2) + "," +
        at("killed_at_answer", 1, 6, 0, 1) + "," + at("backed_up", 2, 12));
}

TEST(Simulation, Promise16TheDaysOfAWeekWithoutAPasswordAreReadWhenItReturns) {
  lived(at("password_changed", 1, 1) + "," + at("session_lost", 1, 2) + "," +
            at("nobody_looks", 1, 3, 0, 8),
        9);
}

TEST(Simulation, Promise16TheDaysOfAWithdrawalAreReadWhenTheMerchantComesBack) {
  lived(at("withdrawn", 1, 2, 0, 5) + "," + at("nobody_looks", 1, 3, 0, 4), 6);
}

TEST(Simulation, Promise18AWallBeforeEveryAccountOfASiteIsOneTask) {
  lived(at("wall", 1, 2) + "," + at("nobody_looks", 1, 3, 0, 2) + "," + at("wall", 3, 10));
}

TEST(Simulation, Promise18TicksMissedWhileTheMachineSleptAreMadeGoodAndToldOf) {
  lived(at("machine_slept", 1, 5, 0, 3) + "," + at("machine_slept", 2, 10, 0, 2));
}

TEST(Simulation, Promise19NothingHappensWhileTheClockIsADayAheadUntilItComesBack) {
  lived(at("clock_jumped", 1, 6, 0, 4) + "," + at("clock_jumped", 2, 13, 0, 3));
}

TEST(Simulation, Promise19NothingHappensWhileTheClockIsDaysBehindUntilAPersonSetsIt) {
  lived(at("clock_jumped", 1, 6, 1, 11) + "," + at("clock_jumped", 2, 13, 1, 10));
}

TEST(Simulation, Promise19AStartDoesNotEndTheDoubt) {
  lived(at("clock_jumped", 1, 5, 0, 10) + "," + at("restarted", 1, 6) + "," +
        at("machine_slept", 2, 5, 0, 1) + "," + at("restarted", 2, 7));
}

class Kills : public testing::TestWithParam<std::string> {};

INSTANTIATE_TEST_SUITE_P(Moments, Kills,
                         testing::Values("killed_at_request", "killed_at_answer",
                                         "killed_at_commit", "killed_after_commit"),
                         [](const auto& about) { return about.param; });

TEST_P(Kills, EndAsThePortalsWhateverTheyInterrupt) {
  spdlog::set_level(spdlog::level::off);
  for (int skip = 1; skip < 12; skip += 4) {
    const auto faults = parse_faults(at(GetParam(), 1, 2, skip % 2, skip));
    const auto outcome = simulate(11, 2, faults);
    EXPECT_TRUE(outcome.violations.empty()) << report(outcome, 2, faults);
  }
}

/// Shorter than those of the release program, which simulate_test runs for thirty days.
class Seeds : public testing::TestWithParam<int> {};

INSTANTIATE_TEST_SUITE_P(Thirty, Seeds, testing::Range(1001, 1031));

TEST_P(Seeds, KeepEveryPromise) {
  spdlog::set_level(spdlog::level::off);
  constexpr int kDays = 10;
  const auto seed = static_cast<std::uint64_t>(GetParam());
  const auto faults = faults_of(seed, kDays);
  const auto outcome = simulate(seed, kDays, faults);
  EXPECT_TRUE(outcome.violations.empty()) << report(outcome, kDays, faults);
}

}  // namespace
}  // namespace vancrawl::simulation
