#include <gtest/gtest.h>

#include "storage/merchant_terms.h"
#include "storage/one_state.h"
#include "storage/store.h"
#include "storage/store_error.h"
#include "storage/view.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

StoreFault fault_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const StoreError& error) {
    return error.fault();
  }
  ADD_FAILURE() << "nothing was refused";
  return StoreFault::kOther;
}

bool add(Transaction& tx, const std::string& id, const std::string& business) {
  return add_merchant(tx, {model::MerchantId(id), model::BusinessNumber(business), id, {}, {}})
      .has_value();
}

TEST(StoreContract, ASecondWriterIsRefusedUntilTheFirstCloses) {
  const ScratchFolder folder;
  auto first = std::optional(Store::open(place_of_store(folder.path())));
  EXPECT_EQ(fault_of([&] { (void)Store::open(place_of_store(folder.path())); }),
            StoreFault::kLocked);
  first.reset();
  EXPECT_NO_THROW((void)Store::open(place_of_store(folder.path())));
}

TEST(StoreContract, AChangeThatFailsIsUndoneAloneAndItsExceptionIsItsOwn) {
  const ScratchFolder folder;
  auto store = Store::open(place_of_store(folder.path()));
  const std::vector<Store::Change> changes = {
      [](Transaction& tx) { EXPECT_TRUE(add(tx, "m1", "1234567890")); },
      [](Transaction& tx) {
        EXPECT_TRUE(add(tx, "m2", "2234567890"));
        throw std::runtime_error("second");
      },
      [](Transaction& tx) { EXPECT_TRUE(add(tx, "m3", "3234567890")); }};
  const auto outcomes = store.in_one_commit(changes);
  EXPECT_FALSE(outcomes[0]);
  ASSERT_TRUE(outcomes[1]);
  EXPECT_THROW(std::rethrow_exception(outcomes[1]), std::runtime_error);
  EXPECT_FALSE(outcomes[2]);
  const auto reader = Reader::open(place_of_store(folder.path()));
  const auto found = merchants(*reader);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[1].id.text(), "m3");
}

TEST(StoreContract, AReaderSeesCommitsAsTheyHappen) {
  const ScratchFolder folder;
  auto store = Store::open(place_of_store(folder.path()));
  const auto reader = Reader::open(place_of_store(folder.path()));
  EXPECT_TRUE(merchants(*reader).empty());
  EXPECT_TRUE(store.write([](Transaction& tx) { return add(tx, "m1", "1234567890"); }));
  EXPECT_EQ(merchants(*reader).size(), 1U);
}

TEST(StoreContract, SeveralQuestionsSeeOneStateWhileOthersCommit) {
  const ScratchFolder folder;
  auto store = Store::open(place_of_store(folder.path()));
  const auto reader = Reader::open(place_of_store(folder.path()));
  {
    const OneState state(*reader);
    EXPECT_TRUE(merchants(*reader).empty());
    EXPECT_TRUE(store.write([](Transaction& tx) { return add(tx, "m1", "1234567890"); }));
    EXPECT_TRUE(merchants(*reader).empty());
  }
  EXPECT_EQ(merchants(*reader).size(), 1U);
}

TEST(StoreContract, WhatWasCommittedIsThereAfterTheStoreWasOpenedAgain) {
  ScratchStore shop;
  const model::MerchantId m1("m1");
  shop.store->write([&](Transaction& tx) { EXPECT_TRUE(put_cut_off(tx, m1, 330)); });
  shop.reopen();
  EXPECT_EQ(terms_of(*shop.reader(), m1).cut_off_minute, 330);
}

TEST(StoreContract, AMissingStoreIsNamed) {
  const ScratchFolder folder;
  const auto none = place_of_store(folder.path(), "none");
  EXPECT_EQ(fault_of([&] { (void)Reader::open(none); }), StoreFault::kMissing);
  EXPECT_EQ(fault_of([&] { (void)Store::open(none, {.create = false}); }), StoreFault::kMissing);
}

}  // namespace
}  // namespace vancrawl::storage
