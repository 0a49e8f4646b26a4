#include "tests/portals/pad_desk.h"

#include <gtest/gtest.h>

#include "tests/portals/checks/stage.h"

namespace vancrawl::portals::checks {
namespace {

class Pads : public testing::Test {
 protected:
  std::string press(const DealtPad& pad, std::size_t cell) const {
    const keypads::Cell& where = pad.cells[cell];
    return fmt::format("{},{}:{}", where.x + where.w / 2, where.y + where.h / 2, pad.tokens[cell]);
  }
  std::size_t cell_of(const DealtPad& pad, const std::string& face) const {
    const auto faces = desk_.faces(pad.id).value().front().faces;
    return static_cast<std::size_t>(std::ranges::find(faces, face) - faces.begin());
  }

  std::chrono::steady_clock::time_point now_{std::chrono::hours(1)};
  PadDesk desk_{5, [this] { return now_; }, keypads::sample_keypad_skins().first(1)};
};

TEST_F(Pads, PressesInOrderGiveTheSecret) {
  const DealtPad pad = desk_.deal();
  const std::string keys = press(pad, cell_of(pad, "4")) + ";" + press(pad, cell_of(pad, "0")) +
                           ";" + press(pad, cell_of(pad, "4"));
  EXPECT_EQ(desk_.read_presses(pad.id, keys), "404");
}

TEST_F(Pads, APadIsUsedUpByTheFirstSubmit) {
  const DealtPad pad = desk_.deal();
  const std::string keys = press(pad, cell_of(pad, "1"));
  EXPECT_TRUE(desk_.read_presses(pad.id, keys));
  EXPECT_FALSE(desk_.read_presses(pad.id, keys));
}

TEST_F(Pads, APointOutsideTheTokensCellIsRefused) {
  const DealtPad pad = desk_.deal();
  const std::size_t one = cell_of(pad, "1");
  const std::size_t two = cell_of(pad, "2");
  const keypads::Cell& elsewhere = pad.cells[two];
  EXPECT_FALSE(desk_.read_presses(
      pad.id, fmt::format("{},{}:{}", elsewhere.x + 5, elsewhere.y + 5, pad.tokens[one])));
}

TEST_F(Pads, ABlankCellAnUnknownTokenAndBrokenTextAreRefused) {
  for (const std::string keys : {"blank", "5,5:feed", "5;5", "5,5", ":", "a,b:c"}) {
    const DealtPad pad = desk_.deal();
    EXPECT_FALSE(desk_.read_presses(pad.id, keys == "blank" ? press(pad, cell_of(pad, "")) : keys))
        << keys;
  }
}

TEST_F(Pads, APadExpiresAfterTwoMinutes) {
  const DealtPad pad = desk_.deal();
  now_ += std::chrono::seconds(121);
  EXPECT_FALSE(desk_.picture(pad.pictures.front().name));
  EXPECT_FALSE(desk_.read_presses(pad.id, press(pad, cell_of(pad, "1"))));
}

TEST_F(Pads, APictureIsServedOnce) {
  const DealtPad pad = desk_.deal();
  const std::string name = pad.pictures.front().name;
  EXPECT_TRUE(desk_.picture(name).value().starts_with("\x89PNG"));
  EXPECT_FALSE(desk_.picture(name));
  EXPECT_FALSE(desk_.picture("none"));
}

TEST_F(Pads, CellsAndTokensAreDealtAfreshForEveryLoad) {
  const DealtPad first = desk_.deal();
  const DealtPad second = desk_.deal();
  EXPECT_NE(first.tokens, second.tokens);
  EXPECT_NE(desk_.faces(first.id)->front().faces, desk_.faces(second.id)->front().faces);
  EXPECT_EQ(first.cells.size(), 12U);
}

/// A pad of the skin that has this name.
struct SkinDesk {
  explicit SkinDesk(const std::string& name) : pads(skins_named(name)) {}

  static std::span<const keypads::SampleSkin> skins_named(const std::string& name) {
    for (const auto all : {keypads::sample_keypad_skins(), keypads::sample_qwerty_skins()}) {
      const auto found = std::ranges::find(all, name, &keypads::SampleSkin::name);
      if (found != all.end()) return {found, 1};
    }
    throw std::runtime_error("no skin " + name);
  }

  [[nodiscard]] std::string press(const DealtPad& pad, const std::string& face) const {
    const auto pages = desk.faces(pad.id).value();
    for (const PadFaces& page : pages) {
      const auto found = std::ranges::find(page.faces, face);
      if (found == page.faces.end()) continue;
      const auto cell = static_cast<std::size_t>(found - page.faces.begin());
      return fmt::format("{},{}:{}", pad.cells[cell].x + 9, pad.cells[cell].y + 9,
                         pad.tokens[cell]);
    }
    return "nowhere";
  }

