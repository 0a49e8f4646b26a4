#include "storage/login_trials.h"

#include <gtest/gtest.h>

#include "storage/brakes.h"
#include "storage/tasks.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

constexpr const char* kBusinesses[] = {"1208800767", "2208162517", "1018100150", "1048136565",
                                       "1078101237"};

/// Several merchants, each with an account of its own, at a site whose login changes.
class LoginTrials : public testing::Test {
 protected:
  struct Shop {
    model::MerchantId merchant;
    model::AccountKey account;
    model::CredentialId credential;
    int version = 1;
  };

  LoginTrials() {
    for (const auto* const name : {"a", "b", "c", "d"}) add(name);
  }

  void add(const std::string& name) {
    const auto n = shops.size();
    shop.add_merchant(name, kBusinesses[n]);
    shop.add_consent(name);
    Shop made{model::MerchantId(name), {"cfa", name}, {}, 1};
    shop.store->write([&](Transaction& tx) {
      auto password = std::string("pw-" + name);
      const auto set =
          set_credential(tx, shop.vault, {made.merchant, shop.site, made.account, trust_facts()},
                         model::Secret::take(password), at(0));
      made.version = set->version;
      made.credential = credentials_of(tx, made.merchant, shop.site).front().id;
    });
    shops.emplace(name, made);
  }

  struct Login {
    model::AttemptId attempt;
    ClaimedJob job;
  };

  std::expected<Login, LoginRefusal> begin(const std::string& name, const std::string& revision,
                                           int when) {
    const auto& who = shops.at(name);
    return shop.store->write([&](Transaction& tx) -> std::expected<Login, LoginRefusal> {
      JobRequest request = shop.request("m1");
      request.merchant = who.merchant;
      request.account = who.account;
      request.credential = who.credential;
      request.due = at(when);
      static_cast<void>(enqueue_or_join(tx, request, at(when)));
      auto job = claim_due(tx, at(when), std::array{shop.site}, {shop.boot, at(when + 1)});
      EXPECT_TRUE(job);
      AttemptStart start;
      start.account = who.account;
      start.credential = who.credential;
      start.version = who.version;
      start.site = shop.site;
      start.job = job->id;
      start.fence = job->fence;
      start.boot = shop.boot;
      start.now = at(when);
      start.policy = {9, 0, std::chrono::seconds(0), 9};
      start.revision = revision;
      const auto attempt = begin_attempt(tx, start);
      if (attempt) return Login{*attempt, *job};
      static_cast<void>(storage::finish(tx, job->id, job->fence, JobResult{}, at(when)));
      return std::unexpected(attempt.error());
    });
  }

  void end(const Login& login, AttemptEnd how, int when, const std::string& page = "") {
    shop.store->write([&](Transaction& tx) {
      AttemptOutcome outcome;
      outcome.end = how;
      if (how == AttemptEnd::kRejected) outcome.failure = model::FailureClass::kWrongPassword;
      if (how == AttemptEnd::kNotJudged) outcome.failure = model::FailureClass::kMaintenance;
      if (!page.empty()) outcome.failure = model::FailureClass::kUnknownPage;
      outcome.page = page;
      close_attempt(tx, login.attempt, outcome, at(when));
      static_cast<void>(storage::finish(tx, login.job.id, login.job.fence, JobResult{}, at(when)));
      if (!page.empty()) {
        resolve_attempt(tx, login.attempt, Liveness::kNotShown, at(when));
      }
    });
  }

  void log_in(const std::string& name, const std::string& revision, AttemptEnd how, int when,
              const std::string& page = "") {
    const auto login = begin(name, revision, when);
    ASSERT_TRUE(login) << name << " " << name_of(login.error().why);
    end(*login, how, when, page);
  }

  void make_good() {
    for (const auto& [name, who] : shops) log_in(name, "one", AttemptEnd::kAccepted, ++minute);
  }

