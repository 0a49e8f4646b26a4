#include "crawler/page/charset.h"

#include <gtest/gtest.h>

#include "crawler/page/cp949.h"
#include "tests/crawler/page/reading.h"

namespace vancrawl::page {
namespace {

const std::string kApprovalInCp949 = "\xBD\xC2\xC0\xCE";  // 승인
const std::string kCutName = "\xB0\xA1\xB0";              // 가 and half a character

TEST(Charset, Cp949IsReadWithItsExtendedHangul) {
  std::vector<BadByte> bad;
  EXPECT_EQ(from_cp949(kApprovalInCp949 + " ok", bad), "승인 ok");
  EXPECT_EQ(from_cp949("\x8C\x63\xB0\xA1", bad), "똠가");  // 똠 is not in KS X 1001
  EXPECT_TRUE(bad.empty());
}

TEST(Charset, AByteThatDoesNotDecodeIsNamedWithItsOffset) {
  const auto page = scrub({"text/html; charset=euc-kr", "<p>" + kCutName + "</p>"}, {});
  ASSERT_FALSE(page);
  EXPECT_EQ(page.error().failure, model::FailureClass::kUnknownPage);
  EXPECT_TRUE(page.error().message.contains("0xB0 at offset 5")) << page.error().message;
  for (const std::string single : {"\x80", "\xFF", "\xC9\xA1"}) {
    EXPECT_FALSE(scrub({"text/html; charset=euc-kr", "<p>" + single + "</p>"}, {}));
  }
}

TEST(Charset, P21AShopNameCutInMidCharacterIsAFindingInFreeTextOnly) {
  ScrubRules rules;
  rules.free_text = {"merNm", "SHOP"};
  const auto json =
      scrub({"application/json; charset=EUC-KR", R"({"merNm":")" + kCutName + R"("})"}, rules);
  ASSERT_TRUE(json) << json.error().message;
  EXPECT_EQ(json->text, R"({"merNm":"가�"})");
  EXPECT_EQ(json->findings.size(), 1U);
  EXPECT_FALSE(
      scrub({"application/json; charset=EUC-KR", R"({"cardNm":")" + kCutName + R"("})"}, rules));
  const std::string head = "<table><tr><th>NO</th><th>shop</th></tr><tr><td>1</td><td>";
  const auto html =
      scrub({"text/html; charset=cp949", head + kCutName + "</td></tr></table>"}, rules);
  ASSERT_TRUE(html) << html.error().message;
  EXPECT_TRUE(html->text.contains("<td>가�<"));
  EXPECT_EQ(html->findings.size(), 1U);
}

TEST(Charset, TheDeclaredCharsetIsFoundInHeaderAndMeta) {
  const auto meta =
      "<html><head><META http-equiv=x content='text/html; charset=EUC-KR'></head><p>" +
      kApprovalInCp949;
  EXPECT_TRUE(scrubbed(meta).text.contains("승인"));
  EXPECT_TRUE(scrubbed("<p>" + kApprovalInCp949, {}, "text/html;charset=\"ks_c_5601-1987\"")
                  .text.contains("승인"));
  EXPECT_TRUE(scrubbed("<p>" + kApprovalInCp949).text.contains("승인"));
  EXPECT_TRUE(scrubbed("<p>승인").text.contains("승인"));
}

TEST(Charset, C17AWrongLabelIsOverruledWithAFindingAndNeverGarbles) {
  const auto utf8 = scrubbed("<p>승인내역 조회</p>", {}, "text/html; charset=euc-kr");
  EXPECT_TRUE(utf8.text.contains("승인내역"));
  EXPECT_EQ(utf8.findings.size(), 1U);
  const auto cp949 = scrubbed("<p>" + kApprovalInCp949 + "</p>", {}, "text/html; charset=utf-8");
  EXPECT_TRUE(cp949.text.contains("승인"));
  EXPECT_EQ(cp949.findings.size(), 1U);
}

TEST(Charset, AnUnknownCharsetIsRefused) {
  EXPECT_FALSE(scrub({"text/html; charset=shift_jis", "<p>x"}, {}));
}

TEST(Charset, ByteOrderMarksDecide) {
  EXPECT_EQ(scrubbed("\xEF\xBB\xBF[]").text, "[]");
  EXPECT_EQ(scrubbed(std::string("\xFF\xFE[\0]\0", 6)).text, "[]");
  EXPECT_EQ(scrubbed(std::string("\xFE\xFF\0[\0]", 6)).text, "[]");
  EXPECT_FALSE(scrub({"", std::string("\xFE\xFF\xD8\x00\0]", 6)}, {}));
}

}  // namespace
}  // namespace vancrawl::page