  std::span<const keypads::SampleSkin> pads;
  PadDesk desk{5, [] { return std::chrono::steady_clock::time_point{std::chrono::hours(1)}; },
               pads};
};

TEST(EachPress, TheMaskGrowsWithEachPressAndTheLoginReadsThem) {
  SkinDesk stand("counter");
  const DealtPad pad = stand.desk.deal();
  for (const std::string face : {"4", "0", "4"}) {
    const auto pressed = stand.desk.press(pad.id, stand.press(pad, face));
    ASSERT_TRUE(pressed);
    EXPECT_FALSE(pressed->dealt_anew);
  }
  EXPECT_EQ(stand.desk.read_presses(pad.id, ""), "404");
}

TEST(EachPress, APadThatReshufflesTakesNoOldToken) {
  SkinDesk stand("restless");
  const DealtPad pad = stand.desk.deal();
  const std::string old = stand.press(pad, "1");
  const auto pressed = stand.desk.press(pad.id, stand.press(pad, "7"));
  ASSERT_TRUE(pressed);
  EXPECT_TRUE(pressed->dealt_anew);
  EXPECT_FALSE(stand.desk.picture(pad.pictures.front().name));
  EXPECT_TRUE(stand.desk.picture(pressed->shown.pictures.front().name));
  EXPECT_FALSE(stand.desk.press(pad.id, old));
}

TEST(EachPress, ASwitchShowsAnotherPageAndTypesNothing) {
  SkinDesk stand("night");
  const DealtPad pad = stand.desk.deal();
  const auto shown = stand.desk.press(pad.id, "show:special");
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->mask, 0U);
  const auto pressed = stand.desk.press(pad.id, stand.press(shown->shown, "@"));
  ASSERT_TRUE(pressed);
  EXPECT_EQ(pressed->mask, 1U);
  EXPECT_FALSE(stand.desk.press(pad.id, "show:nothing"));
}

TEST(EachPress, AClearedPadTypedNothingAndALostPressIsAnswered) {
  SkinDesk stand("counter");
  const DealtPad pad = stand.desk.deal();
  stand.desk.lose_presses(1, 1);
  const std::size_t masks[] = {1, 1, 2};
  for (const std::size_t mask : masks) {
    EXPECT_EQ(stand.desk.press(pad.id, stand.press(pad, "5"))->mask, mask);
  }
  EXPECT_EQ(stand.desk.clear(pad.id)->mask, 0U);
}

TEST(EachPress, AReloadedPadKeepsWhatWasTypedAndTakesNoOldToken) {
  SkinDesk stand("restless");
  const DealtPad pad = stand.desk.deal();
  const auto old = stand.press(pad, "5");
  const auto shown = stand.desk.press(pad.id, old)->shown;
  const auto reloaded = stand.desk.reload(pad.id);
  ASSERT_TRUE(reloaded);
  EXPECT_TRUE(reloaded->dealt_anew);
  EXPECT_EQ(reloaded->mask, 1U);
  EXPECT_NE(reloaded->shown.tokens, shown.tokens);
  EXPECT_FALSE(stand.desk.press(pad.id, old));
  SkinDesk field("light");
  EXPECT_FALSE(field.desk.reload(field.desk.deal().id));
}

TEST(EachPress, TheFieldOfSuchAPadIsEmptyAndThatOfTheOthersIsNot) {
  SkinDesk each("counter");
  const DealtPad pad = each.desk.deal();
  EXPECT_FALSE(each.desk.read_presses(pad.id, each.press(pad, "1")));
  SkinDesk field("light");
  const DealtPad other = field.desk.deal();
  EXPECT_FALSE(field.desk.press(other.id, field.press(other, "1")));
}

TEST(KeypadLogin, EverySkinOfBothSitesLogsIn) {
  Stage stage(1);
  for (int load = 0; load < 8; ++load) {
    for (const Site site : {Site::kSampleKeypad, Site::kSampleQwerty}) {
      const Account& account = stage.world.accounts[stage.world.account_of(0, site)];
      const auto answer = site == Site::kSampleKeypad
                              ? stage.keypad_login(account.login_id, account.password)
                              : stage.qwerty_login(account.login_id, account.password);
      EXPECT_NE(answer.body.find(account.login_id), std::string::npos) << load;
    }
  }
}

TEST(KeypadLogin, ARefusedPadIsNoWrongSecret) {
  Stage stage(1);
  const Account& account = stage.world.accounts[stage.world.account_of(0, Site::kSampleKeypad)];
  for (int i = 0; i < 5; ++i) {
    stage.keypad_post({{"user_id", account.login_id}, {"pad_id", "feed"}, {"keys", "1,1:feed"}});
  }
  EXPECT_EQ(stage.keypad_desk.state_of(account.login_id).submits, 0U);
  EXPECT_EQ(stage.keypad.pads().refused(), 5U);
}

}  // namespace
}  // namespace vancrawl::portals::checks
