#include "crawler/engine/site_probe.h"

#include <gtest/gtest.h>

#include "storage/brakes.h"
#include "storage/tasks.h"
#include "tests/crawler/engine/engine_stand.h"

namespace vancrawl::engine {
namespace {

using tests::Asked;
using tests::EngineStand;
using Disturbed = std::optional<http::SendResult>;

class SiteProbe : public testing::Test {
 protected:
  ProbeAnswer probe() {
    return stand.loop.run(
        probe_site(context, stand.site(), stand.exits, stand.loop.io.get_executor(), hash_key));
  }
  void answer_with(const std::string& text) {
    stand.portal.disturb = [text](const Asked&) -> Disturbed { return tests::html(text); };
  }
  std::size_t brakes() {
    std::size_t count = 0;
    stand.write([&](storage::Transaction& tx) { count = storage::brakes(tx).size(); });
    return count;
  }
  std::size_t tasks() {
    std::size_t count = 0;
    stand.write([&](storage::Transaction& tx) { count = storage::tasks(tx, {}).size(); });
    return count;
  }

  EngineStand stand;
  RunContext context{stand.store, stand.vault, stand.loop.clock, storage::BootId("probe")};
  std::string hash_key = "key";
};

TEST_F(SiteProbe, ASiteThatAnswersAsItDidIsNotStopped) {
  EXPECT_EQ(probe(), ProbeAnswer::kAnswers);
  EXPECT_EQ(brakes(), 0U);
  EXPECT_EQ(stand.transport.times("POST /login"), 0) << "no credential is needed";
}

TEST_F(SiteProbe, OneThatDoesNotIsStoppedUntilItAnswersAgain) {
  answer_with("<h1>공사 중</h1>");
  EXPECT_EQ(probe(), ProbeAnswer::kFails);
  EXPECT_EQ(brakes(), 1U);
  EXPECT_EQ(tasks(), 1U);
  stand.portal.disturb = nullptr;
  EXPECT_EQ(probe(), ProbeAnswer::kAnswers);
  EXPECT_EQ(brakes(), 0U);
  EXPECT_EQ(tasks(), 0U);
}

TEST_F(SiteProbe, AWallIsNeverProbedASecondTime) {
  answer_with("접속 제한");
  EXPECT_EQ(probe(), ProbeAnswer::kFails);
  const auto sent = stand.transport.sent.size();
  stand.loop.clock.advance(std::chrono::hours(100));
  EXPECT_EQ(probe(), ProbeAnswer::kStopped);
  EXPECT_EQ(stand.transport.sent.size(), sent);
}

}  // namespace
}  // namespace vancrawl::engine
