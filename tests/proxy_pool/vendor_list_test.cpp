#include "proxy_pool/vendor_list.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::proxy_pool {
namespace {

VendorShape json() {
  VendorShape shape;
  shape.format = VendorShape::Format::kJson;
  return shape;
}

std::string fault_of(const std::string& body, const VendorShape& shape = json()) {
  const ProxyList list = parse_vendor_answer("vendor", body, shape);
  return list.faults.empty() ? "none" : list.faults.front().text();
}

TEST(VendorList, LinesAreReadAsInAFile) {
  const ProxyList list = parse_vendor_answer("vendor", "http://u:p@a:1 country=KR\n\nb\n", {});
  ASSERT_EQ(list.exits.size(), 1U);
  EXPECT_EQ(list.exits[0].country, "KR");
  EXPECT_EQ(list.faults.front().text(), "vendor:3: neither direct nor scheme://");
}

TEST(VendorList, MembersAreNamedByTheOperator) {
  VendorShape shape = json();
  shape.list = "results";
  shape.host_member = "proxy_address";
  shape.user_member = "username";
  shape.country_member = "country_code";
  const ProxyList list = parse_vendor_answer("vendor",
                                             R"({"count":2,"results":[
        {"id":"d-1","username":"u1","password":"p:@","proxy_address":"10.0.0.1","port":8168,
         "valid":true,"country_code":"kr"},
        {"username":null,"proxy_address":"10.0.0.2","port":"8169","scheme":"socks5h"}]})",
                                             shape);
  ASSERT_TRUE(list.faults.empty()) << list.faults.front().text();
  ASSERT_EQ(list.exits.size(), 2U);
  EXPECT_EQ(list.exits[0].id.text(), "http://u1@10.0.0.1:8168");
  EXPECT_EQ(list.exits[0].country, "KR");
  EXPECT_EQ(
      std::string(list.exits[0].password.expose().begin(), list.exits[0].password.expose().end()),
      "p:@");
  EXPECT_EQ(list.exits[1].id.text(), "socks5h://10.0.0.2:8169");
}

TEST(VendorList, AnEntryMayBeALine) {
  const ProxyList list =
      parse_vendor_answer("vendor", R"(["http://u:p@a:1 weight=2", "direct"])", json());
  ASSERT_EQ(list.exits.size(), 2U);
  EXPECT_EQ(list.exits[0].weight, 2);
}

TEST(VendorList, ABadEntryIsNamedAndTheOthersLoad) {
  const std::string body =
      R"([{"host":"a","port":1},{"host":"b"},7,{"host":"c","port":-1},{"host":"d","port":2}])";
  const ProxyList list = parse_vendor_answer("vendor", body, json());
  EXPECT_EQ(list.exits.size(), 2U);
  ASSERT_EQ(list.faults.size(), 3U);
  EXPECT_EQ(list.faults[0].text(), "vendor:2: no port 1-65535");
  EXPECT_EQ(list.faults[1].text(), "vendor:3: an entry is neither an object nor a text");
  EXPECT_EQ(list.faults[2].text(), "vendor:4: a member of the entry is neither text nor number");
}

TEST(VendorList, AnAnswerThatIsNoListIsAFault) {
  const std::string none = "vendor:0: the answer holds no list of exits where it must be";
  EXPECT_EQ(fault_of("<html>504</html>"), none);
  EXPECT_EQ(fault_of(R"({"results":[]})"), none);
  VendorShape shape = json();
  shape.list = "results";
  EXPECT_EQ(fault_of(R"({"results":{}})", shape), none);
  EXPECT_EQ(fault_of("[]", shape), none);
}

TEST(VendorList, NobodyLosesEveryExitToAnEmptyAnswer) {
  EXPECT_EQ(fault_of("[]"), "vendor:0: the answer holds no exit");
  EXPECT_EQ(fault_of("# none\n", {}), "vendor:0: the answer holds no exit");
}

RC_GTEST_PROP(VendorList, AnyAnswerIsExitsOrAFault, (const std::string& text)) {
  const ProxyList list = parse_vendor_answer("vendor", text, json());
  RC_ASSERT(list.exits.size() + list.faults.size() > 0);
}

}  // namespace
}  // namespace vancrawl::proxy_pool
