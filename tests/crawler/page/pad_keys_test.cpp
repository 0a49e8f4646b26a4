#include "crawler/page/pad_keys.h"

#include <string>

#include "crawler/page/form.h"
#include "tests/crawler/page/reading.h"

namespace vancrawl::page {
namespace {

const std::string kSprites =
    "<form action='/login.do'></form><div id=pad>"
    "<div class='kpd-button first' aria-label='키 ５' data-action='data:ab12:1' "
    "style='position:absolute; left:23px; top:52px; width:34px; height:34px; "
    "background-position:-36px -174px'></div>"
    "<div class=kpd-button aria-label='q' data-action='data:cd34:a' "
    "style='LEFT: 58PX;top:52px;width:34px;height:34px;background-position:0 -174px'></div>"
    "<div class=kpd-button data-action='action:refresh' style='left:1px;top:2px'></div></div>";

KeyMarks sprite_marks() {
  return {.element = ".kpd-button",
          .token_attribute = "data-action",
          .token_prefix = "data:",
          .label_attribute = "aria-label",
          .mask_attribute = "data-action",
          .has_faces = true};
}

std::string fault_of(const std::string& html, const KeyMarks& marks) {
  const auto keys = read_keys(scrubbed(html), marks);
  return keys ? "none" : keys.error().message;
}

TEST(PadKeys, StyledElementsAreKeysAndCommandsAreNot) {
  const auto keys = read_keys(scrubbed(kSprites), sprite_marks());
  ASSERT_TRUE(keys) << keys.error().message;
  ASSERT_EQ(keys->size(), 2U);
  const Area& first = keys->front();
  EXPECT_EQ(first.x, 23);
  EXPECT_EQ(first.y, 52);
  EXPECT_EQ(first.width, 34);
  EXPECT_EQ(first.face, (Offset{36, 174}));
  EXPECT_EQ(first.token, "data:ab12:1");
  EXPECT_EQ(first.label, "키 5");
  EXPECT_EQ(first.mask, "1");
  EXPECT_EQ(keys->at(1).x, 58);
  EXPECT_EQ(keys->at(1).face, (Offset{0, 174}));
  EXPECT_EQ(keys->at(1).mask, "a");
}

/// Of keys that may have pictures of their own.
const KeyMarks kWithPictures{.element = ".k", .width = 22, .height = 32, .has_pictures = true};
constexpr const char* kAtPlace = "style='left:0;top:5px'";

TEST(PadKeys, AKeysOwnPictureIsTheElementOrStandsInIt) {
  const auto keys =
      read_keys(scrubbed(std::string("<img class=k src=/a.png ") + kAtPlace + "><li class=k " +
                         kAtPlace + "><b><img src=/b.png></b></li>"),
                kWithPictures);
  ASSERT_TRUE(keys) << keys.error().message;
  ASSERT_EQ(keys->size(), 2U);
  EXPECT_EQ(keys->at(0).picture, "/a.png");
  EXPECT_EQ(keys->at(1).picture, "/b.png");
}

TEST(PadKeys, AKeyWithoutItsOnePictureIsADrift) {
  const auto fault = [](const std::string& content) {
    return fault_of(std::string("<li class=k ") + kAtPlace + ">" + content + "</li>",
                    kWithPictures);
  };
  EXPECT_EQ(fault(""), "a key with 0 pictures of its own, not one");
  EXPECT_EQ(fault("<img src=a><img src=b>"), "a key with 2 pictures of its own, not one");
  EXPECT_EQ(fault("<img>"), "a key whose picture has no address");
}

TEST(PadKeys, AFormIsReadTogetherWithSuchKeys) {
  const auto form = read_form(scrubbed(kSprites), "/login.do", sprite_marks());
  ASSERT_TRUE(form) << form.error().message;
  EXPECT_EQ(form->areas.size(), 2U);
}

TEST(PadKeys, TheSiteMaySayTheSizeOfKeysAndTheirAttributes) {
  const auto keys = read_keys(scrubbed("<i class=k alt=7 data-t=T style='left:0;top:5px'></i>"),
                              {.element = ".k",
                               .width = 30,
                               .height = 20,
                               .token_attribute = "data-t",
                               .label_attribute = "alt"});
  ASSERT_TRUE(keys) << keys.error().message;
  EXPECT_EQ(keys->front().x, 0);
  EXPECT_EQ(keys->front().height, 20);
  EXPECT_EQ(keys->front().label, "7");
  EXPECT_FALSE(keys->front().face);
}

TEST(PadKeys, AreasCarryLabelsToo) {
  const auto keys = read_keys(
      scrubbed("<map><area coords='1,2,31,42' alt='3' data-t=T data-mask=1></map>"),
      {.token_attribute = "data-t", .label_attribute = "alt", .mask_attribute = "data-mask"});
  ASSERT_TRUE(keys) << keys.error().message;
  EXPECT_EQ(keys->front().label, "3");
  EXPECT_EQ(keys->front().mask, "1");
  EXPECT_EQ(keys->front().width, 30);
}

TEST(PadKeys, AKeyThatCannotBePressedForSureIsDriftThatSaysWhy) {
  const auto with_style = [](const std::string& style) {
    return "<b class=k data-t='data:1' style='" + style + "'></b>";
  };
  KeyMarks marks{.element = ".k", .token_attribute = "data-t"};
  EXPECT_EQ(fault_of(with_style("left:1px;top:2px;width:30px;height:30px"), marks), "none");
  for (const char* style :
       {"left:1px;top:2px", "left:-1px;top:2px;width:9px;height:9px",
        "top:2px;width:9px;height:9px", "left:1%;top:2px;width:9px;height:9px",
        "left:1.5px;top:2px;width:9px;height:9px", "left:1px;top:2px;width:9px;height:9em",
        "left:999999px;top:2px;width:9px;height:9px", "left:calc(1px);top:2px;width:9px;height:9px",
        "left:1;top:2px;width:9px;height:9px", ""})
    EXPECT_NE(fault_of(with_style(style), marks), "none") << style;
  const std::string whole = "left:1px;top:2px;width:9px;height:9px";
  marks.mask_attribute = "data-t";
  EXPECT_NE(fault_of("<b class=k data-t='data:x' style='" + whole + "'></b>", marks), "none");
  EXPECT_EQ(fault_of("<b class=k data-t='data:_' style='" + whole + "'></b>", marks), "none");
  EXPECT_NE(fault_of("<b class=k style='" + whole + "'></b>", marks), "none");
  marks = {.element = ".k", .has_faces = true};
  EXPECT_NE(fault_of(with_style(whole), marks), "none");
  EXPECT_NE(fault_of(with_style(whole + ";background-position:4px 0"), marks), "none");
  const auto none = read_keys(scrubbed(with_style(whole)), {.element = ".other"});
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->empty());
}

TEST(PadKeys, ATokenThatTheCardNumberNetCutIsUnsure) {
  // A test number of a card network, as a token of digits may look like one by chance.
  const auto page = scrubbed(
      "<map><area coords='1,2,31,42' data-token='4111111111111111'>"
      "<area coords='41,2,71,42' data-token='17'></map>");
  const auto keys = read_keys(page, {.token_attribute = "data-token"});
  ASSERT_FALSE(keys);
  EXPECT_EQ(keys.error().failure, model::FailureClass::kKeypadUnsure);
  EXPECT_TRUE(keys.error().message.contains("card number")) << keys.error().message;
  const auto json =
      read_json_keys(scrubbed(R"([{"x":1,"y":2,"w":30,"h":40,"t":"4111111111111111"}])"),
                     {.keys = "", .token = "t"});
  ASSERT_FALSE(json);
  EXPECT_EQ(json.error().failure, model::FailureClass::kKeypadUnsure);
}

TEST(PadKeys, AShortOrPartedTokenThatWasCutIsUnsureAndALabelOfStarsIsNot) {
  const KeyMarks marks{.token_attribute = "data-token", .label_attribute = "alt"};
  const auto map = [](const std::string& token) {
    return scrubbed("<map><area coords='1,2,31,42' alt='**' data-token='" + token + "'></map>");
  };
  for (const char* token : {"371449635398431", "4222222222222", "4111-1111-1111-1111",
                            "４１１１１１１１１１１１１１１１"}) {
    const auto keys = read_keys(map(token), marks);
    ASSERT_FALSE(keys) << token;
    EXPECT_EQ(keys.error().failure, model::FailureClass::kKeypadUnsure);
  }
  EXPECT_TRUE(read_keys(map("371449635398432"), marks));
  EXPECT_TRUE(read_keys(map("a*b"), marks));
}

TEST(PadKeys, ABlankMayLackItsLabelAndClassButNotAllKeysMay) {
  const std::string blank = "<area coords='41,2,71,42'>";
  const KeyMarks marks{.label_attribute = "alt", .mask_attribute = "data-mask"};
  EXPECT_EQ(fault_of("<map><area coords='1,2,31,42' alt=3 data-mask=1>" + blank + "</map>", marks),
            "none");
  EXPECT_EQ(fault_of("<map><area coords='1,2,31,42' alt=3>" + blank + "</map>", marks),
            "no key carries the class asked for");
  EXPECT_EQ(fault_of("<map><area coords='1,2,31,42' data-mask=1>" + blank + "</map>", marks),
            "no key carries the label asked for");
  EXPECT_EQ(fault_of("<p>no pad</p>", marks), "none");
  const std::string keys = R"([{"x":1,"y":2,"w":30,"h":40,"l":"3"},{"x":41,"y":2,"w":30,"h":40}])";
  EXPECT_TRUE(read_json_keys(scrubbed(keys), {.keys = "", .label = "l"}));
  EXPECT_FALSE(read_json_keys(scrubbed(keys), {.keys = "", .label = "l", .mask = "m"}));
}

TEST(PadKeys, MapsElsewhereDoNotMatterWhereKeysAreStyledElements) {
  const std::string maps = "<map name=a></map><map name=b></map>";
  EXPECT_EQ(fault_of(maps, {.element = ".k"}), "none");
  EXPECT_EQ(fault_of(maps, {}), "two maps on a page of one");
}

TEST(PadKeys, StylesThatPlaceNothingAreSlimmedAway) {
  const auto page = scrubbed("<td style='text-align:left;top:1px'>1</td><p style='color:red'>a");
  EXPECT_FALSE(page.text.contains("style"));
  EXPECT_TRUE(scrubbed("<p style='left:1px;top:2px'>a").text.contains("style"));
}

const std::string kJson =
    R"({"items":[{"id":"lower","buttons":[
      {"coord":{"x":23,"y":52,"w":34,"h":34},"image":{"x":36,"y":174},"action":"data:ab:a","label":"q"},
      {"coord":{"x":58,"y":52,"w":34,"h":34},"image":{"x":0,"y":174},"action":"data:cd:1","label":"5"}
    ]}]})";

