#include "crawler/session/pad_reader.h"

#include <gtest/gtest.h>

#include "crawler/session/login_visit.h"
#include "tests/crawler/session/session_stand.h"
#include "tests/keypads/sample_skins.h"

namespace vancrawl::session {
namespace {

using model::FailureClass;
using tests::answer_of;
using tests::Asked;
using tests::SessionStand;

const keypads::SampleSkin& skin_named(const std::string& name) {
  for (const auto skins : {keypads::sample_keypad_skins(), keypads::sample_qwerty_skins()}) {
    for (const auto& skin : skins) {
      if (skin.name == name) return skin;
    }
  }
  throw std::runtime_error("no skin " + name);
}

/// The site's own pad, with presses written as "page/cell=token".
SiteBook book_of(const std::string& site) {
  auto book = site_api::load_site(VANCRAWL_SOURCE_DIR "/sites/" + site, {});
  book.pads.at("login").press_format = "{page}/{cell}={token}";
  return book;
}

SiteBook sample_book() { return book_of("sample_keypad"); }

std::vector<page::Area> cells_of(const keypads::PadStyle& style) {
  std::vector<page::Area> areas;
  for (const auto& cell : keypads::pad_cells(style)) {
    areas.push_back({cell.x, cell.y, cell.w, cell.h, "t" + std::to_string(areas.size())});
  }
  return areas;
}

std::vector<page::Area> cells() { return cells_of(keypads::sample_keypad_style()); }

PadView view_of(const std::string& picture, std::vector<page::Area> areas) {
  return {.pictures = {{"pad", picture}}, .cells = std::move(areas), .marks = {}, .fetched_at = {}};
}

std::string presses_of(const PadReading& reading, const std::string& secret) {
  model::SeededRandom random(1);
  const auto presses = reading.presses(secret, random);
  return presses ? presses->text() : "refused: " + presses.error();
}

FailureClass failure_of(const PadReader& reader, const PadView& view) {
  try {
    (void)reader.read("login", view);
  } catch (const model::VisitFailure& failure) {
    return failure.failure();
  }
  throw std::runtime_error("no failure was thrown");
}

std::string place(const std::vector<std::string>& faces, char face) {
  const auto found = std::ranges::find(faces, std::string(1, face)) - faces.begin();
  return std::to_string(found) + "=t" + std::to_string(found);
}

TEST(PadReader, PressesLieWhereTheCharactersAreInEveryNumericSkin) {
  const auto book = sample_book();
  const PadReader reader(book);
  for (const auto& skin : keypads::sample_keypad_skins()) {
    const auto& style = skin.pages.front().style;
    for (std::uint64_t seed = 100; seed < 104; ++seed) {
      const auto pad = keypads::deal_pad(style, seed);
      const auto reading = reader.read("login", view_of(pad.png, cells_of(style)));
      std::string expected;
      for (const char digit : std::string("7130")) {
        expected += (expected.empty() ? "/" : ";/") + place(pad.faces, digit);
      }
      EXPECT_EQ(presses_of(reading, "7130"), expected) << skin.name << ' ' << seed;
    }
  }
}

struct ThreePages {
  PadView view;
  std::vector<keypads::Pad> pads;
};

ThreePages deal_wide(std::uint64_t seed) {
  ThreePages dealt;
  for (const auto& page : skin_named("wide").pages) {
    dealt.pads.push_back(keypads::deal_pad(page.style, seed++));
    dealt.view.pictures[page.picture] = dealt.pads.back().png;
    dealt.view.cells = cells_of(page.style);
  }
  return dealt;
}

TEST(PadReader, PagesThatAreShownTogetherAreReadTogether) {
  const auto book = book_of("sample_qwerty");
  const PadReader reader(book);
  const auto dealt = deal_wide(40);
  const auto reading = reader.read("login", dealt.view);
  EXPECT_EQ(presses_of(reading, "a@B7"), "lower/" + place(dealt.pads[0].faces, 'a') + ";special/" +
                                             place(dealt.pads[2].faces, '@') + ";upper/" +
                                             place(dealt.pads[1].faces, 'B') + ";lower/" +
                                             place(dealt.pads[0].faces, '7'));
}

TEST(PadReader, APageOfAPadThatIsMissingIsNoSkin) {
  const auto book = book_of("sample_qwerty");
  auto dealt = deal_wide(40);
  dealt.view.pictures.erase("pad_special");
  EXPECT_EQ(failure_of(PadReader(book), dealt.view), FailureClass::kKeypadTemplatesMissing);
}

TEST(PadReader, ACharacterThatIsNotOnThePadIsRefusedWithoutNamingIt) {
  const auto book = sample_book();
  const auto pad = keypads::deal_pad(keypads::sample_keypad_style(), 5);
  const auto refused = presses_of(PadReader(book).read("login", view_of(pad.png, cells())), "12Q4");
  EXPECT_TRUE(refused.starts_with("refused"));
  EXPECT_EQ(refused.find('Q'), std::string::npos);
}

TEST(PadReader, APressThatDoesNotFitItsRoomIsRefusedForGrowingLeavesCopies) {
  const auto book = sample_book();
  const auto pad = keypads::deal_pad(keypads::sample_keypad_style(), 5);
  auto areas = cells();
  for (auto& area : areas) area.token = std::string(300, 't');
  EXPECT_EQ(presses_of(PadReader(book).read("login", view_of(pad.png, areas)), "1"),
            "refused: a press is longer than it may be");
}

TEST(PadReader, APadOfAnotherSkinHasNoTemplates) {
  auto style = keypads::sample_keypad_style();
  style.cell_top = style.cell_bottom = style.page = {10, 10, 10};
  style.ink = {250, 250, 250};
  const auto book = sample_book();
  EXPECT_EQ(failure_of(PadReader(book), view_of(keypads::deal_pad(style, 5).png, cells())),
            FailureClass::kKeypadTemplatesMissing);
}

TEST(PadReader, APadOfAnotherSizeHasNoTemplates) {
  auto style = keypads::sample_keypad_style();
  style.width += 10;
  const auto book = sample_book();
  EXPECT_EQ(failure_of(PadReader(book), view_of(keypads::deal_pad(style, 5).png, cells())),
            FailureClass::kKeypadTemplatesMissing);
}

/// What is said when the reader is made.
FailureClass failure_when_loaded(const SiteBook& book) {
  try {
    const PadReader reader(book);
  } catch (const model::VisitFailure& failure) {
    return failure.failure();
  }
  throw std::runtime_error("the sets were taken");
}

TEST(PadReader, ASetThatASkinNamesAndIsNotThereIsSaidWhenTheSiteIsLoaded) {
  const tests::TempFolder folder;
  std::filesystem::create_directory(folder.path() / "keypads");
  auto book = sample_book();
  book.folder = folder.path().string();
  EXPECT_EQ(failure_when_loaded(book), FailureClass::kKeypadTemplatesMissing);
}

TEST(PadReader, ASetThatIsDamagedIsSaidWhenTheSiteIsLoaded) {
  const tests::TempFolder folder;
  std::filesystem::create_directories(folder.path() / "keypads" / "light");
  std::ofstream(folder.path() / "keypads" / "light" / "set.toml") << "name = 1";
  auto book = sample_book();
  book.folder = folder.path().string();
  EXPECT_EQ(failure_when_loaded(book), FailureClass::kKeypadTemplatesMissing);
}

TEST(PadReader, APictureThatIsNoneIsUnsure) {
  const auto book = sample_book();
  EXPECT_EQ(failure_of(PadReader(book), view_of("no picture", cells())),
            FailureClass::kKeypadUnsure);
}

TEST(PadReader, CellsThatCannotBeAPadAreADrift) {
  const auto book = sample_book();
  const auto pad = keypads::deal_pad(keypads::sample_keypad_style(), 5);
  auto outside = cells();
  outside.front().x = 5000;
  EXPECT_EQ(failure_of(PadReader(book), view_of(pad.png, outside)), FailureClass::kLayoutDrift);
  EXPECT_EQ(failure_of(PadReader(book), view_of(pad.png, {})), FailureClass::kLayoutDrift);
}

TEST(PadReader, APageWithoutThePadsPictureIsADrift) {
  const auto book = sample_book();
  const PadReader reader(book);
  EXPECT_EQ(reader.pictures_on("login", {{"logo", "/l.png"}, {"pad", "/p.png"}}),
            std::vector<std::string>{"pad"});
  EXPECT_THROW((void)reader.pictures_on("login", {{"logo", "/l.png"}}), model::VisitFailure);
}

FormOnPage form_with_pad() {
  page::FormReading reading;
  reading.pictures["pad"] = "/pad";
  reading.areas = cells();
  return {std::move(reading), {.action = "/login", .pad = "login"}};
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
  const auto failure = stand.failure_of(visit.read_pad("login", form_with_pad()));
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
  auto reading = stand.loop.run(visit.read_pad("login", form_with_pad()));
  LoginForm form("login");
  form.presses("keys", std::move(reading));
  EXPECT_EQ(stand.failure_of(visit.submit_login(std::move(form))).failure(),
            FailureClass::kKeypadUnsure);
  EXPECT_EQ(stand.transport.book, std::vector<std::string>{"GET /pad"});
}

}  // namespace
}  // namespace vancrawl::session
