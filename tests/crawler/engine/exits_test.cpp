#include "crawler/engine/exits.h"

#include <gtest/gtest.h>

#include "proxy_pool/proxy_list.h"
#include "tests/crawler/session/paper_site.h"
#include "tests/crawler/session/scripted_transport.h"

namespace vancrawl::engine {
namespace {

using model::FailureClass;
using proxy_pool::Consequence;

struct ExitStand {
  explicit ExitStand(const std::string& proxies)
      : pool({}, proxy_pool::parse_proxy_list("proxies", proxies).exits) {}

  ExitLease open(const std::string& login = "shop") {
    return exits.open({"paper", login}, book.facts);
  }
  FailureClass refusal() {
    try {
      (void)open();
    } catch (const model::VisitFailure& failure) {
      return failure.failure();
    }
    throw std::runtime_error("an exit was given");
  }
  Consequence report(const ExitLease& exit, FailureClass failure) {
    const model::VisitFailure seen(failure, "seen");
    return exits.report(exit.lease, &seen);
  }

  tests::TestLoop loop;
  session::SiteBook book = tests::paper_book();
  tests::ScriptedTransport transport{
      [](const tests::Asked&) -> http::SendResult { return tests::answer_of(200, "[]"); }};
  proxy_pool::Pool pool;
  Exits exits{pool, transport, loop.clock};
};

const char* const kThree = "http://a.test:1\nhttp://b.test:1\nhttp://c.test:1\n";

TEST(Exits, AnAccountKeepsItsExit) {
  ExitStand stand(kThree);
  const auto first = stand.open().lease.exit->id;
  for (int i = 0; i < 20; ++i) EXPECT_EQ(stand.open().lease.exit->id, first);
}

TEST(Exits, WithoutAnExitThereIsNoConnectionAtAll) {
  ExitStand stand("");
  EXPECT_EQ(stand.refusal(), FailureClass::kProxyUnreachable);
}

TEST(Exits, WhenEveryExitRestsNobodyGoesDirect) {
  ExitStand stand("http://a.test:1\n");
  const auto exit = stand.open();
  while (stand.report(exit, FailureClass::kProxyUnreachable) == Consequence::kNone) {
  }
  EXPECT_EQ(stand.refusal(), FailureClass::kProxyUnreachable);
}

TEST(Exits, OnlyFaultsOfTheExitAreHeldAgainstIt) {
  for (int i = 0; i < model::kFailureClassCount; ++i) {
    const auto failure = static_cast<FailureClass>(i);
    const bool is_exits = failure == FailureClass::kProxyUnreachable ||
                          failure == FailureClass::kProxyRefused ||
                          failure == FailureClass::kExitBlocked;
    ExitStand stand("http://a.test:1\n");
    const auto exit = stand.open();
    bool held = false;
    for (int times = 0; times < 20; ++times) {
      held = held || stand.report(exit, failure) != Consequence::kNone;
    }
    EXPECT_EQ(held, is_exits) << name_of(failure);
  }
}

TEST(Exits, ABannedExitIsNotUsedAtThatSite) {
  ExitStand stand(kThree);
  const auto exit = stand.open();
  EXPECT_EQ(stand.report(exit, FailureClass::kExitBlocked), Consequence::kExitBannedHere);
  EXPECT_NE(stand.open().lease.exit->id, exit.lease.exit->id);
}

TEST(Exits, TwoExitsBannedWithinAnHourAreAWall) {
  ExitStand stand(kThree);
  (void)stand.report(stand.open(), FailureClass::kExitBlocked);
  EXPECT_EQ(stand.report(stand.open(), FailureClass::kExitBlocked), Consequence::kPortalWall);
}

}  // namespace
}  // namespace vancrawl::engine
