#include "crawler/control/message.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::control {
namespace {

TEST(ControlMessage, AnOrderComesBackAsItWas) {
  const Order order{"vancrawl 1", {"merchants", "add", "가게 \"1\"", ""}, {2}};
  EXPECT_EQ(parse_order(text_of(order)), order);
}

TEST(ControlMessage, AnAnswerComesBackAsItWas) {
  for (const auto& answer : {Answer{0, ""}, Answer{130, ""}, Answer{std::nullopt, "not today"}}) {
    EXPECT_EQ(parse_answer(text_of(answer)), answer);
  }
}

TEST(ControlMessage, WhatIsNoOrderIsRefusedWithItsReason) {
  const std::string good = R"({"version":"1","words":["crawl"],"files":[]})";
  ASSERT_TRUE(parse_order(good));
  for (const std::string bad : {"", "{", "[]", "null", "{}", R"({"version":"1","words":["crawl"]})",
                                R"({"version":1,"words":["crawl"],"files":[]})",
                                R"({"version":"1","words":"crawl","files":[]})",
                                R"({"version":"1","words":[1],"files":[]})",
                                R"({"version":"1","words":["a\u0000b"],"files":[]})",
                                R"({"version":"1","words":["crawl"],"files":[1]})",
                                R"({"version":"1","words":["crawl"],"files":[-1]})",
                                R"({"version":"1","words":["crawl"],"files":["0"]})",
                                R"({"version":"1","words":["crawl"],"files":[0,0,0,0,0,0,0,0,0]})",
                                R"({"version":"1","words":["crawl"],"files":[],"more":1})"}) {
    const auto parsed = parse_order(bad);
    ASSERT_FALSE(parsed) << bad;
    EXPECT_FALSE(parsed.error().empty()) << bad;
  }
}

TEST(ControlMessage, TooManyWordsAreRefused) {
  const Order order{"1", std::vector<std::string>(kMostWords + 1, "a"), {}};
  EXPECT_FALSE(parse_order(text_of(order)));
}

TEST(ControlMessage, AWordThatIsNotUtf8CannotBeHandedOver) {
  EXPECT_THROW((void)text_of(Order{"1", {"\xff"}, {}}), ControlFault);
}

TEST(ControlMessage, NoBytesBreakTheReader) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) {
    static_cast<void>(parse_order(bytes));
    static_cast<void>(parse_answer(bytes));
  }));
}

TEST(ControlMessage, AnyWordsSurvive) {
  EXPECT_TRUE(rc::check([] {
    const auto words = *rc::gen::container<std::vector<std::string>>(
        rc::gen::container<std::string>(rc::gen::inRange<char>(1, 127)));
    const Order order{"1", words, {}};
    const bool is_same = parse_order(text_of(order)) == order;
    RC_ASSERT(is_same);
  }));
}

}  // namespace
}  // namespace vancrawl::control
