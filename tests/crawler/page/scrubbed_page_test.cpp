#include "crawler/page/scrubbed_page.h"

#include <rapidcheck.h>

#include "crawler/model/text.h"
#include "crawler/page/luhn_net.h"
#include "tests/crawler/page/reading.h"

namespace vancrawl::page {
namespace {

using model::FailureClass;

// Test numbers of the card brands; no account behind them.
const std::string kCardNumber = "4111111111111111";
const std::string kSpaced = "5500 0000 0000 0004";

ScrubRules rules() {
  ScrubRules declared;
  declared.dropped = {"cardRealNo", "password", "실카드번호"};
  declared.cards = {"cardNo", "카드번호", "카드/번호"};
  declared.accounts = {"stlAcctNo", "결제계좌"};
  declared.exempt = {"tranId", "거래고유번호"};
  declared.free_text = {"merNm", "상호"};
  return declared;
}

/// Whether 13 to 19 digits in a row, or parted by blanks and dashes, still make a card number.
bool holds_card_number(std::string_view text) {
  std::string digits;
  for (const char c : model::narrowed(text) + "|") {
    if (c >= '0' && c <= '9') {
      digits.push_back(c);
      continue;
    }
    if (c == ' ' || c == '-') continue;
    if (digits.size() >= 13 && digits.size() <= 19 && is_card_number(digits)) return true;
    digits.clear();
  }
  return false;
}

TEST(Scrub, JsonValuesAreCutByTheirKeys) {
  const auto page = scrubbed(
      R"([{"cardRealNo":"4111111111111111","CARDNO":"4111-1111-1111-1111","stlAcctNo":"110-234-567890",)"
      R"("tranId":"4111111111111111","memo":"pay 4111111111111111","n":4111111111111111,)"
      R"("password":{"a":["x"]},"authAmt":4500}])",
      rules());
  EXPECT_EQ(page.text,
            R"([{"cardRealNo":"","CARDNO":"411111******1111","stlAcctNo":"7890",)"
            R"("tranId":"4111111111111111","memo":"pay 411111******1111","n":"411111******1111",)"
            R"("password":"","authAmt":4500}])");
}

TEST(Scrub, ACardFieldThatDoesNotCutIsRemovedWhole) {
  const auto page = scrubbed(R"j({"cardNo":"4111-1111 (Kim)","cardno":41})j", rules());
  EXPECT_EQ(page.text, R"({"cardNo":"","cardno":""})");
}

TEST(Scrub, DigitsWrittenAsEscapesOrReferencesAreMet) {
  EXPECT_FALSE(scrubbed(R"({"m":"\u0034111111111111111"})").text.contains("111111111111111"));
  EXPECT_FALSE(scrubbed("<p>&#52;111111111111111</p>").text.contains("111111111111111"));
  EXPECT_FALSE(scrubbed("<p>&#x34;111111111111111</p>").text.contains("111111111111111"));
  EXPECT_EQ(scrubbed("<p>411111111111111&#49</p>").text, "<p>411111******1111</p>");
  EXPECT_EQ(scrubbed("<input value='&#0000000000052&#x31;11111111111111'>").text,
            "<input value=\"411111******1111\">");
  EXPECT_EQ(scrubbed("<p>&#4111111111111111;</p>").text, "<p>&amp;#411111******1111;</p>");
}

TEST(Scrub, TheNetMeetsBlanksDashesTagsAttributesAndFullWidthDigits) {
  for (const std::string& body :
       {"<p>" + kSpaced + "</p>", std::string("<p>5500-0000-0000-0004</p>"),
        std::string("<td>5500<b>0000</b>0000&nbsp;0004</td>"),
        "<input type=hidden value='" + kSpaced + "'>", "<a href=/x?c=" + kCardNumber + ">x</a>",
        "<p>x</b\"y>" + kCardNumber + "</p>", "<p><i data-\">" + kCardNumber + "</p>",
        "<p>" + kCardNumber + "*</p>", "<p title=x>no " + kCardNumber + ".</p>"}) {
    const auto text = scrubbed(body).text;
    EXPECT_FALSE(holds_card_number(text)) << text;
    EXPECT_TRUE(text.contains('*')) << text;
  }
  EXPECT_TRUE(scrubbed("<p>４１１１１１１１１１１１１１１１</p>").text.contains("＊"));
}

TEST(Scrub, NamesOfElementsAndKeysShowNoCardNumber) {
  const auto html = scrubbed("<p>x<A" + kCardNumber + ">y</a" + kCardNumber + "></p>");
  EXPECT_EQ(html.text, "<p>x<a411111******1111>y</a411111******1111></p>");
  EXPECT_EQ(scrubbed("<p data-" + kCardNumber + "=1 data-x=2>").text, "<p data-x=\"2\">");
  const auto json = scrubbed("{\"" + kCardNumber + "\":1,\"4111-1111-1111-1111\":2}");
  EXPECT_EQ(json.text, R"({"411111******1111":1,"4111-11**-****-1111":2})");
}

TEST(Scrub, AnUnknownCharsetIsNamedWithoutItsStrangeBytes) {
  const auto page = scrub({"", "<meta charset=\"utf-8\xB0" + kCardNumber + "\"><p>x"}, {});
  ASSERT_FALSE(page);
  EXPECT_TRUE(page.error().message.contains("utf-8?411111******1111")) << page.error().message;
}

TEST(Scrub, WhatIsNoCardNumberStays) {
  for (const std::string text : {"4111111111111112", "2026-11-20 2026-11-21", "1234567890123452",
                                 "20261120130522", "41111111111111111111", "02-123-4567"}) {
    EXPECT_EQ(scrubbed("<p>" + text + "</p>").text, "<p>" + text + "</p>");
  }
}

TEST(Scrub, TheNetMeetsTheSecondRangeOfMastercardAndNoYears) {
  EXPECT_EQ(scrubbed("<p>2223003122003222</p>").text, "<p>222300******3222</p>");
  EXPECT_EQ(scrubbed("<p>2720990000000007</p>").text, "<p>272099******0007</p>");
  for (const std::string text : {"2220990000000002", "2721000000000004", "2026112020261128"}) {
    EXPECT_EQ(scrubbed("<p>" + text + "</p>").text, "<p>" + text + "</p>");
  }
}

TEST(Scrub, PointsAndSlashesPartTheGroupsOfACardNumber) {
  for (const std::string mark : {".", "/", "·", " . "}) {
    EXPECT_EQ(scrubbed("<p>4111" + mark + "1111" + mark + "1111" + mark + "1111</p>").text,
              "<p>4111" + mark + "11**" + mark + "****" + mark + "1111</p>");
    EXPECT_EQ(scrubbed("<p>3714" + mark + "496353" + mark + "98431</p>").text,
              "<p>3714" + mark + "49****" + mark + "*8431</p>");
  }
}

TEST(Scrub, DatesAmountsAndDecimalsWithPointsStay) {
  // Each passes Luhn when its points and slashes are left out.
  for (const std::string text : {"3/15/2026 3/16/2026", "4.500.000 1.200.002", "4999.899999976152",
                                 "30/11/2026 30/11/2020", "30000000/30000008"}) {
    std::string digits;
    for (const char c : text) {
      if (model::is_digit(c)) digits.push_back(c);
    }
    ASSERT_TRUE(is_card_number(digits)) << text;
    EXPECT_EQ(scrubbed("<p>" + text + "</p>").text, "<p>" + text + "</p>");
  }
  EXPECT_EQ(scrubbed(R"({"n":4999.899999976152})").text, R"({"n":4999.899999976152})");
}

TEST(Scrub, JsonEscapesDoNotHideACardNumber) {
  EXPECT_EQ(scrubbed(R"({"m":"4111\u00a01111\u20131111\t1111"})").text,
            "{\"m\":\"4111\u00a011**\u2013**** 1111\"}");
  EXPECT_EQ(scrubbed(R"({"m":"4111\/1111\/1111\/1111"})").text, R"({"m":"4111/11**/****/1111"})");
  EXPECT_EQ(scrubbed(R"({"m":"\uFF14111111111111111 \uAC00\""})").text,
            R"({"m":"４11111******1111 가\""})");
  EXPECT_EQ(scrubbed(R"({"m":"\u0022\u00341\u003111111111\r\n11111\ud83d\ude00\u0009"})").text,
            R"({"m":"\"411111*****  *1111😀 "})");
  EXPECT_EQ(scrubbed(R"({"m":"\ud83d\ude004111111111111111\u005C"})").text,
            R"({"m":"😀411111******1111\\"})");
  EXPECT_EQ(scrubbed(R"({"\u00224\u0031\u0031\u0031\u0031\u00311111111111\u0022":1})").text,
            R"({"\"411111******1111\"":1})");
}

