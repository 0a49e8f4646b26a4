#include "crawler/engine/failure_policy.h"

#include <map>

#include <gtest/gtest.h>

namespace vancrawl::engine {
namespace {

using model::FailureClass;
using model::VisitPhase;

/// What a person reads in the list of failure policies, in letters: who is told (n nobody,
/// o operator, O loudly, m merchant), what is blocked, how it is tried again.
struct Expected {
  const char* failure;
  const char* before_submit;
  const char* submit_sent;
  const char* logged_in;
};

// Written from the list, line by line.
constexpr Expected kExpected[] = {
    {"network", "o job thrice", "o account never", "o slice thrice"},
    {"timeout", "o job thrice", "o account never", "o slice thrice"},
    {"server_error", "o job thrice", "o account never", "o slice thrice"},
    {"proxy_unreachable", "n exit elsewhere", "o account never", "n exit elsewhere"},
    {"proxy_refused", "n exit elsewhere", "o account never", "n exit elsewhere"},
    {"throttled", "o site later", "o site never", "o site later"},
    {"exit_blocked", "o exit-here elsewhere", "o exit-here never", "o exit-here elsewhere"},
    {"portal_wall", "O closed never", "O closed never", "O closed never"},
    {"maintenance", "n site snooze", "n site never", "n site snooze"},
    {"wrong_password", "m secret never", "m secret never", "m secret never"},
    {"account_locked", "O account never", "O account never", "O account never"},
    {"one_attempt_left", "O account never", "O account never", "O account never"},
    {"password_expired", "m account never", "m account never", "m account never"},
    {"extra_auth_needed", "m account never", "m account never", "m account never"},
    {"terms_to_accept", "m account never", "m account never", "m account never"},
    {"duplicate_login", "n account snooze", "n account never", "n account snooze"},
    {"login_barred", "n account snooze", "n account never", "n account snooze"},
    {"daily_login_limit", "n account next-day", "n account never", "n account next-day"},
    {"session_lost", "n job later", "o account never", "n job relogin"},
    {"keypad_unsure", "o job never", "o account never", "o job never"},
    {"keypad_templates_missing", "o logins never", "o logins never", "o logins never"},
    {"unknown_page", "o job never", "o account never", "o slice never"},
    {"layout_drift", "o job never", "o account never", "o ledger never"},
    {"unknown_value", "o job never", "o account never", "o slice never"},
    {"totals_mismatch", "o job later", "o account never", "o slice reread"},
    {"identity_violation", "o job later", "o account never", "o slice reread"},
    {"incomplete_paging", "o job later", "o account never", "o slice reread"},
    {"no_data_yet", "n slice snooze", "o account never", "n slice snooze"},
    {"consent_missing", "o merchant never", "o merchant never", "o merchant never"},
    {"cancelled", "n job never", "o account never", "n job never"},
    {"budget_exceeded", "o job later", "o account never", "o slice reread"},
    {"plugin_fault", "o job later", "o account never", "o slice reread"},
    {"storage", "O job later", "O account never", "O job later"},
};

std::string letters_of(const Policy& policy) {
  static const std::map<Tells, std::string> kTells = {{Tells::kNobody, "n"},
                                                      {Tells::kOperator, "o"},
                                                      {Tells::kOperatorLoudly, "O"},
                                                      {Tells::kMerchant, "m"}};
  static const std::map<Blocks, std::string> kBlocks = {
      {Blocks::kSlice, "slice"},       {Blocks::kJob, "job"},
      {Blocks::kAccount, "account"},   {Blocks::kCredential, "secret"},
      {Blocks::kExit, "exit"},         {Blocks::kExitOnSite, "exit-here"},
      {Blocks::kSiteLedger, "ledger"}, {Blocks::kSiteLogins, "logins"},
      {Blocks::kSite, "site"},         {Blocks::kSiteClosed, "closed"},
      {Blocks::kMerchant, "merchant"}};
  static const std::map<Retry, std::string> kRetry = {
      {Retry::kNever, "never"},      {Retry::kRereadOnce, "reread"},     {Retry::kThrice, "thrice"},
      {Retry::kRelogin, "relogin"},  {Retry::kAnotherExit, "elsewhere"}, {Retry::kLater, "later"},
      {Retry::kNextDay, "next-day"}, {Retry::kSnooze, "snooze"}};
  return kTells.at(policy.tells) + " " + kBlocks.at(policy.blocks) + " " + kRetry.at(policy.retry);
}

constexpr VisitPhase kPhases[] = {VisitPhase::kBeforeSubmit, VisitPhase::kSubmitSent,
                                  VisitPhase::kLoggedIn};

class EveryClass : public testing::TestWithParam<Expected> {
 protected:
  [[nodiscard]] FailureClass failure() const {
    return model::parse_failure(GetParam().failure).value();
  }
};
INSTANTIATE_TEST_SUITE_P(ClosedList, EveryClass, testing::ValuesIn(kExpected),
                         [](const auto& asked) { return std::string(asked.param.failure); });

TEST(FailurePolicy, TheListIsWhole) {
  EXPECT_EQ(std::size(kExpected), static_cast<std::size_t>(model::kFailureClassCount));
}

TEST_P(EveryClass, IsAsTheListSaysInEachPhase) {
  EXPECT_EQ(letters_of(policy_of(failure(), VisitPhase::kBeforeSubmit)), GetParam().before_submit);
  EXPECT_EQ(letters_of(policy_of(failure(), VisitPhase::kSubmitSent)), GetParam().submit_sent);
  EXPECT_EQ(letters_of(policy_of(failure(), VisitPhase::kLoggedIn)), GetParam().logged_in);
}

TEST_P(EveryClass, Promise4IsNeverTriedAgainOnceASecretMayHaveBeenSent) {
  model::SeededRandom random(1);
  const auto policy = policy_of(failure(), VisitPhase::kSubmitSent);
  EXPECT_TRUE(policy.spends_login);
  EXPECT_FALSE(next_try(model::VisitFailure(failure(), "x"), policy, 1, {}, random, {}));
}

TEST_P(EveryClass, SpendsNoLoginBeforeOneIsSubmitted) {
  EXPECT_FALSE(policy_of(failure(), VisitPhase::kBeforeSubmit).spends_login);
}

bool is_hangul(std::string_view text) {
  return text.find("\xED") != std::string_view::npos || text.find("\xEC") != std::string_view::npos;
}

TEST_P(EveryClass, SaysInBothLanguagesWhatToDo) {
  for (const auto phase : kPhases) {
    const auto said = said_of(failure(), phase);
    EXPECT_GT(said.sentence.english().size(), 20U);
    EXPECT_TRUE(is_hangul(said.sentence.korean())) << said.sentence.korean();
    EXPECT_TRUE(is_hangul(said.ends.korean())) << said.ends.korean();
    const auto step = next_step_of(policy_of(failure(), phase).retry);
    EXPECT_TRUE(is_hangul(step.korean()));
    const bool never = policy_of(failure(), phase).retry == Retry::kNever;
    EXPECT_EQ(step.english().find("{until}") == std::string_view::npos, never);
    EXPECT_EQ(step.korean().find("{until}") == std::string_view::npos, never);
  }
}

TEST_P(EveryClass, NamesTheSamePlacesInBothLanguages) {
  for (const auto phase : kPhases) {
    const auto said = said_of(failure(), phase);
    for (const auto* const place : {"{site}", "{login}", "{merchant}", "{ledger}", "{version}"}) {
      EXPECT_EQ(said.sentence.english().find(place) == std::string_view::npos,
                said.sentence.korean().find(place) == std::string_view::npos)
          << place << " " << said.sentence.english();
    }
  }
}

TEST(FailurePolicy, OnlyExitsThatFailedOrWereBannedAreBlamed) {
  for (int i = 0; i < model::kFailureClassCount; ++i) {
    const auto failure = static_cast<FailureClass>(i);
    const auto verdict = policy_of(failure, VisitPhase::kLoggedIn).verdict;
    const bool by_exit =
        failure == FailureClass::kProxyRefused || failure == FailureClass::kProxyUnreachable;
    EXPECT_EQ(verdict == proxy_pool::Verdict::kTransportFail, by_exit) << name_of(failure);
    EXPECT_EQ(verdict == proxy_pool::Verdict::kBan, failure == FailureClass::kExitBlocked);
  }
}

TEST(FailurePolicy, WhoIsToldWhenAndAboutWhat) {
  const auto of = [](FailureClass failure) { return policy_of(failure, VisitPhase::kLoggedIn); };
  EXPECT_EQ(of(FailureClass::kThrottled).when, TellsWhen::kAfterQuarterHour);
  EXPECT_EQ(of(FailureClass::kNetwork).when, TellsWhen::kManyMerchants);
  EXPECT_EQ(of(FailureClass::kTimeout).when, TellsWhen::kManyMerchants);
  EXPECT_EQ(of(FailureClass::kServerError).when, TellsWhen::kManyMerchants);
  EXPECT_EQ(of(FailureClass::kPortalWall).about, About::kSite);
  EXPECT_EQ(of(FailureClass::kWrongPassword).about, About::kAccount);
  EXPECT_EQ(of(FailureClass::kLayoutDrift).about, About::kSiteLedger);
  EXPECT_EQ(of(FailureClass::kUnknownPage).about, About::kPage);
  EXPECT_EQ(of(FailureClass::kStorage).about, About::kStore);
  const auto unseen = policy_of(FailureClass::kTimeout, VisitPhase::kSubmitSent);
  EXPECT_EQ(unseen.about, About::kAccount);
  EXPECT_EQ(unseen.when, TellsWhen::kAtOnce);
}

class NextTryOf : public testing::Test {
 protected:
  [[nodiscard]] std::optional<std::chrono::milliseconds> wait(
      const model::VisitFailure& failure, int attempt,
      VisitPhase phase = VisitPhase::kBeforeSubmit) {
    const auto next =
        next_try(failure, policy_of(failure.failure(), phase), attempt, waits, random, now);
    if (!next) return std::nullopt;
    return next->at - now;
  }
  model::WaitFacts waits;
  model::SeededRandom random{3};
  model::Instant now =
      model::BusinessDate::from_ymd(2026, 11, 20).starts_at() + std::chrono::hours(12);
};

TEST_F(NextTryOf, TheNetworkGrowsIsJitteredAndEndsAfterThreeTries) {
  const model::VisitFailure failure(FailureClass::kNetwork, "x");
  const auto first = wait(failure, 1);
  const auto second = wait(failure, 2);
  ASSERT_TRUE(first && second);
  EXPECT_GE(*first, waits.retry * 2);
  EXPECT_LE(*first, waits.retry * 5 / 2);
  EXPECT_GE(*second, waits.retry * 4);
  EXPECT_LE(*second, waits.retry * 5);
  EXPECT_FALSE(wait(failure, 3));
  const auto again = wait(failure, 1);
  EXPECT_NE(*first, *again) << "jittered";
}

TEST_F(NextTryOf, APortalThatSaysWhenIsNeverAskedSooner) {
  model::VisitFailure failure(FailureClass::kThrottled, "x");
  failure.coming_back_after(std::chrono::hours(30));
  EXPECT_EQ(wait(failure, 1), std::chrono::hours(30));
}

TEST_F(NextTryOf, TheNextDayIsTheNextKoreanOne) {
  EXPECT_EQ(wait(model::VisitFailure(FailureClass::kDailyLoginLimit, "x"), 1),
            std::chrono::hours(12));
}

TEST_F(NextTryOf, AMaintenanceSpendsNoAttempt) {
  const model::VisitFailure failure(FailureClass::kMaintenance, "x");
  const auto next =
      next_try(failure, policy_of(failure.failure(), VisitPhase::kLoggedIn), 1, waits, random, now);
  ASSERT_TRUE(next);
  EXPECT_FALSE(next->spends_attempt);
  EXPECT_EQ(next->at, now + waits.maintenance);
}

}  // namespace
}  // namespace vancrawl::engine
