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