TEST(Scrub, JsonEscapesStayWhereNothingIsCut) {
  for (const std::string body :
       {R"({"m":"\uc2b9\uc778 4111\t1111\u00a01111\u20131112"})",
        R"({"m":"41111111\\u0034111111\t1"})", R"({"m":"\u003411111111111111\u003"})",
        R"({"m":"\u12G4411111111111"})"}) {
    EXPECT_EQ(scrubbed(body).text, body);
  }
}

TEST(Scrub, P17ColumnsOfIdsAreExemptByTheirHeader) {
  const std::string rows = "<tr><td>" + kCardNumber + "</td><td>" + kCardNumber + "</td></tr>";
  const auto page = scrubbed(
      "<table><thead><tr><th>거래 고유번호</th><th>비고</th></tr></thead>" + rows + "</table>", [] {
        auto declared = rules();
        declared.exempt = {"거래 고유번호"};
        return declared;
      }());
  EXPECT_TRUE(page.text.contains("<td>4111111111111111</td><td>411111******1111</td>"))
      << page.text;
}

TEST(Scrub, CellsAreCutByTheirHeaderThroughColspanAndTwoHeaderRows) {
  const auto page = scrubbed(
      "<table><tr><th rowspan=2>NO</th><th colspan=2>카드</th><th>입금</th></tr>"
      "<tr><th>사</th><th>번호</th><th>결제계좌</th></tr>"
      "<tr><td>1</td><td>국민</td><td>4111 1111 1111 1111<input type=hidden value=1></td>"
      "<td>110-234-567890</td></tr></table>",
      rules());
  EXPECT_TRUE(page.text.contains("<td>411111******1111</td><td>7890</td>")) << page.text;
}