  [[nodiscard]] std::string refusal(const std::string& name, const std::string& revision) {
    const auto login = begin(name, revision, ++minute);
    if (!login) return std::string(name_of(login.error().why));
    end(*login, AttemptEnd::kNotJudged, minute);
    return "granted";
  }
  std::optional<Brake> logins_brake() {
    return brake_at(*shop.reader(), BrakePlace::logins(shop.site));
  }
  std::vector<Suspect> judge(TrialFault fault) {
    return shop.store->write([&](Transaction& tx) {
      return judge_suspects(tx, {shop.site, fault, "kim", "looked"}, at(++minute));
    });
  }

  ScratchStore shop;
  std::map<std::string, Shop> shops;
  int minute = 1;
};

TEST_F(LoginTrials, ALoginIsProvenByThreeAccounts) {
  log_in("a", "one", AttemptEnd::kAccepted, 2);
  log_in("b", "one", AttemptEnd::kAccepted, 3);
  EXPECT_FALSE(is_proven(*shop.reader(), shop.site, "one"));
  log_in("a", "one", AttemptEnd::kAccepted, 4);
  EXPECT_FALSE(is_proven(*shop.reader(), shop.site, "one")) << "accounts, not logins";
  log_in("c", "one", AttemptEnd::kAccepted, 5);
  EXPECT_TRUE(is_proven(*shop.reader(), shop.site, "one"));
  EXPECT_FALSE(is_proven(*shop.reader(), shop.site, "two"));
}

TEST_F(LoginTrials, OneAccountAtATimeUntilThen) {
  const auto first = begin("a", "one", 2);
  ASSERT_TRUE(first);
  EXPECT_EQ(begin("b", "one", 3).error().why, LoginRefused::kOnTrial);
  end(*first, AttemptEnd::kAccepted, 4);
  EXPECT_TRUE(begin("b", "one", 5));
}

TEST_F(LoginTrials, AProvenLoginIsDoneSideBySide) {
  make_good();
  EXPECT_TRUE(begin("a", "one", ++minute));
  EXPECT_TRUE(begin("b", "one", ++minute));
}

TEST_F(LoginTrials, Promise6ThreeGoodAccountsRejectedInARowStopEveryFurtherLogin) {
  make_good();
  for (const auto* const name : {"a", "b", "c"}) {
    EXPECT_FALSE(logins_brake());
    log_in(name, "two", AttemptEnd::kRejected, ++minute);
  }
  ASSERT_TRUE(logins_brake());
  EXPECT_EQ(refusal("d", "two"), "logins_closed");
  EXPECT_EQ(suspects(*shop.reader()).size(), 3U);
  const auto open = tasks(*shop.reader(), {});
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open.front().volume, TaskVolume::kLoud);
  EXPECT_EQ(open.front().merchants.size(), 3U);
}

TEST_F(LoginTrials, AnAcceptanceBetweenBeginsTheCountAnew) {
  make_good();
  log_in("a", "two", AttemptEnd::kRejected, ++minute);
  log_in("b", "two", AttemptEnd::kRejected, ++minute);
  log_in("c", "two", AttemptEnd::kAccepted, ++minute);
  log_in("d", "two", AttemptEnd::kRejected, ++minute);
  EXPECT_FALSE(logins_brake());
}

TEST_F(LoginTrials, AccountsThatWereNeverGoodSayNothingAboutTheLogin) {
  for (const auto* const name : {"a", "b", "c"}) {
    log_in(name, "one", AttemptEnd::kRejected, ++minute);
  }
  EXPECT_FALSE(logins_brake());
  EXPECT_TRUE(suspects(*shop.reader()).empty());
}

