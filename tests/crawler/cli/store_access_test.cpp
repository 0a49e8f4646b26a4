#include "crawler/cli/store_access.h"

#include <array>
#include <future>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>

#include "crawler/control/frame.h"
#include "crawler/control/listener.h"
#include "crawler/control/message.h"
#include "storage/audit.h"
#include "tests/crawler/session/test_loop.h"

namespace vancrawl::cli {
namespace {

class StoreAccess : public testing::Test {
 protected:
  [[nodiscard]] StoreOwner owner(std::string actor) {
    return {store, folder.path() / "store.db", [this] { ++wakes; }, {}, std::move(actor), nullptr};
  }
  static void note(CommandStore& to, const std::string& action) {
    to.write([&](storage::Transaction& transaction) {
      storage::append_audit(transaction, action, "shop", "", model::Instant());
    });
  }
  [[nodiscard]] std::string actor_of(std::int64_t number) const {
    const auto reader = storage::Reader::open(folder.path() / "store.db");
    return storage::audit_entries(*reader, {number - 1, {}, 1}).at(0).actor;
  }

  tests::TempFolder folder;
  engine::StoreThread store{storage::Store::open(folder.path() / "store.db")};
  int wakes = 0;
};

TEST_F(StoreAccess, TheAuditLogNamesThePeerForItsOwnChangesAlone) {
  const auto peers = owner("kim (pid 12)");
  const auto own = owner("");
  CommandStore of_peer(peers);
  CommandStore of_owner(own);
  note(of_peer, "one");
  note(of_owner, "two");
  note(of_peer, "three");
  EXPECT_EQ(actor_of(1), "kim (pid 12)");
  EXPECT_NE(actor_of(2), "kim (pid 12)");
  EXPECT_EQ(actor_of(3), "kim (pid 12)");
}

TEST_F(StoreAccess, AChangeThatThrowsLeavesNeitherATraceNorItsActor) {
  const auto peers = owner("kim (pid 12)");
  const auto own = owner("");
  CommandStore of_peer(peers);
  CommandStore of_owner(own);
  const auto broken = [](storage::Transaction& transaction) {
    storage::append_audit(transaction, "half", "shop", "", model::Instant());
    throw std::runtime_error("no");
  };
  EXPECT_THROW(of_peer.write(broken), std::runtime_error);
  note(of_owner, "whole");
  EXPECT_NE(actor_of(1), "kim (pid 12)");
  EXPECT_EQ(wakes, 1) << "nothing changed by the first";
}

TEST_F(StoreAccess, AnswersComeBackAndTheEngineLooksAtTheQueue) {
  const auto own = owner("");
  CommandStore access(own);
  EXPECT_EQ(access.write([](storage::Transaction&) { return 42; }), 42);
  EXPECT_EQ(wakes, 1);
  access.checkpoint();
}

TEST_F(StoreAccess, AClientThatHasLeftEndsItsCommandAtTheNextChangeAndTheFirstStays) {
  control::Listener listener(folder.path() / "s.sock");
  std::promise<void> written;
  std::promise<bool> refused;
  control::Server server(listener, {"v1"}, [&](control::Command& command) {
    auto peers = owner(command.peer.name);
    peers.caller = &command.caller;
    CommandStore access(peers);
    note(access, "first");
    written.set_value();
    while (command.caller.standing() == control::Caller::Standing::kWaits) ::poll(nullptr, 0, 5);
    try {
      note(access, "second");
      refused.set_value(false);
    } catch (const NobodyWaits&) {
      refused.set_value(true);
    }
    return 0;
  });
  auto socket = control::connect_to(folder.path() / "s.sock");
  const control::Descriptor here(::open(".", O_RDONLY | O_CLOEXEC));
  ASSERT_TRUE(control::send_frame(socket->number(),
                                  control::text_of(control::Order{"v1", {"a"}, {}}),
                                  std::array{0, 1, 2, here.number()}, std::chrono::seconds(5)));
  written.get_future().wait();
  socket.reset();
  EXPECT_TRUE(refused.get_future().get());
  const auto reader = storage::Reader::open(folder.path() / "store.db");
  ASSERT_EQ(storage::audit_entries(*reader, {}).size(), 1U);
  EXPECT_NE(actor_of(1).find("(pid "), std::string::npos);
}

TEST_F(StoreAccess, AnOwnStoreIsWrittenWithoutAnyOwner) {
  CommandStore access(storage::Store::open(folder.path() / "other.db"));
  EXPECT_EQ(access.write([](storage::Transaction&) { return 1; }), 1);
  access.checkpoint();
}

}  // namespace
}  // namespace vancrawl::cli
