#include <cstdlib>

#include <gtest/gtest.h>

#include "storage/connection.h"
#include "tests/storage/faulty_disk.h"
#include "tests/storage/numbered_commits.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

/// VANCRAWL_POWER_CUTS: how many seeds; by default few enough for every run of the tests.
int seeds() {
  const char* const asked = std::getenv("VANCRAWL_POWER_CUTS");
  return asked ? std::stoi(asked) : 1;
}

/// Where a whole store is made for each cut, one cut in so many unless more is asked for.
int stride(int usual) { return std::getenv("VANCRAWL_POWER_CUTS") ? 1 : usual; }

/// For the harness's own test: no command and no option of the program does this. The setting can
/// only be changed between transactions.
void set_synchronous(Store& store, const std::string& level) {
  store.write([&](Transaction& tx) {
    tx.connection().execute("RELEASE change; COMMIT; PRAGMA synchronous = " + level +
                            "; BEGIN IMMEDIATE; SAVEPOINT change");
  });
}

/// Whether power was cut before the work was done.
bool is_cut_short(const FaultyDisk& disk, const std::function<void()>& work) {
  try {
    work();
  } catch (const StoreError&) {  // the disk is gone; what matters is what it holds afterwards
  }
  return disk.fault_was_met();
}

struct Kind {
  Loss loss = Loss::kAll;
  const char* name = "";
};

class PowerCut : public testing::TestWithParam<Kind> {};
INSTANTIATE_TEST_SUITE_P(EveryLoss, PowerCut,
                         testing::Values(Kind{Loss::kAll, "AllUnsynced"},
                                         Kind{Loss::kPrefix, "Prefix"},
                                         Kind{Loss::kAnySubset, "AnySubset"}),
                         [](const auto& kind) { return kind.param.name; });

/// Commits twice, moves the log, closes; the power goes at each operation in turn. The same store
/// goes on after each cut.
class CutAtEachOperation {
 public:
  CutAtEachOperation() : commits_(shop_.claim()) { set_off(); }

  /// Cuts at operation `point` and starts again; false once the work is done before it.
  bool cut(int point, Loss loss, std::uint64_t seed) {
    if (!shop_.store) shop_.store.emplace(Store::open(file()));
    disk_.fail_after(point, DiskFault::kPowerCut);
    const bool cut_short = is_cut_short(disk_, [&] {
      commits_.commit(*shop_.store, acknowledged_);
      ++acknowledged_;
      commits_.commit(*shop_.store, acknowledged_);
      ++acknowledged_;
      shop_.store->checkpoint();
    });
    shop_.store.reset();
    const bool cut_at_all = cut_short || disk_.fault_was_met();
    if (cut_at_all) disk_.restore_power(loss, seed);
    compare(point);
    return cut_at_all;
  }

 private:
  [[nodiscard]] std::filesystem::path file() const { return shop_.folder.file("store.db"); }
  void set_off() { shop_.store.reset(); }

  void compare(int point) {
    disk_.mend();
    {
      const auto started = Store::open(file(), {.create = false, .check_every_page = true});
    }
    const auto found = commits_.found_in(file());
    EXPECT_EQ(found.fault, "") << "operation " << point;
    EXPECT_GE(found.commits, acknowledged_) << "operation " << point << ": a commit was lost";
    EXPECT_LE(found.commits, acknowledged_ + 1) << "operation " << point;
    acknowledged_ = found.commits;
  }

  FaultyDisk disk_;
  ScratchStore shop_;
  NumberedCommits commits_;
  int acknowledged_ = 0;
};

TEST_P(PowerCut, AtEachOperationLosesNoCommitThatHadReturned) {
  for (int seed = 0; seed < seeds(); ++seed) {
    CutAtEachOperation store;
    int point = 0;
    while (store.cut(point, GetParam().loss, static_cast<std::uint64_t>(seed * 1000 + point)) &&
           !HasFailure()) {
      ++point;
    }
    EXPECT_GT(point, 40) << "there were not many points to cut at";
  }
}

AttemptStart login_of(const ScratchStore& shop, const ClaimedJob& job) {
  return {shop.account,
          job.request.credential,
          1,
          shop.site,
          job.id,
          job.fence,
          shop.boot,
          at(0),
          {},
          {}};
}