TEST_F(LoginTrials, OurFaultFreesEachSecretOnceAndTheReleaseStaysStopped) {
  make_good();
  for (const auto* const name : {"a", "b", "c"}) {
    log_in(name, "two", AttemptEnd::kRejected, ++minute);
  }
  EXPECT_EQ(judge(TrialFault::kOurs).size(), 3U);
  EXPECT_TRUE(suspects(*shop.reader()).empty());
  EXPECT_EQ(refusal("a", "two"), "logins_closed");
  shop.store->write([&](Transaction& tx) {
    EXPECT_EQ(lift_other_revisions(tx, BrakePlace::logins(shop.site), "three", at(++minute)), 1);
  });
  for (const auto* const name : {"a", "b", "c"}) {
    log_in(name, "three", AttemptEnd::kRejected, ++minute);
  }
  EXPECT_TRUE(judge(TrialFault::kOurs).empty()) << "a secret is forgiven once";
}

TEST_F(LoginTrials, TheirFaultLeavesTheSecretsRejectedAndLetsOthersIn) {
  make_good();
  for (const auto* const name : {"a", "b", "c"}) {
    log_in(name, "two", AttemptEnd::kRejected, ++minute);
  }
  EXPECT_EQ(judge(TrialFault::kTheirs).size(), 3U);
  EXPECT_FALSE(logins_brake());
  EXPECT_EQ(refusal("a", "two"), "rejected_secret");
  EXPECT_EQ(refusal("d", "two"), "granted");
  const auto told = tasks(*shop.reader(), {});
  ASSERT_EQ(told.size(), 3U) << "each merchant is told";
  for (const auto& task : told) EXPECT_EQ(task.audience, TaskAudience::kMerchant);
}

TEST_F(LoginTrials, SuspectsAreClearedOnceTheLoginIsProven) {
  make_good();
  log_in("a", "two", AttemptEnd::kRejected, ++minute);
  EXPECT_TRUE(is_suspect(*shop.reader(), shops.at("a").account, 1));
  const auto told = tasks(*shop.reader(), {});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().kind, "trial_suspect");
  EXPECT_EQ(told.front().audience, TaskAudience::kOperator);
  EXPECT_EQ(told.front().volume, TaskVolume::kQuiet);
  for (const auto* const name : {"b", "c", "d"}) {
    log_in(name, "two", AttemptEnd::kAccepted, ++minute);
  }
  const auto cleared = shop.store->write(
      [&](Transaction& tx) { return take_cleared_suspects(tx, shop.site, "two", at(++minute)); });
  ASSERT_EQ(cleared.size(), 1U);
  EXPECT_EQ(cleared.front().account, shops.at("a").account);
  EXPECT_FALSE(is_suspect(*shop.reader(), shops.at("a").account, 1));
  EXPECT_TRUE(tasks(*shop.reader(), {}).empty());
}

TEST_F(LoginTrials, WhatAnEarlierReleaseRejectedIsNotTheMerchantsFaultBecauseTheNextOneWorks) {
  make_good();
  log_in("a", "two", AttemptEnd::kRejected, ++minute);
  for (const auto* const name : {"b", "c", "d"}) {
    log_in(name, "three", AttemptEnd::kAccepted, ++minute);
  }
  shop.store->write([&](Transaction& tx) {
    EXPECT_TRUE(take_cleared_suspects(tx, shop.site, "three", at(++minute)).empty());
  });
  EXPECT_TRUE(is_suspect(*shop.reader(), shops.at("a").account, 1));
  EXPECT_EQ(judge(TrialFault::kOurs).size(), 1U);
}

TEST_F(LoginTrials, ThreeAccountsWhoseLoginsNobodyAnsweredStopTheSitesLogins) {
  make_good();
  const auto unseen = [&](const std::string& name) {
    const auto login = begin(name, "one", ++minute);
    ASSERT_TRUE(login);
    shop.store->write([&](Transaction& tx) {
      AttemptOutcome outcome;
      outcome.failure = model::FailureClass::kTimeout;
      close_attempt(tx, login->attempt, outcome, at(minute));
      static_cast<void>(
          storage::finish(tx, login->job.id, login->job.fence, JobResult{}, at(minute)));
    });
  };
  unseen("a");
  unseen("b");
  log_in("d", "one", AttemptEnd::kAccepted, ++minute);
  unseen("c");
  EXPECT_FALSE(logins_brake()) << "one was answered between";
  log_in("d", "one", AttemptEnd::kAccepted, ++minute);
}

