#include "keypad_solver/press_plan.h"

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "tests/keypads/seeded_random.h"

namespace vancrawl::keypad_solver {
namespace {

// Digit d on cell (d + 3) % 10, cells in two rows of five.
Reading some_reading() {
  Reading reading;
  for (int digit = 0; digit < 10; ++digit) {
    const int cell = (digit + 3) % 10;
    reading.hits.push_back({.character = static_cast<char>('0' + digit),
                            .cell = static_cast<std::uint16_t>(cell),
                            .box = {10 + cell % 5 * 37, 20 + cell / 5 * 23, 35, 21}});
  }
  return reading;
}

RandomBelow seeded(std::uint64_t seed) {
  return [random = keypads::SeededRandom(seed)](std::uint32_t bound) mutable {
    return random.below(bound);
  };
}

TEST(PressPlan, EveryCharacterIsPressedOnceInOrder) {
  const auto plan = plan_presses(some_reading(), std::string("90210"), seeded(1));
  ASSERT_TRUE(plan);
  ASSERT_EQ(plan->items().size(), 5U);
  const int cells[] = {2, 3, 5, 4, 3};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(plan->items()[i].cell, cells[i]);
}

TEST(PressPlan, PointsLieInTheInnerPartOfTheirCell) {
  EXPECT_TRUE(rc::check([](std::uint64_t seed) {
    const auto secret =
        *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::inRange<char>('0', '9' + 1)));
    RC_PRE(secret.size() <= kMaxSecretLength);
    const Reading reading = some_reading();
    const auto plan = plan_presses(reading, secret, seeded(seed));
    RC_ASSERT(plan.has_value());
    RC_ASSERT(plan->items().size() == secret.size());
    for (std::size_t i = 0; i < secret.size(); ++i) {
      const Rect box = reading.hits[static_cast<std::size_t>(secret[i] - '0')].box;
      const Point at = plan->items()[i].at;
      RC_ASSERT(10 * (at.x - box.x) >= 3 * box.w && 10 * (at.x - box.x) <= 7 * box.w);
      RC_ASSERT(10 * (at.y - box.y) >= 3 * box.h && 10 * (at.y - box.y) <= 7 * box.h);
    }
  }));
}

TEST(PressPlan, BothEndsOfTheInnerPartAreReached) {
  const Rect box = some_reading().hits[0].box;
  const auto low = plan_presses(some_reading(), std::string("0"), [](auto) { return 0U; });
  const auto high =
      plan_presses(some_reading(), std::string("0"), [](std::uint32_t bound) { return bound - 1; });
  ASSERT_TRUE(low && high);
  EXPECT_EQ(low->items()[0].at, (Point{box.x + 11, box.y + 7}));
  EXPECT_EQ(high->items()[0].at, (Point{box.x + 24, box.y + 14}));
}

TEST(PressPlan, ACharacterThatIsNotOnThePadIsRefusedWhereverItStands) {
  for (const char* secret : {"x1234", "12x34", "1234x", "12 34", "12\xb0"})
    EXPECT_EQ(plan_presses(some_reading(), std::string(secret), seeded(1)).error(),
              PlanFault::kNotOnPad);
}

TEST(PressPlan, EmptyAndEndlessSecretsAreRefused) {
  for (const std::size_t length : {std::size_t{0}, kMaxSecretLength + 1})
    EXPECT_EQ(plan_presses(some_reading(), std::string(length, '1'), seeded(1)).error(),
              PlanFault::kEmptySecret);
}

TEST(PressPlan, ARandomFunctionOutOfItsBoundIsRefused) {
  const auto plan =
      plan_presses(some_reading(), std::string("12"), [](std::uint32_t bound) { return bound; });
  EXPECT_EQ(plan.error(), PlanFault::kBadRandom);
}

TEST(PressPlan, RandomIsAskedAlikeForEverySecretOfALength) {
  for (const char* secret : {"0000", "9876", "12x4", "xxxx"}) {
    int calls = 0;
    const auto counted = [&calls](std::uint32_t) { return static_cast<std::uint32_t>(++calls); };
    (void)plan_presses(some_reading(), std::string(secret), counted);
    EXPECT_EQ(calls, 8) << secret;
  }
}

// "ab1" on the first page, "AB1" on the second.
std::vector<Reading> two_pages() {
  std::vector<Reading> pages(2);
  const char* const alphabets[] = {"ab1", "AB1"};
  for (std::size_t page = 0; page < pages.size(); ++page)
    for (std::uint16_t cell = 0; cell < 3; ++cell)
      pages[page].hits.push_back({.character = alphabets[page][cell],
                                  .cell = static_cast<std::uint16_t>(2 - cell),
                                  .box = {40 * cell, 0, 36, 36}});
  return pages;
}

TEST(PressPlan, EachCharacterIsPressedOnTheFirstPageThatHasIt) {
  const auto plan = plan_presses(two_pages(), std::string("aB1A"), seeded(1));
  ASSERT_TRUE(plan);
  const int expected[][2] = {{0, 2}, {1, 1}, {0, 0}, {1, 2}};
  ASSERT_EQ(plan->items().size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(plan->items()[i].page, expected[i][0]) << i;
    EXPECT_EQ(plan->items()[i].cell, expected[i][1]) << i;
  }
}

std::string kinds_of(const StepPlan& plan) {
  std::string kinds;
  for (const PressStep& step : plan.items())
    kinds += step.kind == PressStep::Kind::kSwitch ? 's' : 'p';
  return kinds;
}

TEST(PressPlan, StepsFollowFromTheSecretsLengthAlone) {
  const std::vector<std::string> pages{"abc", "ABC", "!?"};
  for (const char* secret : {"aaaa", "aA!a", "????", "AaAa"}) {
    const auto plan = plan_steps(pages, std::string(secret));
    ASSERT_TRUE(plan) << secret;
    EXPECT_EQ(kinds_of(*plan), "spspspsp") << secret;
  }
  EXPECT_EQ(kinds_of(*plan_steps(std::vector<std::string>{"abc"}, std::string("abca"))), "pppp");
}

TEST(PressPlan, ASwitchNamesThePageOfThePressAfterIt) {
  const auto plan = plan_steps(std::vector<std::string>{"ab1", "AB1"}, std::string("bA1"));
  ASSERT_TRUE(plan);
  const int pages[] = {0, 0, 1, 1, 0, 0};
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(plan->items()[i].page, pages[i]);
    EXPECT_EQ(plan->items()[i].place, i / 2);
  }
}

TEST(PressPlan, StepsForACharacterOnNoPageAreRefused) {
  const std::vector<std::string> pages{"ab", "AB"};
  EXPECT_EQ(plan_steps(pages, std::string("a?b")).error(), PlanFault::kNotOnPad);
  EXPECT_EQ(plan_steps(pages, std::string()).error(), PlanFault::kEmptySecret);
  EXPECT_EQ(plan_steps({}, std::string("a")).error(), PlanFault::kNotOnPad);
}

TEST(PressPlan, ItCannotBeCopied) {
  static_assert(!std::is_copy_constructible_v<PressPlan>);
  static_assert(!std::is_copy_assignable_v<PressPlan>);
  auto plan = plan_presses(some_reading(), std::string("12"), seeded(1));
  ASSERT_TRUE(plan);
  const PressPlan taken = std::move(*plan);
  EXPECT_EQ(taken.items().size(), 2U);
}

}  // namespace
}  // namespace vancrawl::keypad_solver
