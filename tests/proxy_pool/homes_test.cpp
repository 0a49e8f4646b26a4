#include "proxy_pool/homes.h"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "proxy_pool/proxy_list.h"

namespace vancrawl::proxy_pool {
namespace {

constexpr int kAccounts = 400;

/// Exits of those numbers; the second weighs three times as much as the others.
std::vector<Exit> numbered(const std::vector<int>& numbers) {
  std::string text;
  for (const int number : numbers) {
    text += "http://u" + std::to_string(number) + "@h:1" + (number == 1 ? " weight=3\n" : "\n");
  }
  return parse_proxy_list("f", text).exits;
}

class Town {
 public:
  void list(const std::vector<int>& numbers) {
    homes_.note_joined(roster_.take(numbered(numbers), ListIs::kWhole), roster_);
  }
  std::string home(int account) {
    const auto* const home = homes_.home_of(hash_of({std::to_string(account)}), roster_);
    return home == nullptr ? "none" : roster_.at(home->slot).exit->id.text();
  }
  std::vector<std::string> all() {
    std::vector<std::string> homes;
    for (int account = 0; account < kAccounts; ++account) homes.push_back(home(account));
    return homes;
  }

 private:
  Roster roster_;
  Homes homes_;
};

std::vector<int> up_to(int count) {
  std::vector<int> numbers;
  for (int i = 0; i < count; ++i) numbers.push_back(i);
  return numbers;
}

TEST(Homes, WithoutAListNobodyHasAHome) {
  Town town;
  EXPECT_EQ(town.home(1), "none");
  town.list({0});
  EXPECT_NE(town.home(1), "none");
  town.list({});
  EXPECT_EQ(town.home(1), "none");
}

TEST(Homes, AnExitThatJoinsTakesItsShareAndMovesNobodyElse) {
  Town town;
  town.list(up_to(20));
  const auto before = town.all();
  town.list(up_to(21));
  const auto after = town.all();
  int moved = 0;
  for (int i = 0; i < kAccounts; ++i) {
    if (before[static_cast<std::size_t>(i)] == after[static_cast<std::size_t>(i)]) continue;
    ++moved;
    EXPECT_EQ(after[static_cast<std::size_t>(i)], "http://u20@h:1");
  }
  EXPECT_GT(moved, 0);
  EXPECT_LT(moved, 2 * kAccounts / 21);
}

TEST(Homes, AnExitThatLeavesMovesItsOwnAccountsAlone) {
  Town town;
  town.list(up_to(20));
  const auto before = town.all();
  auto without = up_to(20);
  without.erase(without.begin() + 7);
  town.list(without);
  const auto after = town.all();
  for (std::size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(before[i] != after[i], before[i] == "http://u7@h:1");
  }
}

/// What is remembered over any changes of the list is what a fresh look at the last list finds.
RC_GTEST_PROP(Homes, RememberedHomesAreThoseOfAFreshLook, ()) {
  Town town;
  std::vector<int> listed;
  for (int step = 0; step < 6; ++step) {
    const auto one = *rc::gen::inRange(0, 30);
    const auto known = std::ranges::find(listed, one);
    if (known == listed.end()) {
      listed.push_back(one);
    } else {
      listed.erase(known);
    }
    town.list(listed);
    for (int account = 0; account < 30; ++account) {
      if (*rc::gen::inRange(0, 2) == 0) (void)town.home(account);
    }
  }
  Town fresh;
  fresh.list(listed);
  for (int account = 0; account < 30; ++account) {
    RC_ASSERT(town.home(account) == fresh.home(account));
  }
}

}  // namespace
}  // namespace vancrawl::proxy_pool