TEST_P(PowerCut, AtEachOperationKeepsALoginThatMayHaveBeenSentAndItsRejection) {
  int point = static_cast<int>(GetParam().loss);
  for (bool cut = true; cut; point += stride(3)) {
    FaultyDisk disk;
    ScratchStore shop;
    const auto start = login_of(shop, shop.claim());
    std::optional<model::AttemptId> sent;
    bool rejected = false;
    disk.fail_after(point, DiskFault::kPowerCut);
    cut = is_cut_short(disk, [&] {
      sent = shop.store->write([&](Transaction& tx) { return begin_attempt(tx, start).value(); });
      shop.store->write([&](Transaction& tx) {
        close_attempt(tx, *sent, {AttemptEnd::kRejected, {}, {}, {}}, at(1));
      });
      rejected = true;
      shop.store->checkpoint();
    });
    shop.store.reset();
    cut = cut || disk.fault_was_met();
    if (cut) disk.restore_power(GetParam().loss, static_cast<std::uint64_t>(point));
    disk.mend();
    shop.store.emplace(Store::open(shop.folder.file("store.db"), {.check_every_page = true}));
    const auto known = attempts_of(*shop.reader(), shop.account);
    if (sent) ASSERT_EQ(known.size(), 1U) << "operation " << point << ": a login was forgotten";
    if (rejected) {
      ASSERT_EQ(known.front().end, AttemptEnd::kRejected) << "operation " << point;
      const auto standing = standing_of(*shop.reader(), shop.account);
      EXPECT_EQ(standing.value().suspended_versions, std::vector{1}) << "operation " << point;
    }
  }
  EXPECT_GT(point, 20);
}

TEST_P(PowerCut, WhileTheStoreIsMadeLeavesOneThatOpens) {
  int point = static_cast<int>(GetParam().loss);
  for (bool cut = true; cut; point += stride(9)) {
    FaultyDisk disk;
    const ScratchFolder folder;
    disk.fail_after(point, DiskFault::kPowerCut);
    cut = is_cut_short(disk, [&] { const auto made = Store::open(folder.file("store.db")); });
    if (cut) disk.restore_power(GetParam().loss, static_cast<std::uint64_t>(point));
    disk.mend();
    auto store = Store::open(folder.file("store.db"), {.check_every_page = true});
    const auto added = store.write([](Transaction& tx) {
      return add_merchant(
          tx, {model::MerchantId("m1"), model::BusinessNumber("1234567890"), "one", {}, {}});
    });
    EXPECT_TRUE(added) << "operation " << point;
  }
  EXPECT_GT(point, 20);
}

/// Whether a cut at one of the operations loses something while the log is synced at this level.
bool loses_something(const std::string& level, Loss loss) {
  for (int point = 0; point < 200; point += 3) {
    FaultyDisk disk;
    ScratchStore shop;
    const NumberedCommits commits(shop.claim());
    set_synchronous(*shop.store, level);
    int acknowledged = 0;
    disk.fail_after(point, DiskFault::kPowerCut);
    const bool cut = is_cut_short(disk, [&] {
      for (; acknowledged < 2; ++acknowledged) commits.commit(*shop.store, acknowledged);
    });
    if (!cut) disk.fail_after(0, DiskFault::kPowerCut);
    shop.store.reset();
    disk.restore_power(loss, static_cast<std::uint64_t>(point));
    try {
      {
        const auto started = Store::open(shop.folder.file("store.db"), {.check_every_page = true});
      }
      const auto found = commits.found_in(shop.folder.file("store.db"));
      if (!found.fault.empty() || found.commits < acknowledged) return true;
    } catch (const StoreError&) {  // damaged: lost too
      return true;
    }
    if (!cut) return false;
  }
  return false;
}

TEST_P(PowerCut, TheHarnessFindsTheLossOfAStoreThatDoesNotSync) {
  EXPECT_TRUE(loses_something("OFF", GetParam().loss));
  EXPECT_TRUE(loses_something("NORMAL", GetParam().loss));
}

TEST_P(PowerCut, TheHarnessFindsNoLossInAStoreThatSyncs) {
  EXPECT_FALSE(loses_something("FULL", GetParam().loss));
}

}  // namespace
}  // namespace vancrawl::storage
