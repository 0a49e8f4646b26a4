#include "proxy_pool/roster.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "proxy_pool/proxy_list.h"

namespace vancrawl::proxy_pool {
namespace {

std::vector<Exit> named(const std::vector<std::string>& names, const std::string& options = "") {
  std::string text;
  for (const auto& name : names) text += "http://" + name + ":1" + options + "\n";
  return parse_proxy_list("f", text).exits;
}

model::ExitId id(const std::string& name) { return model::ExitId("http://" + name + ":1"); }

TEST(Roster, ThoseThatJoinAreToldOnce) {
  Roster roster;
  EXPECT_EQ(roster.take(named({"a", "b"}), ListIs::kWhole).size(), 2U);
  EXPECT_TRUE(roster.take(named({"a", "b"}), ListIs::kWhole).empty());
  EXPECT_EQ(roster.take(named({"a", "b", "c"}), ListIs::kWhole).size(), 1U);
  EXPECT_EQ(roster.take(named({"a", "b", "c"}, " weight=2"), ListIs::kWhole).size(), 3U);
  EXPECT_EQ(roster.listed(), 3U);
}

TEST(Roster, ARemovedExitStaysWhileASessionRunsThroughIt) {
  Roster roster;
  roster.take(named({"a", "b"}), ListIs::kWhole);
  auto use = std::make_unique<ExitUse>(roster.find(id("a"))->exit, roster.find(id("a"))->load, 0);
  roster.take(named({"b"}), ListIs::kWhole);
  ASSERT_NE(roster.find(id("a")), nullptr);
  EXPECT_FALSE(roster.find(id("a"))->is_listed);
  EXPECT_EQ(roster.good().size(), 1U);
  use.reset();
  roster.take(named({"b"}), ListIs::kWhole);
  EXPECT_EQ(roster.find(id("a")), nullptr);
}

TEST(Roster, APartialListTakesNothingAway) {
  Roster roster;
  roster.take(named({"a", "b"}), ListIs::kWhole);
  roster.take(named({"c"}), ListIs::kPartial);
  EXPECT_EQ(roster.listed(), 3U);
}

TEST(Roster, ASlotThatWasGivenAwayIsAnotherExit) {
  Roster roster;
  roster.take(named({"a"}), ListIs::kWhole);
  const auto slot = roster.find(id("a"))->candidate.slot;
  const auto serial = roster.find(id("a"))->serial;
  roster.take({}, ListIs::kWhole);
  roster.take(named({"b"}), ListIs::kWhole);
  ASSERT_EQ(roster.find(id("b"))->candidate.slot, slot);
  EXPECT_EQ(roster.at(slot, serial), nullptr);
}

RC_GTEST_PROP(Roster, GoodIsExactlyWhatIsListedAndWell, ()) {
  Roster roster;
  const std::vector<std::string> all = {"a", "b", "c", "d", "e", "f", "g"};
  for (int step = 0; step < 30; ++step) {
    std::vector<std::string> some;
    for (const auto& name : all) {
      if (*rc::gen::inRange(0, 3) != 0) some.push_back(name);
    }
    roster.take(named(some), ListIs::kWhole);
    for (RosterEntry& entry : roster.entries()) {
      if (!entry.is_listed || *rc::gen::inRange(0, 3) != 0) continue;
      if (entry.health.is_good()) {
        entry.health.put_aside(WhyAside::kLowSuccess, {}, {}, 0);
      } else {
        entry.health.take_back();
      }
      roster.sort_in(entry);
    }
    std::set<std::uint32_t> expected;
    for (const RosterEntry& entry : roster.entries()) {
      if (entry.is_listed && entry.health.is_good()) expected.insert(entry.candidate.slot);
    }
    const auto good = roster.good();
    RC_ASSERT(good.size() == expected.size());
    RC_ASSERT(std::set<std::uint32_t>(good.begin(), good.end()) == expected);
    RC_ASSERT(roster.listed() == some.size());
  }
}

}  // namespace
}  // namespace vancrawl::proxy_pool
