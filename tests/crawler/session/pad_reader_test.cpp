#include "crawler/session/pad_reader.h"

#include <gtest/gtest.h>

#include "crawler/session/login_visit.h"
#include "tests/crawler/session/session_stand.h"
#include "tests/keypads/pad_picture.h"

namespace vancrawl::session {
namespace {

using model::FailureClass;
using tests::answer_of;
using tests::Asked;
using tests::SessionStand;

SiteBook book_with_pad(const std::string& folder) {
  auto book = tests::paper_book();
  book.folder = folder;
  const auto style = keypads::sample_keypad_style();
  PadDefinition pad;
  pad.width = style.width;
  pad.height = style.height;
  pad.dummies_min = pad.dummies_max =
      static_cast<int>(keypads::pad_cells(style).size() - style.alphabet.size());
  pad.press_format = "{cell}={token}";
  pad.separator = ";";
  book.pads.emplace("login", pad);
  return book;
}

SiteBook sample_book() { return book_with_pad(VANCRAWL_SOURCE_DIR "/sites/sample_keypad"); }

std::vector<page::Area> cells() {
  std::vector<page::Area> areas;
  for (const auto& cell : keypads::pad_cells(keypads::sample_keypad_style())) {
    areas.push_back({cell.x, cell.y, cell.w, cell.h, "t" + std::to_string(areas.size())});
  }
  return areas;
}

std::string presses_of(const PadReading& reading, const std::string& secret) {
  model::SeededRandom random(1);
  const auto presses = reading.presses(secret, random);
  return presses ? *presses : "refused: " + presses.error();
}

FailureClass failure_of(const PadReader& reader, const std::string& picture,
                        const std::vector<page::Area>& areas) {
  try {
    (void)reader.read("login", picture, areas);
  } catch (const model::VisitFailure& failure) {
    return failure.failure();
  }
  throw std::runtime_error("no failure was thrown");
}

TEST(PadReader, PressesLieWhereTheCharactersAre) {
  const auto book = sample_book();
  const PadReader reader(book);
  const auto pad = keypads::deal_pad(keypads::sample_keypad_style(), 5);
  const auto reading = reader.read("login", pad.png, cells());
  const auto place = [&](const std::string& face) {
    const auto found = std::ranges::find(pad.faces, face) - pad.faces.begin();
    return std::to_string(found) + "=t" + std::to_string(found);
  };
  EXPECT_EQ(presses_of(reading, "7130"),
            place("7") + ";" + place("1") + ";" + place("3") + ";" + place("0"));
}

TEST(PadReader, ACharacterThatIsNotOnThePadIsRefusedWithoutNamingIt) {
  const auto book = sample_book();
  const auto pad = keypads::deal_pad(keypads::sample_keypad_style(), 5);
  const auto refused = presses_of(PadReader(book).read("login", pad.png, cells()), "12Q4");
  EXPECT_TRUE(refused.starts_with("refused"));
  EXPECT_EQ(refused.find('Q'), std::string::npos);
}

TEST(PadReader, APadOfAnotherSkinHasNoTemplates) {
  auto style = keypads::sample_keypad_style();
  style.cell_top = style.cell_bottom = style.page = {10, 10, 10};
  style.ink = {250, 250, 250};
  const auto book = sample_book();
  EXPECT_EQ(failure_of(PadReader(book), keypads::deal_pad(style, 5).png, cells()),
            FailureClass::kKeypadTemplatesMissing);
}

TEST(PadReader, ASiteWithoutEnrolledSetsHasNoTemplates) {
  const tests::TempFolder folder;
  std::filesystem::create_directory(folder.path() / "keypads");
  const auto book = book_with_pad(folder.path().string());
  const auto pad = keypads::deal_pad(keypads::sample_keypad_style(), 5);
  EXPECT_EQ(failure_of(PadReader(book), pad.png, cells()), FailureClass::kKeypadTemplatesMissing);
}

TEST(PadReader, ASetThatIsDamagedIsSaidWhenTheSiteIsLoaded) {
  const tests::TempFolder folder;
  std::filesystem::create_directories(folder.path() / "keypads" / "light");
  std::ofstream(folder.path() / "keypads" / "light" / "set.toml") << "name = 1";
  const auto book = book_with_pad(folder.path().string());
  try {
    const PadReader reader(book);
    FAIL() << "the damaged set was taken";
  } catch (const model::VisitFailure& failure) {
    EXPECT_EQ(failure.failure(), FailureClass::kKeypadTemplatesMissing);
  }
}

TEST(PadReader, APictureThatIsNoneIsUnsure) {
  const auto book = sample_book();
  EXPECT_EQ(failure_of(PadReader(book), "no picture", cells()), FailureClass::kKeypadUnsure);
}

TEST(PadReader, CellsThatCannotBeAPadAreADrift) {
  const auto book = sample_book();
  const auto pad = keypads::deal_pad(keypads::sample_keypad_style(), 5);
  auto outside = cells();
  outside.front().x = 5000;
  EXPECT_EQ(failure_of(PadReader(book), pad.png, outside), FailureClass::kLayoutDrift);
  EXPECT_EQ(failure_of(PadReader(book), pad.png, {}), FailureClass::kLayoutDrift);
}

TEST(PadReader, APadThatIsUnsureSubmitsNothing) {
  // The same character on every key: nothing can tell them apart.
  const auto style = keypads::sample_keypad_style();
  const auto faces = std::vector<std::string>(keypads::pad_cells(style).size(), "8");
  const auto picture = keypads::draw_pad(style, faces, 5).png;
  SessionStand stand(
      [&picture](const Asked&) -> http::SendResult { return answer_of(200, picture, "image/png"); },
      sample_book());
  PadReader pads(stand.book);
  LoginVisit visit(stand.conversation, stand.ledger, pads, {"shop", tests::secret("1234")},
                   stand.loop.random);
  const auto failure = stand.failure_of(visit.read_pad("login", "/pad", cells()));
  EXPECT_EQ(failure.failure(), FailureClass::kKeypadUnsure) << failure.what();
  EXPECT_EQ(visit.phase(), model::VisitPhase::kBeforeSubmit);
  EXPECT_EQ(stand.transport.book, std::vector<std::string>{"GET /pad"});
}

TEST(PadReader, ASecretThatCannotBePressedBeginsNoAttempt) {
  const auto picture = keypads::deal_pad(keypads::sample_keypad_style(), 5).png;
  SessionStand stand(
      [&picture](const Asked&) -> http::SendResult { return answer_of(200, picture, "image/png"); },
      sample_book());
  PadReader pads(stand.book);
  LoginVisit visit(stand.conversation, stand.ledger, pads, {"shop", tests::secret("12Q4")},
                   stand.loop.random);
  auto reading = stand.loop.run(visit.read_pad("login", "/pad", cells()));
  LoginForm form("login");
  form.presses("keys", std::move(reading));
  EXPECT_EQ(stand.failure_of(visit.submit_login(std::move(form))).failure(),
            FailureClass::kKeypadUnsure);
  EXPECT_EQ(stand.transport.book, std::vector<std::string>{"GET /pad"});
}

}  // namespace
}  // namespace vancrawl::session
