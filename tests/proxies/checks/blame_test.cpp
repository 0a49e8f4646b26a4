#include <atomic>

#include <gtest/gtest.h>

#include "crawler/engine/failure_policy.h"
#include "proxy_pool/pool.h"
#include "proxy_pool/proxy_list.h"
#include "tests/proxies/checks/proxied_portal.h"

namespace vancrawl::proxies::test {
namespace {

using model::FailureClass;
using proxy_pool::Consequence;
using proxy_pool::Pool;

constexpr int kExits = 20;
const model::SiteId kSite("portal");
const model::Instant kStart = model::Instant(std::chrono::hours(400'000));

/// What the engine reports to the pool; it calls a status of 500 or more kServerError.
proxy_pool::Verdict verdict_on(const SendResult& answer) {
  const auto of = [](FailureClass failure) {
    return engine::policy_of(failure, model::VisitPhase::kLoggedIn).verdict;
  };
  if (answer && answer->status == 200) return proxy_pool::Verdict::kOk;
  if (answer && answer->status == 403) return of(FailureClass::kExitBlocked);
  if (answer) return of(FailureClass::kServerError);
  switch (answer.error().kind) {
    case http::TransportFault::Kind::kProxyUnreachable:
      return of(FailureClass::kProxyUnreachable);
    case http::TransportFault::Kind::kProxyRefused:
      return of(FailureClass::kProxyRefused);
    case http::TransportFault::Kind::kTimeout:
      return of(FailureClass::kTimeout);
    case http::TransportFault::Kind::kNetwork:
    case http::TransportFault::Kind::kTlsUntrusted:
    case http::TransportFault::Kind::kTooLarge:
    case http::TransportFault::Kind::kSlowDrip:
    case http::TransportFault::Kind::kCancelled:
    case http::TransportFault::Kind::kNotAllowed:
      return of(FailureClass::kNetwork);
  }
  std::unreachable();
}

/// A pool of exits of one gateway, and sessions that ask a portal through what it chooses.
class Blame : public testing::Test {
 protected:
  Blame() {
    std::string list;
    for (int i = 0; i < kExits; ++i) {
      list += gateway_.address("session-" + std::to_string(i), "secret") + "\n";
    }
    pool_ = std::make_unique<Pool>(proxy_pool::PoolSettings{},
                                   proxy_pool::parse_proxy_list("test", list).exits);
  }

  /// One session of this account, to its end.
  Consequence visit(int account) {
    const auto lease =
        pool_->lease({.account = {"realm", std::to_string(account)}, .site = kSite}, now_);
    if (!lease) return Consequence::kNone;
    const auto connection =
        portal_.through(gateway_, Language::kConnect, lease->exit->user, "secret");
    const auto answer = portal_.get(*connection, "/");
    last_status_ = answer ? answer->status : 0;
    now_ += std::chrono::milliseconds(100);
    return pool_->report(*lease, verdict_on(answer), now_);
  }
  /// How many exits would not serve an account that may use no other.
  [[nodiscard]] int out() {
    int count = 0;
    for (const auto& status : pool_->status(now_)) {
      const auto lease = pool_->lease(
          {.account = {"realm", "anybody"}, .site = kSite, .assigned = status.id, .pinned = true},
          now_);
      if (!lease) ++count;
    }
    return count;
  }

  std::atomic<int> status_ = 200;  ///< of every answer
  int last_status_ = 0;
  model::Instant now_ = kStart;
  ProxiedPortal portal_{[this](const Ask&) {
    Answer answer;
    answer.status = status_;
    return answer;
  }};
  FaultyProxy& gateway_ = portal_.add(Language::kConnect, {{"session-*", "secret"}});
  std::unique_ptr<Pool> pool_;
};

TEST_F(Blame, SiteWideOutageBehindHealthyExitsPutsNoneOfThemOut) {
  for (const int status : {503, 500}) {
    status_ = status;
    for (int account = 0; account < 2 * kExits; ++account) {
      EXPECT_EQ(visit(account), Consequence::kNone);
      EXPECT_EQ(last_status_, status);
    }
    EXPECT_EQ(out(), 0) << status;
  }
  EXPECT_FALSE(gateway_.log().lines().empty());
}

TEST_F(Blame, DeadExitsAreOutAndTheOthersStay) {
  for (const int dead : {3, 11}) {
    gateway_.script("session-" + std::to_string(dead), always(Fault::kCloses));
  }
  for (int account = 0; account < 5 * kExits; ++account) {
    visit(account);
    now_ += std::chrono::seconds(1);
  }
  now_ -= std::chrono::seconds(1);
  const auto before = gateway_.log().lines().size();
  EXPECT_LE(out(), 2);
  std::size_t wasted = 0;
  for (const auto& line : gateway_.log().lines()) wasted += line.fault == Fault::kNone ? 0U : 1U;
  EXPECT_GE(wasted, 4U);
  EXPECT_LT(wasted, before / 6) << "dead exits are asked again and again";
}

TEST_F(Blame, ExitThatThePortalKeepsOutIsOutThereAtOnce) {
  status_ = 403;
  EXPECT_EQ(visit(1), Consequence::kExitBannedHere);
  EXPECT_EQ(out(), 1);
}

}  // namespace
}  // namespace vancrawl::proxies::test
