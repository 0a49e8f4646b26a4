#include "proxy_pool/line_options.h"

#include <gtest/gtest.h>

namespace vancrawl::proxy_pool {
namespace {

std::string reason_of(const std::string& text) {
  const auto options = parse_line_options(text);
  return options ? "none" : options.error();
}

TEST(LineOptions, WithoutAnyAnExitIsPlain) {
  const auto options = parse_line_options("  \t ");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->weight, 1);
  EXPECT_EQ(options->at_once, 0);
  EXPECT_TRUE(options->sessions.empty());
}

TEST(LineOptions, EachHasItsBounds) {
  EXPECT_EQ(reason_of("weight=0"), "weight= is 1 to 100");
  EXPECT_EQ(reason_of("weight=101"), "weight= is 1 to 100");
  EXPECT_EQ(reason_of("weight=2.5"), "weight= is 1 to 100");
  EXPECT_EQ(reason_of("weight="), "weight= is 1 to 100");
  EXPECT_EQ(reason_of("won-per-gb=-1"), "won-per-gb= is 0 to 10000000");
  EXPECT_EQ(reason_of("at-once=0"), "at-once= is 1 to 100000");
  EXPECT_EQ(reason_of("at-once-at-a-site=x"), "at-once-at-a-site= is 1 to 100000");
  EXPECT_EQ(reason_of("country=KOR"), "a country is two letters (KR)");
}

TEST(LineOptions, WhatIsUnknownIsRefusedAndNotRepeated) {
  EXPECT_TRUE(reason_of("s3cret").starts_with("what follows the address is no option: weight"));
  EXPECT_FALSE(reason_of("s3cret=1").contains("s3cret"));
  EXPECT_EQ(reason_of("weight=1 weight=2"), "an option stands there twice");
}

TEST(LineOptions, SessionsAreARangeOrNames) {
  EXPECT_EQ(parse_line_options("sessions=9-11")->sessions,
            (std::vector<std::string>{"9", "10", "11"}));
  EXPECT_EQ(parse_line_options("sessions=a,B_2")->sessions, (std::vector<std::string>{"a", "B_2"}));
  for (const char* text : {"sessions=", "sessions=3-1", "sessions=a-b", "sessions=a,,b",
                           "sessions=a:b", "sessions=1-", "sessions=a,"}) {
    EXPECT_TRUE(reason_of(text).starts_with("sessions= is 1-50 or names")) << text;
  }
  EXPECT_EQ(reason_of("sessions=1-100001"), "sessions= stands for more than 100000 exits");
}

}  // namespace
}  // namespace vancrawl::proxy_pool