TEST_F(LoginTrials, Promise20ThreeAccountsHeldByOnePageStopTheSitesLogins) {
  make_good();
  for (const auto* const name : {"a", "b"}) {
    log_in(name, "one", AttemptEnd::kUnknown, ++minute, "abcdefghijkl");
  }
  log_in("c", "one", AttemptEnd::kUnknown, ++minute, "ponmlkjihgfe");
  EXPECT_FALSE(logins_brake()) << "another page";
  log_in("d", "one", AttemptEnd::kUnknown, ++minute, "abcdefghijkl");
  ASSERT_TRUE(logins_brake());
  EXPECT_EQ(held_by_page(*shop.reader(), shop.site, "abcdefghijkl"), 3);
}

TEST_F(LoginTrials, Promise20HoldsOfAPageAreReleasedTogetherOnceItIsKnown) {
  make_good();
  for (const auto* const name : {"a", "b", "d"}) {
    log_in(name, "one", AttemptEnd::kUnknown, ++minute, "abcdefghijkl");
  }
  EXPECT_EQ(refusal("a", "one"), "rejected_secret");
  shop.store->write([&](Transaction& tx) {
    EXPECT_EQ(
        release_page(tx, shop.site, "abcdefghijkl", PageMeaning::kNotJudged, "kim", at(++minute)),
        3);
  });
  EXPECT_FALSE(logins_brake());
  EXPECT_EQ(refusal("a", "one"), "granted");
  EXPECT_EQ(refusal("b", "one"), "granted");
  EXPECT_TRUE(tasks(*shop.reader(), {}).empty());
}

TEST_F(LoginTrials, APageFreesTheSecretThatItAnsweredAndNoOther) {
  const auto unseen = begin("a", "one", ++minute);
  ASSERT_TRUE(unseen);
  end(*unseen, AttemptEnd::kUnknown, minute);
  auto& who = shops.at("a");
  shop.store->write([&](Transaction& tx) {
    resolve_attempt(tx, unseen->attempt, Liveness::kNotShown, at(minute));
    std::string changed = "changed";
    const auto set =
        set_credential(tx, shop.vault, {who.merchant, shop.site, who.account, trust_facts()},
                       model::Secret::take(changed), at(++minute));
    who.version = set->version;
    who.credential = credentials_of(tx, who.merchant, shop.site).front().id;
  });
  log_in("a", "one", AttemptEnd::kUnknown, ++minute, "abcdefghijkl");
  const auto suspended = [&] {
    return standing_of(*shop.reader(), who.account)->suspended_versions;
  };
  EXPECT_EQ(suspended().size(), 2U);
  shop.store->write([&](Transaction& tx) {
    EXPECT_EQ(
        release_page(tx, shop.site, "abcdefghijkl", PageMeaning::kLoggedIn, "kim", at(++minute)),
        1);
  });
  EXPECT_EQ(suspended(), std::vector{1}) << "nobody saw what answered the first";
}

TEST_F(LoginTrials, APageThatMeansARejectionFreesNoSecret) {
  make_good();
  log_in("a", "one", AttemptEnd::kUnknown, ++minute, "abcdefghijkl");
  shop.store->write([&](Transaction& tx) {
    static_cast<void>(
        release_page(tx, shop.site, "abcdefghijkl", PageMeaning::kRejected, "kim", at(++minute)));
  });
  EXPECT_EQ(refusal("a", "one"), "rejected_secret");
  const auto told = tasks(*shop.reader(), {});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told.front().kind, "wrong_password");
  EXPECT_EQ(told.front().audience, TaskAudience::kMerchant);
}

