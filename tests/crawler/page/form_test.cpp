#include "crawler/page/form.h"

#include "tests/crawler/page/reading.h"

namespace vancrawl::page {
namespace {

const std::string kLogin =
    "<html><body><form action='/search'><input name=q></form>"
    "<table><form method=post action='/login.do?x=1'><tr><td><input type=hidden name=_csrf "
    "value='a&amp;b'>"
    "<input type=text name=userId><input type=PASSWORD name=pw><select name=kind></select>"
    "<input type=submit name=go></td></tr></form></table>"
    "<img id=pad src='/pad.png?t=1' usemap='#keys'><map name=keys>"
    "<area shape=rect coords='10, 20,40,60' data-token=T1 href='#'>"
    "<area coords='50,20,80,60' data-token=T2></map></body></html>";

TEST(Form, ALoginFormIsReadWithItsHiddenFieldsPicturesAndKeys) {
  const auto form = read_form(scrubbed(kLogin), "/login.do", "data-token");
  ASSERT_TRUE(form) << form.error().message;
  EXPECT_EQ(form->action, "/login.do?x=1");
  EXPECT_EQ(form->hidden, (std::map<std::string, std::string>{{"_csrf", "a&b"}}));
  EXPECT_EQ(form->inputs, (std::vector<std::string>{"userId", "pw", "kind"}));
  EXPECT_EQ(form->pictures.at("pad"), "/pad.png?t=1");
  ASSERT_EQ(form->areas.size(), 2U);
  EXPECT_EQ(form->areas[0].x, 10);
  EXPECT_EQ(form->areas[0].height, 40);
  EXPECT_EQ(form->areas[1].token, "T2");
}

TEST(Form, AFormThatIsNotThereIsDriftThatNamesThoseThatAre) {
  const auto form = read_form(scrubbed(kLogin), "/signin", "");
  ASSERT_FALSE(form);
  EXPECT_EQ(form.error().failure, model::FailureClass::kLayoutDrift);
  EXPECT_TRUE(form.error().message.contains("/login.do"));
}

TEST(Form, TwoPicturesOfOneIdAreRefusedWhereTheyAreAskedFor) {
  const auto form = read_form(
      scrubbed("<form action='/l'></form><img id=pad src='/a.png'><img id=pad src='/b.png'>"
               "<img id=logo src='/l.png'><img id=logo src='/l.png'>"),
      "/l");
  ASSERT_TRUE(form) << form.error().message;
  const auto pad = picture_in(*form, "pad");
  ASSERT_FALSE(pad);
  EXPECT_EQ(pad.error().message, "the page has two pictures with the id pad");
  EXPECT_EQ(picture_in(*form, "logo"), "/l.png");
  EXPECT_FALSE(picture_in(*form, "other"));
}

TEST(Form, AHiddenFieldOrActionThatTheCardNumberNetCutIsDriftThatNamesIt) {
  // Test numbers of the card networks, as a value of digits may look like one by chance.
  for (const std::string number :
       {"371449635398431", "4111-1111-1111-1111", "4111111111111111", "411111-1111111111"}) {
    const auto field = read_form(
        scrubbed("<form action='/l'><input type=hidden name=seed value='" + number + "'></form>"),
        "/l");
    ASSERT_FALSE(field) << number;
    EXPECT_EQ(field.error().failure, model::FailureClass::kLayoutDrift);
    EXPECT_TRUE(field.error().message.contains("seed"));
    EXPECT_FALSE(field.error().message.contains("*")) << field.error().message;
    const auto action = read_form(scrubbed("<form action='/l?s=" + number + "'></form>"), "/l");
    ASSERT_FALSE(action) << number;
    EXPECT_FALSE(action.error().message.contains("*")) << action.error().message;
  }
}

TEST(Form, StarsThatFollowNoDigitAreTheSitesOwn) {
  const auto form = read_form(
      scrubbed("<form action='/l'><input type=hidden name=a value='id**'><input type=hidden name=b "
               "value='7*8'><input type=hidden name=c value='1, **'></form>"),
      "/l");
  ASSERT_TRUE(form) << form.error().message;
  EXPECT_EQ(form->hidden.at("a"), "id**");
}

TEST(Form, APictureWhoseAddressWasCutIsRefusedWhereItIsAskedFor) {
  const auto form = read_form(scrubbed("<form action='/l'></form><img id=pad "
                                       "src='/pad?k=371449635398431'><img id=logo src='/l.png'>"),
                              "/l");
  ASSERT_TRUE(form) << form.error().message;
  const auto pad = picture_in(*form, "pad");
  ASSERT_FALSE(pad);
  EXPECT_EQ(pad.error().failure, model::FailureClass::kLayoutDrift);
  EXPECT_TRUE(pad.error().message.contains("pad"));
  EXPECT_FALSE(pad.error().message.contains("*"));
  EXPECT_EQ(picture_in(*form, "logo"), "/l.png");
}

TEST(Form, IsFoundByWhereItPosts) {
  EXPECT_TRUE(has_form(scrubbed(kLogin), "/login.do"));
  EXPECT_FALSE(has_form(scrubbed(kLogin), "/signin"));
  EXPECT_FALSE(has_form(scrubbed("<p>typed</p>"), "/login.do"));
}

TEST(Form, AKeyThatCannotBePressedForSureIsDrift) {
  for (const std::string area :
       {"<area coords='1,2,3' data-token=T>", "<area coords='5,5,5,9' data-token=T>",
        "<area coords='1,2,3,4'>", "<area shape=circle coords='1,2,3' data-token=T>",
        "<area coords='1,2,3,4,5' data-token=T>"}) {
    const auto page = scrubbed("<form action='/l'></form><map>" + area + "</map>");
    EXPECT_FALSE(read_form(page, "/l", "data-token")) << area;
  }
  const auto two_maps = scrubbed("<form action='/l'></form><map name=a></map><map name=b></map>");
  EXPECT_FALSE(read_form(two_maps, "/l", ""));
}

}  // namespace
}  // namespace vancrawl::page
