#include "proxy_pool/rendezvous.h"

#include <map>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::proxy_pool {
namespace {

Candidate candidate(std::uint32_t slot, int weight = 1) {
  return {slot, hash_of({"http://u" + std::to_string(slot) + "@10.0.0.1:80"}), weight};
}

std::uint64_t key(int account) { return hash_of({"realm", std::to_string(account), "site"}); }

TEST(Rendezvous, EmptyTableChoosesNothing) {
  RendezvousTable table;
  EXPECT_FALSE(table.first_choice(1));
  table.add(candidate(4));
  table.remove(4);
  EXPECT_FALSE(table.first_choice(1));
  EXPECT_EQ(table.size(), 0U);
}

TEST(Rendezvous, TextsAreKeptApart) {
  EXPECT_NE(hash_of({"ab", "c"}), hash_of({"a", "bc"}));
  EXPECT_EQ(hash_of({"a", "b"}), hash_of({"a\nb"}));
}

TEST(Rendezvous, AWeightIsAShareOfTheKeys) {
  RendezvousTable table;
  table.add(candidate(0, 1));
  table.add(candidate(1, 3));
  table.add(candidate(2, 1));
  std::map<std::uint32_t, int> counts;
  for (int account = 0; account < 10'000; ++account)
    ++counts[table.first_choice(key(account))->slot];
  EXPECT_NEAR(counts[0], 2000, 200);
  EXPECT_NEAR(counts[1], 6000, 250);
  EXPECT_NEAR(counts[2], 2000, 200);
}

RC_GTEST_PROP(Rendezvous, TheFirstChoiceIsWantedMoreThanAnyOther, ()) {
  RendezvousTable table;
  std::vector<Candidate> all;
  const auto count = *rc::gen::inRange<std::uint32_t>(1, 40);
  for (std::uint32_t slot = 0; slot < count; ++slot) {
    all.push_back(candidate(slot, *rc::gen::inRange(1, 4)));
    table.add(all.back());
  }
  for (std::uint32_t slot = 0; slot + 1 < count; ++slot) {
    if (*rc::gen::inRange(0, 3) != 0) continue;
    table.remove(slot);
    std::erase_if(all, [&](const Candidate& one) { return one.slot == slot; });
  }
  const auto wanting = *rc::gen::arbitrary<std::uint64_t>();
  const auto first = table.first_choice(wanting);
  for (const Candidate& other : all) RC_ASSERT(!is_wanted_more(wanting, other, *first));
  RC_ASSERT(table.size() == all.size());
}

}  // namespace
}  // namespace vancrawl::proxy_pool