TEST_F(LoginTrials, NobodyLogsInWhereAPersonPausedButAProbeMay) {
  const auto stop = [&](const BrakePlace& place, TaskKind cause, int probe_after) {
    shop.store->write([&](Transaction& tx) {
      set_brake(tx,
                {.place = place,
                 .cause = cause,
                 .reason = "why",
                 .by = "kim",
                 .probe_after = std::chrono::minutes(probe_after)},
                at(++minute));
    });
  };
  const auto resume = [&](const BrakePlace& place) {
    shop.store->write([&](Transaction& tx) { lift_brakes(tx, place, {}, "kim", at(++minute)); });
  };
  for (const auto& place : {BrakePlace::everything(), BrakePlace::site(shop.site),
                            BrakePlace::merchant(model::MerchantId("a"))}) {
    stop(place, kPaused, 0);
    EXPECT_EQ(refusal("a", ""), "logins_closed") << place.text();
    resume(place);
  }
  stop(BrakePlace::site(shop.site), TaskKind(model::FailureClass::kServerError), 10);
  EXPECT_EQ(refusal("a", ""), "granted");
}

TEST_F(LoginTrials, AnOldSecretIsNotConfirmedAndCountsAgainOnceItIsEntered) {
  make_good();
  auto& who = shops.at("a");
  const auto enter = [&](std::string password) {
    shop.store->write([&](Transaction& tx) {
      who.version =
          set_credential(tx, shop.vault, {who.merchant, shop.site, who.account, trust_facts()},
                         model::Secret::take(password), at(++minute))
              ->version;
      who.credential = credentials_of(tx, who.merchant, shop.site).front().id;
    });
  };
  const auto confirm = [&](int version) {
    return shop.store->write([&](Transaction& tx) {
      return confirm_by_hand(
          tx, {who.account, version, ConfirmGround::kLoggedInByHand, "kim", "by phone"},
          at(++minute));
    });
  };
  enter("changed");
  log_in("a", "one", AttemptEnd::kAccepted, ++minute);
  EXPECT_EQ(confirm(1), ConfirmAnswer::kNoSuchSecret) << "an old one must not lift a hold";
  enter("pw-a");
  ASSERT_EQ(who.version, 1);
  EXPECT_EQ(refusal("a", "one"), "granted");
}

TEST_F(LoginTrials, RecentlyGoodOnesGoFirst) {
  log_in("a", "one", AttemptEnd::kAccepted, 2);
  shop.store->write([&](Transaction& tx) {
    JobRequest waiting = shop.request("m1");
    waiting.merchant = shops.at("a").merchant;
    waiting.account = shops.at("a").account;
    waiting.credential = shops.at("a").credential;
    waiting.due = at(3);
    static_cast<void>(enqueue_or_join(tx, waiting, at(3)));
  });
  const TrialAsk never_good{shop.site, "two", shops.at("b").account};
  EXPECT_EQ(trial_wait(*shop.reader(), never_good, at(4)), TrialWait::kGoodOnesFirst);
  const TrialAsk good{shop.site, "two", shops.at("a").account};
  EXPECT_FALSE(trial_wait(*shop.reader(), good, at(4)));
}

TEST_F(LoginTrials, WhatWasNeverConfirmedIsClosedAsNotSent) {
  const auto login = begin("a", "one", 2);
  ASSERT_TRUE(login);
  const auto closed = [&] {
    return shop.store->write(
        [&](Transaction& tx) { return close_unsent(tx, login->job.id, login->job.fence, at(3)); });
  };
  EXPECT_TRUE(closed());
  EXPECT_FALSE(closed());
  const auto attempts = attempts_of(*shop.reader(), shops.at("a").account);
  ASSERT_EQ(attempts.size(), 1U);
  EXPECT_EQ(attempts.front().end, AttemptEnd::kNotJudged);
  EXPECT_TRUE(open_attempts(*shop.reader(), BootId("boot-2")).empty());
}

}  // namespace
}  // namespace vancrawl::storage