TEST(Scrub, AHeaderInATableOfItsOwnCountsForTheTableBelow) {
  const auto page = scrubbed(
      "<table><thead><tr><th>상호</th><th>실카드번호</th></tr></thead></table>"
      "<table><tbody><tr><td>가게</td><td>9411111111111111</td></tr></tbody></table>",
      rules());
  EXPECT_TRUE(page.text.contains("<td>가게</td><td></td>")) << page.text;
}

TEST(Scrub, ACellBehindItsOwnLabelIsCutByTheLabel) {
  const auto page = scrubbed(
      "<table><tr><th>카드번호</th><td>5500000000000004</td></tr>"
      "<tr><th>결제계좌</th><td>110-234-567890</td></tr></table>",
      rules());
  EXPECT_TRUE(page.text.contains("<td>550000******0004<")) << page.text;
  EXPECT_TRUE(page.text.contains("<td>7890<")) << page.text;
}

TEST(Scrub, FormFieldsAreCutByTheirName) {
  const auto page = scrubbed(
      "<input value=secret name=password><input name=tranId value=" + kCardNumber + ">", rules());
  EXPECT_EQ(
      page.text,
      "<input value=\"\" name=\"password\"><input name=\"tranId\" value=\"4111111111111111\">");
}

TEST(Scrub, APasswordTypedIntoAPageIsDroppedWhateverItsName) {
  EXPECT_EQ(scrubbed("<input name=tranId value=s1 TYPE=PassWord>", rules()).text,
            "<input name=\"tranId\" value=\"\" type=\"PassWord\">");
  EXPECT_EQ(scrubbed("<input value=s2 type='password'><input type=text value=s3>").text,
            "<input value=\"\" type=\"password\"><input type=\"text\" value=\"s3\">");
}

