#include "crawler/engine/loaded_sites.h"

#include <gtest/gtest.h>

#include "tests/crawler/engine/engine_stand.h"

namespace vancrawl::engine {
namespace {

struct SitesStand {
  SitesStand() {
    for (const auto* const id : {"one", "two"}) {
      sites.add(std::make_unique<LoadedSite>(
          tests::paper_book("id = \"paper\"", "id = \"" + std::string(id) + "\""),
          tests::paper_flow(), loop.clock, loop.random));
    }
  }
  [[nodiscard]] LoadedSite& site(const std::string& id) { return sites.at(model::SiteId(id)); }
  [[nodiscard]] std::string open(std::chrono::milliseconds after = {}) {
    std::string names;
    const auto now = loop.clock.now() + after;
    for (const auto& room : sites.room_at(now, loop.clock.monotonic() + after)) {
      names += room.site.text() + " ";
    }
    return names;
  }

  tests::TestLoop loop;
  LoadedSites sites;
};

TEST(LoadedSites, ASiteThatWasAddedIsKnownAndOpen) {
  SitesStand stand;
  EXPECT_TRUE(stand.sites.has(model::SiteId("one")));
  EXPECT_FALSE(stand.sites.has(model::SiteId("three")));
  EXPECT_EQ(stand.open(), "one two ");
}

TEST(LoadedSites, AHeldSiteOpensAtItsTime) {
  SitesStand stand;
  stand.site("one").pace.hold_for(std::chrono::minutes(5));
  EXPECT_EQ(stand.open(), "two ");
  EXPECT_EQ(stand.open(std::chrono::minutes(5)), "one two ");
}

TEST(LoadedSites, ASiteTakesNoMoreRunsThanItMay) {
  SitesStand stand;
  const auto most = stand.site("one").book.facts.pace.concurrency;
  stand.site("one").running = most - 1;
  EXPECT_EQ(stand.open(), "one two ");
  stand.site("one").running = most;
  EXPECT_EQ(stand.open(), "two ");
}

TEST(LoadedSites, OfSeveralRunsOneIsKeptForJobsOnDemand) {
  SitesStand stand;
  const auto most = stand.site("one").book.facts.pace.concurrency;
  ASSERT_GT(most, 1);
  const auto room = [&] { return stand.sites.room_at(stand.loop.clock.now(), {}).front(); };
  EXPECT_EQ(room().all, most);
  EXPECT_EQ(room().scheduled, most - 1);
  stand.site("one").running = most - 1;
  stand.site("one").running_scheduled = most - 1;
  EXPECT_EQ(room().all, 1);
  EXPECT_EQ(room().scheduled, 0);
}

TEST(LoadedSites, ASiteIsOpenInsideItsHoursOnly) {
  SitesStand stand;
  const auto from = model::parse_time_of_day("06:00").value();
  const auto until = model::parse_time_of_day("12:30").value();
  stand.site("two").book.facts.hours = {from, until};
  EXPECT_EQ(stand.open(), "one two ") << "noon";
  EXPECT_EQ(stand.open(std::chrono::minutes(30)), "one ");
  EXPECT_EQ(stand.open(std::chrono::hours(18)), "one two ") << "six in the morning";
}

/// The first site anew, with another name in its file.
void renew_one(SitesStand& stand) {
  auto book = tests::paper_book("id = \"paper\"", "id = \"one\"");
  book.facts.name = "renewed";
  stand.sites.renew(std::make_unique<LoadedSite>(std::move(book), tests::paper_flow(),
                                                 stand.loop.clock, stand.loop.random));
}

TEST(LoadedSites, ARenewedSiteIsTakenAtOnceAndKeepsItsHold) {
  SitesStand stand;
  stand.site("one").pace.hold_for(std::chrono::minutes(5));
  renew_one(stand);
  EXPECT_EQ(stand.site("one").book.facts.name, "renewed");
  EXPECT_EQ(stand.open(), "two ") << "it is asked no sooner for being renewed";
  EXPECT_EQ(stand.open(std::chrono::minutes(5)), "one two ");
}

TEST(LoadedSites, ASiteInUseIsRenewedWhenNobodyRefersToItAndStartsNoJobUntilThen) {
  SitesStand stand;
  auto& old = stand.site("one");
  old.running = 1;
  renew_one(stand);
  EXPECT_EQ(&stand.site("one"), &old);
  EXPECT_EQ(stand.open(), "two ");
  {
    const SiteGuest guest(old);
    old.running = 0;
    EXPECT_EQ(stand.open(), "two ");
    EXPECT_NE(old.book.facts.name, "renewed");
  }
  EXPECT_EQ(stand.open(), "one two ");
  EXPECT_EQ(stand.site("one").book.facts.name, "renewed");
}

}  // namespace
}  // namespace vancrawl::engine
