#include "crawler/session/address.h"

#include <gtest/gtest.h>

namespace vancrawl::session {
namespace {

const std::string kBase = "https://paper.test";
const std::vector<std::string> kHosts = {"paper.test", "files.paper.test:8443"};

std::string fault_of(const std::string& reference) {
  const auto address = resolved(kBase, reference, kHosts);
  return address ? "none: " + address->url : address.error();
}

TEST(Address, APlaceholderGetsItsValue) {
  EXPECT_EQ(filled_in("/day/{date}/x{scope}", {{"date", "2026-11-19"}, {"scope", "7"}}),
            "/day/2026-11-19/x7");
  EXPECT_EQ(filled_in("/plain", {}), "/plain");
}

TEST(Address, APlaceholderWithoutAValueIsNamed) {
  const auto text = filled_in("/day/{date}", {{"day", "1"}});
  ASSERT_FALSE(text);
  EXPECT_NE(text.error().find("{date}"), std::string::npos);
  EXPECT_FALSE(filled_in("/day/{date", {{"date", "1"}}));
}

TEST(Address, AValueIsNotTakenForAPlaceholder) {
  EXPECT_EQ(filled_in("{a}", {{"a", "{b}"}, {"b", "no"}}), "{b}");
}

TEST(Address, ParametersArePercentEncodedByteForByte) {
  EXPECT_EQ(encoded({{"a b", "가&=+"}, {"n", "-._~1"}}), "a%20b=%EA%B0%80%26%3D%2B&n=-._~1");
}

TEST(Address, ARelativeReferenceStaysAtItsHost) {
  const auto address = resolved("https://paper.test/a/b", "../c?d=e#f", kHosts);
  ASSERT_TRUE(address) << address.error();
  EXPECT_EQ(address->url, "https://paper.test/c?d=e");
  EXPECT_EQ(address->path, "/c");
}

TEST(Address, ADeclaredSecondHostIsReached) {
  const auto address = resolved(kBase, "//files.paper.test:8443/x", kHosts);
  ASSERT_TRUE(address) << address.error();
  EXPECT_EQ(address->url, "https://files.paper.test:8443/x");
}

TEST(Address, AnotherHostIsRefusedByName) {
  EXPECT_NE(fault_of("https://evil.test/login").find("evil.test"), std::string::npos);
  EXPECT_NE(fault_of("//paper.test.evil.test/").find("is not a host"), std::string::npos);
}

TEST(Address, AnotherPortOfAnAllowedHostIsRefused) {
  EXPECT_NE(fault_of("https://paper.test:444/").find("is not a host"), std::string::npos);
}

TEST(Address, PlainHttpIsRefused) {
  EXPECT_NE(fault_of("http://paper.test/").find("not plain https"), std::string::npos);
}

TEST(Address, AUserInTheAddressIsRefused) {
  EXPECT_NE(fault_of("https://paper.test@evil.test/").find("not plain https"), std::string::npos);
  EXPECT_NE(fault_of("https://me:pw@paper.test/").find("not plain https"), std::string::npos);
}

TEST(Address, ATextThatIsNoAddressIsRefused) {
  EXPECT_NE(fault_of("https://paper test/").find("no address"), std::string::npos);
  EXPECT_NE(fault_of("/a\r\nHost: evil").find("no address"), std::string::npos);
}

}  // namespace
}  // namespace vancrawl::session
