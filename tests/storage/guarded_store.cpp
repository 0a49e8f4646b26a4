#include "tests/storage/guarded_store.h"

#include <fstream>

#include <gtest/gtest.h>

namespace vancrawl::storage::tests {

GuardedStore::GuardedStore() { restart(); }

OpenOptions GuardedStore::options(bool may_be_passive) const {
  OpenOptions options;
  options.guard = GuardPlace{log(), machine};
  options.may_be_passive = may_be_passive;
  return options;
}

void GuardedStore::open_guarded() { store.emplace(Store::open(place(), options())); }

void GuardedStore::restart() {
  store.reset();
  open_guarded();
}

std::vector<std::string> GuardedStore::lines() const {
  std::vector<std::string> all;
  std::ifstream file(log());
  for (std::string line; std::getline(file, line);) all.push_back(line);
  return all;
}

void GuardedStore::cut_lines(std::size_t count) const {
  const auto all = lines();
  std::ofstream file(log(), std::ios::trunc);
  for (std::size_t i = 0; i + count < all.size(); ++i) file << all[i] << "\n";
}

void GuardedStore::back_up(const std::string& name) {
  store->checkpoint();
  copy_store(place(), place_of_store(folder.path(), name));
}

void GuardedStore::put_back(const std::string& name) {
  store.reset();
  copy_store(place_of_store(folder.path(), name), place());
}

std::string GuardedStore::refusal() {
  try {
    store.reset();
    open_guarded();
  } catch (const StoreError& error) {
    EXPECT_EQ(error.fault(), StoreFault::kPassive) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "the store was opened";
  return {};
}

Recovery GuardedStore::recover_as(const std::string& person, int minute) {
  store.reset();
  store.emplace(Store::open(place(), options(true)));
  auto recovery = recover(*store, *options().guard, person, at(minute));
  restart();
  return recovery;
}

AttemptStart GuardedStore::start(const ClaimedJob& job, int minute) {
  const auto held = credential(*reader(), job.request.credential);
  return {account, held->id,   held->version,       site, job.id, job.fence,
          boot,    at(minute), {1000, 0, {}, 1000}, {}};
}

std::expected<model::AttemptId, LoginRefusal> GuardedStore::attempt(const ClaimedJob& job,
                                                                    AttemptEnd end, int minute) {
  const auto asked = start(job, minute);
  const auto begun = store->write([&](Transaction& tx) { return begin_attempt(tx, asked); });
  if (!begun) return begun;
  store->write([&](Transaction& tx) {
    close_attempt(tx, *begun, {end, model::FailureClass::kWrongPassword, {}, {}}, at(minute));
  });
  return begun;
}

}  // namespace vancrawl::storage::tests
