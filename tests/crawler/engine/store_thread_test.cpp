#include "crawler/engine/store_thread.h"

#include <thread>

#include <gtest/gtest.h>

#include "crawler/async/task_group.h"
#include "storage/directory.h"
#include "tests/crawler/engine/engine_stand.h"

namespace vancrawl::engine {
namespace {

using tests::TempFolder;

/// Runs on a thread of its own as well as inline: what follows must not tell them apart.
class StoreThreadIn : public testing::TestWithParam<StoreThread::Mode> {
 protected:
  boost::asio::awaitable<void> add(int n, bool throws) {
    co_await store_.run([&](storage::Transaction& transaction) {
      const storage::Merchant merchant{model::MerchantId("m" + std::to_string(n)),
                                       model::BusinessNumber(tests::business_number(n)),
                                       "가게",
                                       {},
                                       {}};
      EXPECT_TRUE(storage::add_merchant(transaction, merchant));
      if (throws) throw std::runtime_error("not this one");
    });
  }
  boost::asio::awaitable<void> add_noting(int n, bool throws) {
    try {
      co_await add(n, throws);
    } catch (const std::runtime_error& error) {
      failed_.push_back(error.what());
    }
  }
  boost::asio::awaitable<void> add_together(int count) {
    async::TaskGroup group(io_.get_executor());
    for (int n = 0; n < count; ++n) group.spawn(add_noting(n, n % 3 == 1));
    co_await group.join();
  }
  boost::asio::awaitable<std::size_t> count() {
    auto all = co_await store_.run(
        [](storage::Transaction& transaction) { return storage::merchants(transaction).size(); });
    co_return all;
  }

  template <class T>
  T run(boost::asio::awaitable<T> task) {
    std::optional<T> result;
    boost::asio::co_spawn(io_, std::move(task), [&](std::exception_ptr error, T value) {
      if (!error) result = std::move(value);
    });
    io_.restart();
    io_.run();
    return result.value();
  }
  std::string run(boost::asio::awaitable<void> task) {
    std::string ending = "did not end";
    boost::asio::co_spawn(io_, std::move(task), [&](const std::exception_ptr& error) {
      ending = error ? "threw" : "done";
    });
    io_.restart();
    io_.run();
    return ending;
  }

  TempFolder folder_;
  boost::asio::io_context io_;
  StoreThread store_{storage::Store::open(folder_.path() / "store.db"), GetParam()};
  std::vector<std::string> failed_;
};

TEST_P(StoreThreadIn, AChangeIsOnTheDiskWhenItsCallerGoesOn) {
  EXPECT_EQ(run(add(1, false)), "done");
  EXPECT_EQ(storage::merchants(*storage::Reader::open(folder_.path() / "store.db")).size(), 1U);
}

TEST_P(StoreThreadIn, AResultComesBack) {
  EXPECT_EQ(run(add(1, false)), "done");
  EXPECT_EQ(run(count()), 1U);
}

TEST_P(StoreThreadIn, AChangeThatThrowsIsUndoneAndItsExceptionComesBack) {
  EXPECT_EQ(run(add(1, true)), "threw");
  EXPECT_EQ(run(count()), 0U);
}

TEST_P(StoreThreadIn, OfManyTogetherOnlyThoseThatThrowAreUndone) {
  EXPECT_EQ(run(add_together(60)), "done");
  EXPECT_EQ(failed_.size(), 20U);
  EXPECT_EQ(run(count()), 40U);
}

TEST_P(StoreThreadIn, AnotherThreadMayWaitForItsChangeAndForACheckpoint) {
  std::thread asking([this] {
    store_.run_and_wait([](storage::Transaction& transaction) {
      EXPECT_TRUE(
          storage::add_merchant(transaction, {model::MerchantId("m1"),
                                              model::BusinessNumber(tests::business_number(1)),
                                              "가게",
                                              {},
                                              {}}));
    });
    store_.checkpoint_and_wait();
    EXPECT_THROW(store_.run_and_wait([](storage::Transaction&) { throw std::runtime_error("no"); }),
                 std::runtime_error);
  });
  asking.join();
  EXPECT_EQ(run(count()), 1U);
}

INSTANTIATE_TEST_SUITE_P(Modes, StoreThreadIn,
                         testing::Values(StoreThread::Mode::kInline, StoreThread::Mode::kThread),
                         [](const auto& mode) {
                           return mode.param == StoreThread::Mode::kInline ? "Inline" : "Thread";
                         });

TEST(StoreThread, WhatWasAskedIsFinishedBeforeItIsGone) {
  const TempFolder folder;
  boost::asio::io_context io;
  std::string ending;
  {
    StoreThread store(storage::Store::open(folder.path() / "store.db"));
    boost::asio::co_spawn(
        io,
        [](StoreThread& target) -> boost::asio::awaitable<void> {
          co_await target.run([](storage::Transaction& transaction) {
            EXPECT_TRUE(storage::add_merchant(transaction,
                                              {model::MerchantId("m1"),
                                               model::BusinessNumber(tests::business_number(1)),
                                               "가게",
                                               {},
                                               {}}));
          });
        }(store),
        [&ending](const std::exception_ptr& error) { ending = error ? "threw" : "done"; });
    io.poll();
  }
  io.restart();
  io.run();
  EXPECT_EQ(ending, "done");
  EXPECT_EQ(storage::merchants(*storage::Reader::open(folder.path() / "store.db")).size(), 1U);
}

}  // namespace
}  // namespace vancrawl::engine
