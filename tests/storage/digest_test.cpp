#include "storage/digest.h"

#include <gtest/gtest.h>

namespace vancrawl::storage {
namespace {

TEST(Digest, AShortHashIsBlake2bOf16Bytes) {
  EXPECT_EQ(hex_digits(short_hash("")), "cae66941d9efbd404e4d88758ea67670");
  EXPECT_EQ(hex_digits(short_hash("abc")), "cf4ab791c62b8d2b2109c90275287816");
}

TEST(Digest, EveryByteIsTwoDigits) {
  EXPECT_EQ(hex_digits(""), "");
  EXPECT_EQ(hex_digits(std::string_view("\x00\x0f\xff", 3)), "000fff");
}

TEST(Digest, DigitsSpellTheirBytesAndAnyOtherTextNone) {
  EXPECT_EQ(bytes_spelt("000fff"), std::string("\x00\x0f\xff", 3));
  EXPECT_EQ(bytes_spelt("000ff"), "");
  EXPECT_EQ(bytes_spelt("00 fff"), "");
}

}  // namespace
}  // namespace vancrawl::storage
