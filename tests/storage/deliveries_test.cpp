#include "storage/deliveries.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "storage/tasks.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

const std::vector<std::string> kChannels = {"command", "webhook"};

class Deliveries : public testing::Test {
 protected:
  void raise(TaskVolume volume, int minute) {
    shop.store->write([&](Transaction& tx) {
      raise_task(tx,
                 {.cause = {TaskKind("wall"), TaskSubject::site(shop.site)},
                  .volume = volume,
                  .sentence = {"a wall", "차단"},
                  .ends = {"a person", "담당자"}},
                 at(minute));
    });
  }
  std::vector<Delivery> due(int minute) {
    return shop.store->write([&](Transaction& tx) {
      fill_outbox(tx, kChannels, at(minute));
      return due_deliveries(tx, at(minute));
    });
  }
  void close(int minute) {
    shop.store->write([&](Transaction& tx) {
      close_tasks(tx, {TaskKind("wall"), TaskSubject::site(shop.site)}, {"a", "b"}, at(minute));
    });
  }
  ScratchStore shop;
};

TEST_F(Deliveries, ALoudTaskIsOwedToEachChannelOnce) {
  raise(TaskVolume::kQuiet, 0);
  EXPECT_TRUE(due(1).empty());
  raise(TaskVolume::kLoud, 2);
  EXPECT_EQ(due(3).size(), 2U);
  EXPECT_EQ(due(4).size(), 2U) << "still owed, and not a second time";
}

TEST_F(Deliveries, OneThatWasClosedBeforeItWasToldIsToldWithinTheDay) {
  raise(TaskVolume::kLoud, 0);
  close(1);
  EXPECT_EQ(due(2).size(), 2U);
  const auto first = due(2).front();
  shop.store->write([&](Transaction& tx) { note_delivered(tx, first.id, at(3)); });
  EXPECT_EQ(due(4).size(), 1U);
}

TEST_F(Deliveries, ACauseThatReturnsIsToldAgain) {
  raise(TaskVolume::kLoud, 0);
  EXPECT_EQ(due(1).size(), 2U);
  close(2);
  raise(TaskVolume::kLoud, 3);
  EXPECT_EQ(due(4).size(), 4U);
}

TEST_F(Deliveries, OneThatFailedWaitsTwiceAsLongEachTimeAndAnHourAtMost) {
  raise(TaskVolume::kLoud, 0);
  const auto id = due(0).front().id;
  auto next = at(0);
  for (const int seconds : {30, 60, 120, 240, 480, 960, 1920, 3600, 3600}) {
    shop.store->write([&](Transaction& tx) { note_undelivered(tx, id, "refused", next); });
    next += std::chrono::seconds(seconds);
    const auto before = due_deliveries(*shop.reader(), next - std::chrono::milliseconds(1));
    EXPECT_TRUE(std::ranges::none_of(before, [&](const auto& one) { return one.id == id; }));
    const auto then = due_deliveries(*shop.reader(), next);
    EXPECT_TRUE(std::ranges::any_of(then, [&](const auto& one) { return one.id == id; }));
  }
}

TEST_F(Deliveries, TheLastReportIsKept) {
  EXPECT_FALSE(last_report(*shop.reader()));
  shop.store->write([&](Transaction& tx) {
    put_in_outbox(tx, kChannels, "{}", at(0));
    store_report(tx, {day(19), at(0), "{}"});
    store_report(tx, {day(20), at(60 * 24), "{}"});
  });
  EXPECT_EQ(last_report(*shop.reader())->date, day(20));
  EXPECT_EQ(due_deliveries(*shop.reader(), at(0)).size(), 2U);
  EXPECT_EQ(next_delivery(*shop.reader()), at(0));
}

}  // namespace
}  // namespace vancrawl::storage
