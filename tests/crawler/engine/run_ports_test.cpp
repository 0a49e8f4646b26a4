#include "crawler/engine/run_ports.h"

#include <gtest/gtest.h>

#include "crawler/page/evidence_text.h"
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
  EXPECT_EQ(stand.loop.run(stand.jar("a").load())->cookies, "cookies");
  EXPECT_FALSE(stand.loop.run(stand.jar("b").load()));
}

TEST(AccountJar, ASessionThatMayOnlyBeLoggedOutSaysSo) {
  JarStand stand;
  stand.loop.run(stand.jar("a").save("cookies", true));
  EXPECT_TRUE(stand.loop.run(stand.jar("a").load())->logout_only);
}

TEST(AccountJar, AForgottenSessionIsGone) {
  JarStand stand;
  stand.loop.run(stand.jar("a").save("cookies", false));
  stand.loop.run(stand.jar("a").forget());
  EXPECT_FALSE(stand.loop.run(stand.jar("a").load()));
}

TEST(AccountJar, CookiesOfAnotherAddressDoNotOpen) {
  JarStand stand;
  stand.loop.run(stand.jar("a").save("cookies", false));
  auto moved = stand.site().book.facts;
  moved.base_url = "https://elsewhere.test";
  AccountJar jar(stand.context, moved, {"paper", "shop"}, model::ExitId("a"));
  EXPECT_FALSE(stand.loop.run(jar.load()));
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

TEST(EvidenceList, TheConversationIsTheLastItemAndNamesItsPages) {
  EvidenceList list;
  list.note({"login_form", "GET /login", {}});
  list.start();
  list.note({"scopes", "GET /scopes", {}, 200, "", "raw scopes"});
  list.keep({model::EvidenceHash("s"), "scopes", "z", "json", "raw scopes"});
  list.keep_for_all();
  for (const std::string page : {"1", "2"}) {
    list.start();
    list.note({"rows", "GET /rows?page=" + page, {}, 200, "", "raw " + page});
    list.keep({model::EvidenceHash(page), "rows", "z", "json", "raw " + page});
    list.note({"rows", "GET /rows?page=" + page, {}, 200, "", "raw " + page});
    const auto items = list.take();
    ASSERT_EQ(items.size(), 3U);
    EXPECT_EQ(items[0].hash.text(), "s");
    EXPECT_EQ(items[1].hash.text(), page);
    EXPECT_EQ(items[2].kind, session::kConversationKind);
    const auto exchanges =
        session::parse_exchanges(page::decompressed(items[2].zstd).value()).value();
    ASSERT_EQ(exchanges.size(), 3U);
    EXPECT_EQ(exchanges[0].page.text(), "s");
    EXPECT_EQ(exchanges[2].page.text(), page) << "equal bytes are the same page";
  }
}

TEST(EvidenceList, OutsideOfAReadingNoConversationIsKept) {
  EvidenceList list;
  list.start();
  list.forget();
  list.note({"login_form", "GET /login", {}});
  list.keep({model::EvidenceHash("a"), "login_form", "z", "html"});
  const auto items = list.take();
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].kind, "html");
}

}  // namespace
}  // namespace vancrawl::engine
