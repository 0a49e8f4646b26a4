#include "crawler/model/text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::model {
namespace {

TEST(Text, FullWidthFormsBecomeAsciiAndHangulStays) {
  EXPECT_EQ(narrowed("ＡＢＣ（１２３）～"), "ABC(123)~");
  EXPECT_EQ(narrowed("\u00A0승인　번호 "), "승인 번호");
  EXPECT_EQ(narrowed("￦｡"), "￦｡");
  EXPECT_EQ(narrowed("\u3000"), "");
}

RC_GTEST_PROP(Text, NarrowingTwiceChangesNothing, (const std::string& text)) {
  RC_ASSERT(narrowed(narrowed(text)) == narrowed(text));
}

RC_GTEST_PROP(Text, AnExcerptIsNeverLongerThanAskedAndNeverCutsACharacter, ()) {
  std::string text;
  for (int i = *rc::gen::inRange(0, 40); i > 0; --i) {
    text += *rc::gen::element<std::string>("a", "é", "승", "💳");
  }
  const auto limit = *rc::gen::inRange<std::size_t>(0, 60);
  const auto cut = excerpt(text, limit);
  if (text.size() <= limit) {
    RC_ASSERT(cut == text);
    return;
  }
  RC_ASSERT(cut.ends_with("…"));
  const auto kept = cut.substr(0, cut.size() - std::string("…").size());
  RC_ASSERT(kept.size() <= limit);
  RC_ASSERT(text.starts_with(kept));
  RC_ASSERT((static_cast<unsigned char>(text[kept.size()]) & 0xC0U) != 0x80U);
}

TEST(Text, TrimmingDropsBlanksAtTheEndsOnly) {
  EXPECT_EQ(trimmed(" \t a b \r\n"), "a b");
  EXPECT_EQ(trimmed(" \n"), "");
}

TEST(Text, AsciiEndsAtTheHundredAndTwentyEighthByte) {
  EXPECT_TRUE(is_ascii(""));
  EXPECT_TRUE(is_ascii("1234-56**-7890 ~\t\x7F"));
  EXPECT_TRUE(is_ascii(std::string(1, '\0')));
  for (const std::string text : {"\x80", "\xFF", "\u00A0", "１", "12345678901234567●"}) {
    EXPECT_FALSE(is_ascii(text)) << text;
  }
}

RC_GTEST_PROP(Text, OneByteAboveAsciiShowsWhereverItStands, ()) {
  auto text = *rc::gen::container<std::string>(rc::gen::inRange<char>(0, 127));
  RC_ASSERT(is_ascii(text));
  const auto place = *rc::gen::inRange<std::size_t>(0, text.size() + 1);
  text.insert(place, 1, static_cast<char>(*rc::gen::inRange(0x80, 0x100)));
  RC_ASSERT(!is_ascii(text));
}

TEST(Text, DigitsAreAsciiDigitsAndAtLeastOne) {
  EXPECT_TRUE(all_digits("0123456789"));
  EXPECT_FALSE(all_digits(""));
  EXPECT_FALSE(all_digits("12 "));
  EXPECT_FALSE(all_digits("１"));
}

}  // namespace
}  // namespace vancrawl::model
