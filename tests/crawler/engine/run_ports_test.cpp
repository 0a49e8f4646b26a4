#include "crawler/engine/run_ports.h"

#include <gtest/gtest.h>

#include "tests/crawler/engine/engine_stand.h"

namespace vancrawl::engine {
namespace {

using tests::EngineStand;

/// An account's kept session, looked for over an exit.
struct JarStand : EngineStand {
  AccountJar jar(const std::string& exit) {
    return AccountJar(context, site().book.facts, {"paper", "shop"}, model::ExitId(exit));
  }
  RunContext context{store, vault, loop.clock, storage::BootId("boot")};
};

TEST(AccountJar, AKeptSessionComesBackOverItsOwnExitOnly) {
  JarStand stand;
  stand.loop.run(stand.jar("a").save("cookies", false));
  EXPECT_EQ(stand.loop.run(stand.jar("a").load()), "cookies");
  EXPECT_EQ(stand.loop.run(stand.jar("b").load()), std::nullopt);
}

TEST(AccountJar, ASessionThatMayOnlyBeLoggedOutIsNotGoneOnWith) {
  JarStand stand;
  stand.loop.run(stand.jar("a").save("cookies", true));
  EXPECT_EQ(stand.loop.run(stand.jar("a").load()), std::nullopt);
}

TEST(AccountJar, AForgottenSessionIsGone) {
  JarStand stand;
  stand.loop.run(stand.jar("a").save("cookies", false));
  stand.loop.run(stand.jar("a").forget());
  EXPECT_EQ(stand.loop.run(stand.jar("a").load()), std::nullopt);
}

TEST(AccountJar, CookiesOfAnotherAddressDoNotOpen) {
  JarStand stand;
  stand.loop.run(stand.jar("a").save("cookies", false));
  auto moved = stand.site().book.facts;
  moved.base_url = "https://elsewhere.test";
  AccountJar jar(stand.context, moved, {"paper", "shop"}, model::ExitId("a"));
  EXPECT_EQ(stand.loop.run(jar.load()), std::nullopt);
}

TEST(EvidenceList, APageThatCameTwiceIsKeptOnceAndInOrder) {
  EvidenceList list;
  for (const auto* const hash : {"b", "a", "b"}) list.keep({model::EvidenceHash(hash), "x", "z"});
  const auto items = list.take();
  ASSERT_EQ(items.size(), 2U);
  EXPECT_EQ(items[0].hash.text(), "b");
  EXPECT_EQ(items[1].hash.text(), "a");
  EXPECT_TRUE(list.take().empty());
}

}  // namespace
}  // namespace vancrawl::engine