JsonKeyMarks json_marks() {
  return {.keys = "items.0.buttons",
          .x = "coord.x",
          .y = "coord.y",
          .width = "coord.w",
          .height = "coord.h",
          .token = "action",
          .label = "label",
          .mask = "action",
          .face_x = "image.x",
          .face_y = "image.y"};
}

TEST(PadKeys, KeysOfAJsonDocumentAreReadFromTheSitesPaths) {
  const auto keys = read_json_keys(scrubbed(kJson), json_marks());
  ASSERT_TRUE(keys) << keys.error().message;
  ASSERT_EQ(keys->size(), 2U);
  EXPECT_EQ(keys->at(1).x, 58);
  EXPECT_EQ(keys->at(1).token, "data:cd:1");
  EXPECT_EQ(keys->at(1).mask, "1");
  EXPECT_EQ(keys->at(0).label, "q");
  EXPECT_EQ(keys->at(0).face, (Offset{36, 174}));
}

TEST(PadKeys, AListAtTheRootNeedsNoPath) {
  const auto keys = read_json_keys(scrubbed(R"([{"x":1,"y":2,"w":30,"h":40}])"), {.keys = ""});
  ASSERT_TRUE(keys) << keys.error().message;
  EXPECT_EQ(keys->front().height, 40);
}

TEST(PadKeys, AJsonKeyWithoutItsPlaceIsDrift) {
  const auto fault = [](const std::string& json, JsonKeyMarks marks) {
    return !read_json_keys(scrubbed(json), marks);
  };
  EXPECT_TRUE(fault(kJson, {.keys = "items.1.buttons"}));
  EXPECT_TRUE(fault(kJson, {.keys = "items"}));
  EXPECT_TRUE(fault("<p>", {.keys = ""}));
  for (const char* json :
       {R"([{"x":"1","y":2,"w":3,"h":4}])", R"([{"x":-1,"y":2,"w":3,"h":4}])", R"([])", R"([1])",
        R"([{"x":1,"y":2,"w":0,"h":4}])", R"([{"x":1.5,"y":2,"w":3,"h":4}])", R"({"x":1})",
        R"([{"x":1,"y":2,"w":100000,"h":4}])"})
    EXPECT_TRUE(fault(json, {.keys = ""})) << json;
  auto marks = json_marks();
  marks.mask = "label";
  EXPECT_TRUE(fault(kJson, marks));
}

}  // namespace
}  // namespace vancrawl::page
