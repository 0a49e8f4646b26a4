#include "crawler/engine/morning_probe.h"

#include <gtest/gtest.h>

#include "storage/schedules.h"
#include "tests/crawler/engine/engine_stand.h"

namespace vancrawl::engine {
namespace {

using std::chrono::minutes;
using tests::EngineStand;

/// One merchant, read every morning at six.
class MorningProbes : public testing::Test {
 protected:
  MorningProbes() {
    stand.write([this](storage::Transaction& tx) {
      for (const auto& schedule : storage::schedules(tx)) {
        ASSERT_TRUE(storage::remove_schedule(tx, schedule.name, stand.loop.clock.now()));
      }
      storage::Schedule six;
      six.name = "six";
      six.cron = "0 6 * * *";
      ASSERT_TRUE(storage::add_schedule(tx, six));
      static_cast<void>(storage::plan_targets(tx, stand.loop.clock.now()));
      six_o_clock = storage::next_fire(tx).value();
    });
  }
  /// How many requests a look sends so long before six.
  std::size_t sent_before_six(minutes before) {
    const auto already = stand.transport.sent.size();
    stand.loop.clock.advance(six_o_clock - before - stand.loop.clock.now());
    static_cast<void>(stand.loop.run(probe.look()));
    return stand.transport.sent.size() - already;
  }

  EngineStand stand;
  std::string hash_key = "key";
  RunContext context{stand.store, stand.vault, stand.loop.clock, storage::BootId("probe")};
  MorningProbe probe{context, *stand.sites, {stand.exits, stand.loop.io.get_executor(), hash_key}};
  model::Instant six_o_clock;
};

TEST_F(MorningProbes, ASiteIsProbedOnceInTheHalfHourBeforeItsTick) {
  EXPECT_EQ(sent_before_six(minutes(31)), 0U);
  EXPECT_EQ(sent_before_six(minutes(30)), 1U);
  EXPECT_EQ(sent_before_six(minutes(10)), 0U);
  EXPECT_EQ(stand.transport.times("POST /login"), 0);
}

TEST_F(MorningProbes, ASiteThatFailsIsStoppedBeforeAnAccountLogsIn) {
  stand.portal.disturb = [](const tests::Asked&) -> std::optional<http::SendResult> {
    return tests::html("<h1>?</h1>");
  };
  EXPECT_EQ(sent_before_six(minutes(20)), 1U);
  stand.portal.disturb = nullptr;
  stand.crawl(18, 18);
  EXPECT_EQ(stand.submits(), 0);
  stand.loop.clock.advance(minutes(10));
  stand.run();
  EXPECT_EQ(stand.submits(), 1) << "one job tries again";
}

}  // namespace
}  // namespace vancrawl::engine
