#include "tests/portals/simulator.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/portals/arguments.h"

namespace vancrawl::portals::checks {
namespace {

std::expected<SimulatorOrder, EarlyEnd> read(std::vector<const char*> words) {
  words.insert(words.begin(), "portal-sim");
  return read_arguments(static_cast<int>(words.size()), words.data(),
                        day_from_iso("2026-11-20").value());
}

TEST(Arguments, WithoutAnyTheWindowEndsYesterday) {
  const auto order = read({});
  ASSERT_TRUE(order);
  EXPECT_EQ(order->world.until.iso(), "2026-11-19");
  EXPECT_EQ(order->faults, FaultLevel::kNone);
}

TEST(Arguments, AreRead) {
  const auto order = read({"--seed", "9", "--merchants", "3", "--until", "2026-11-01", "--faults",
                           "heavy", "--page-weight", "lean", "--rows-per-day", "300"});
  ASSERT_TRUE(order);
  EXPECT_EQ(order->world.seed, 9U);
  EXPECT_EQ(order->world.until.iso(), "2026-11-01");
  EXPECT_EQ(order->faults, FaultLevel::kHeavy);
  EXPECT_EQ(order->page_weight, PageWeight::kLean);
  EXPECT_EQ(order->world.rows_per_day, 300);
}

TEST(Arguments, BadOnesEndWithAReason) {
  for (const auto& words : std::vector<std::vector<const char*>>{{"--merchants", "0"},
                                                                 {"--faults", "few"},
                                                                 {"--until", "2026-02-30"},
                                                                 {"--page-weight", "huge"},
                                                                 {"--nothing"}}) {
    const auto order = read(words);
    ASSERT_FALSE(order);
    EXPECT_EQ(order.error().exit_code, 2);
    EXPECT_TRUE(order.error().text.starts_with("portal-sim: "));
    EXPECT_NE(order.error().text.find(words[0]), std::string::npos) << order.error().text;
  }
}

TEST(Simulator, AnnouncesItselfAndLeavesNothingBehind) {
  boost::asio::io_context context{1};
  std::filesystem::path ca_file;
  {
    SimulatorOrder order;
    order.world.merchants = 2;
    order.world.days = 1;
    order.world.until = day_from_iso("2026-11-19").value();
    order.faults = FaultLevel::kSome;
    Simulator simulator(context, order);
    const auto line = nlohmann::json::parse(simulator.announcement());
    ca_file = line["ca_file"].get<std::string>();
    EXPECT_TRUE(std::filesystem::exists(ca_file));
    EXPECT_TRUE(line["portals"]["sample_keypad"]["base_url"].get<std::string>().starts_with(
        "https://127.0.0.1:"));
    EXPECT_EQ(line["proxies"].size(), 3U);
    simulator.stop();
    context.run();
  }
  EXPECT_FALSE(std::filesystem::exists(ca_file.parent_path()));
}

}  // namespace
}  // namespace vancrawl::portals::checks