TEST(Scrub, HtmlIsSlimmed) {
  const auto page = scrubbed(
      "<!doctype HTML><html><head><meta charset=utf-8><style>td{}</style></head>\n<BODY "
      "onload=x()>\n"
      "<!-- c --><script>if (a<b) {'</td>'}</script>\n <TABLE border=1 ID=t>\n <tr>\n <td  "
      "style='x' "
      "class=c> a  b\n</td> <td>c</td>\n</tr></table></body></html>");
  EXPECT_EQ(page.text,
            "<!DOCTYPE html><html><head></head> <body><table id=\"t\"><tr><td class=\"c\">a b</td>"
            "<td>c</td></tr></table></body></html>");
}

TEST(Scrub, WhatIsNoTextIsRefusedByItsFirstBytesWhateverItsLabel) {
  for (const std::string body : {"\xD0\xCF\x11\xE0 xls", "PK\x03\x04 xlsx", "%PDF-1.4", "GIF89a"}) {
    const auto page = scrub({"text/html; charset=utf-8", body}, {});
    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().failure, FailureClass::kUnknownPage);
  }
  EXPECT_FALSE(scrub({"text/xml", "<?xml version='1.0'?><Root/>"}, {}));
  EXPECT_FALSE(scrub({"text/plain", std::string_view("a\0b", 3)}, {}));
}

TEST(Scrub, TheFirstCharacterDecidesTheDialect) {
  EXPECT_EQ(scrubbed("[]", {}, "text/html").dialect, Dialect::kJson);
  EXPECT_EQ(scrubbed(" <p>x", {}, "application/json").dialect, Dialect::kHtml);
  EXPECT_EQ(scrubbed("OK", {}, "text/plain").dialect, Dialect::kText);
  EXPECT_EQ(scrubbed("[점검] 서비스 점검 중", {}, "text/plain").dialect, Dialect::kText);
}

TEST(Scrub, BrokenJsonIsRefused) {
  for (const std::string body : {"[1,2", "{\"a\":}", "{\"a\" 1}", "[1]x", "{\"a\":1,}{", "{\"a"}) {
    const auto page = scrub({"application/json", body}, {});
    ASSERT_FALSE(page) << body;
    EXPECT_EQ(page.error().failure, FailureClass::kUnknownPage);
  }
}

TEST(Scrub, MoreThanFourMebibytesIsRefused) {
  const std::string body(4 * 1024 * 1024 + 1, 'a');
  EXPECT_FALSE(scrub({"text/plain", body}, {}));
}

std::string digits_text() {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "4111111111111111", "5500", "0000", "0004", " ", "-", "*", "1", "12", "<b>", "</b>", "x",
      "411111******1111", "3782", "822463", "10005", "&nbsp;", "６", "</td><td>", ".", "/", "·",
      "2223003122003222", "\\t", "\\u00a0", "\\u0034", "\\uFF14", "\\/"));
  std::string text;
  for (const auto& piece : pieces) text += piece;
  return text;
}

TEST(Scrub, NoCardNumberIsLeftAndASecondPassChangesNothing) {
  EXPECT_TRUE(rc::check([] {
    const auto text = digits_text();
    const auto once =
        scrubbed("<table><tr><td>" + text + "</td></tr></table>", rules(), "text/html");
    const auto twice = scrubbed(once.text, rules(), "text/html");
    RC_ASSERT(once.text == twice.text);
    RC_ASSERT(!holds_card_number(once.text));
    std::string plain = text;
    std::erase_if(plain, [](char c) { return c == '<' || c == '&' || c == '"'; });
    const auto json = scrubbed("{\"m\":\"" + plain + "\",\"cardNo\":\"" + plain + "\"}", rules());
    RC_ASSERT(scrubbed(json.text, rules()).text == json.text);
    RC_ASSERT(!holds_card_number(json.text));
  }));
}

}  // namespace
}  // namespace vancrawl::page
