#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "crawler/session/login_visit.h"
#include "crawler/site_api/definition.h"
#include "keypad_solver/geometry.h"
#include "tests/crawler/session/session_stand.h"
#include "tests/keypads/pad_layout.h"
#include "tests/keypads/sample_skins.h"

namespace vancrawl::session {
namespace {

using keypads::Cell;
using model::FailureClass;
using tests::answer_of;
using tests::html;
using tests::SessionStand;

/// How far keys stand from the faces that they show: a press on the face instead is seen.
constexpr int kAway = 400;

std::string text_of(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

/// The sample site with its light skin alone and with these lines for the pad's keys.
SiteBook book_with(const std::string& keys, const std::string& page, const std::string& geometry) {
  const std::filesystem::path sample = VANCRAWL_SOURCE_DIR "/sites/sample_keypad";
  const tests::TempFolder folder;
  std::filesystem::copy(sample / "keypads", folder.path() / "keypads",
                        std::filesystem::copy_options::recursive);
  std::ofstream(folder.path() / "keypads" / "light.toml") << geometry;
  auto toml = text_of(sample / "site.toml");
  const auto from = toml.find("[pads.login]");
  const auto to = toml.find("[[pages]]");
  toml.replace(from, to - from,
               "[requests.pad_keys]\npath = \"/pad/keys\"\n"
               "parameters = [[\"pad_id\", \"{pad_id}\"]]\npages = [\"pad_keys\"]\n"
               "[[pages]]\npage = \"pad_keys\"\ndialect = \"json\"\nall_of = [\"buttons\"]\n"
               "[pads.login]\npress_format = \"{x},{y}\"\nseparator = \";\"\n" +
                   keys + "\n[pads.login.skins.light]\nsize = [320, 203]\npages = [{picture = " +
                   "\"pad\", " + page + "}]\n");
  std::ofstream(folder.path() / "site.toml") << toml;
  auto book = site_api::load_site(
      folder.path().string(), {},
      site_api::CardCompanies::of_file(VANCRAWL_SOURCE_DIR "/sites/card_companies.toml"));
  return book;
}

/// A portal that shows one dealt pad of the light skin; how it tells the keys is the test's.
struct KeyStand {
  using Told = std::function<std::string(const keypads::Pad&)>;

  KeyStand(const std::string& keys, const std::string& page, Told on_page, Told as_json = {},
           const std::string& geometry = "")
      : stand(
            [this, on_page, as_json](const tests::Asked& asked) -> http::SendResult {
              if (asked.path == "/login") {
                return html(
                    "<form action='/login.do'><input type=hidden name=pad_id value=7>"
                    "<input name=user_id><img id=pad src='/pad/1.png'></form>" +
                    on_page(pad));
              }
              if (asked.path == "/pad/keys") return answer_of(200, as_json(pad));
              if (asked.path == "/pad/1.png") return answer_of(200, pad.png, "image/png");
              return html("<p>메인 로그아웃 사업자번호 아이디</p>");
            },
            book_with(keys, page, geometry)),
        reader(with_sample_folder(stand.book)),
        visit(stand.conversation, stand.ledger, reader, {"shop", tests::secret("4701")},
              stand.loop.random) {}

  /// The copy that the book was read from is gone; its sets are those of the site.
  static const SiteBook& with_sample_folder(SiteBook& book) {
    book.folder = VANCRAWL_SOURCE_DIR "/sites/sample_keypad";
    return book;
  }

  boost::asio::awaitable<LoginOutcome> log_in() {
    auto page = co_await visit.open("login_form", {});
    const auto on_page = visit.form_of(page, "/login.do", "login");
    auto reading = co_await visit.read_pad("login", on_page);
    LoginForm form("login");
    form.text("pad_id", on_page.hidden("pad_id")).presses("keys", std::move(reading));
    auto outcome = co_await visit.submit_login(std::move(form));
    co_return outcome;
  }

  /// The faces at the points that were pressed, keys standing `away` from their faces.
  std::string typed(int away) {
    EXPECT_EQ(stand.loop.run(log_in()).result, LoginResult::kAccepted);
    std::istringstream presses(tests::fields_of(stand.transport.sent.back().body)["keys"]);
    std::string faces;
    for (std::string press; std::getline(presses, press, ';');) {
      const int x = std::stoi(press) - away;
      const int y = std::stoi(press.substr(press.find(',') + 1));
      for (std::size_t i = 0; i < pad.cells.size(); ++i) {
        const Cell& cell = pad.cells[i];
        const bool hit = x >= cell.x && x < cell.x + cell.w && y >= cell.y && y < cell.y + cell.h;
        if (hit) faces += pad.faces[i];
      }
    }
    return faces;
  }

  model::VisitFailure failure() { return stand.failure_of(log_in()); }

  keypads::Pad pad = keypads::deal_pad(keypads::sample_keypad_style(), 61);
  SessionStand stand;
  PadReader reader;
  LoginVisit visit;
};

constexpr const char* kDigits = "dummies = [2, 2]";

/// What each key says of itself: its character, and the class of it.
using Clue = std::function<std::string(const std::string& face)>;

std::string own_label(const std::string& face) { return face; }
std::string own_class(const std::string& face) { return face.empty() ? "" : "data:ab:1"; }

std::string areas(const keypads::Pad& pad, const Clue& label, const Clue& mask) {
  std::string map = "<map name=m>";
  for (std::size_t i = 0; i < pad.cells.size(); ++i) {
    const Cell& cell = pad.cells[i];
    map += fmt::format("<area coords='{},{},{},{}' alt='{}' data-action='{}'>", cell.x, cell.y,
                       cell.x + cell.w, cell.y + cell.h, label(pad.faces[i]), mask(pad.faces[i]));
  }
  return map + "</map>";
}

TEST(PadKeysVisit, AreasWithLabelsAndClassesThatAgreeArePressed) {
  KeyStand stand(R"(keys = {label = "alt", class = "data-action"})", kDigits,
                 [](const keypads::Pad& pad) { return areas(pad, own_label, own_class); });
  EXPECT_EQ(stand.typed(0), "4701");
}

TEST(PadKeysVisit, ALabelThatContradictsThePictureIsUnsure) {
  const Clue swapped = [](const std::string& face) {
    return face == "4" ? "7" : face == "7" ? "4" : face;
  };
  const auto page = [&](const keypads::Pad& pad) { return areas(pad, swapped, own_class); };
  KeyStand stand(R"(keys = {label = "alt"})", kDigits, page);
  const auto failure = stand.failure();
  EXPECT_EQ(failure.failure(), FailureClass::kKeypadUnsure);
  EXPECT_STREQ(failure.what(), "label_disagrees");
  EXPECT_EQ(stand.stand.transport.times("begin"), 0);
  KeyStand unasked("keys = {}", kDigits, page);
  EXPECT_EQ(unasked.typed(0), "4701") << "labels count only where the site asks for them";
}

TEST(PadKeysVisit, AClassThatContradictsThePictureIsUnsure) {
  const Clue letter_at_4 = [](const std::string& face) {
    return face == "4" ? "data:ab:a" : own_class(face);
  };
  KeyStand stand(R"(keys = {class = "data-action"})", kDigits,
                 [&](const keypads::Pad& pad) { return areas(pad, own_label, letter_at_4); });
  const auto failure = stand.failure();
  EXPECT_EQ(failure.failure(), FailureClass::kKeypadUnsure);
  EXPECT_STREQ(failure.what(), "label_disagrees");
}

/// Elements that stand elsewhere and show faces of the picture, which is their sprite sheet.
std::string sprites(const keypads::Pad& pad) {
  std::string keys = "<b class=key data-action='action:refresh' style='left:1px;top:1px'></b>";
  for (const Cell& cell : pad.cells) {
    keys += fmt::format(
        "<b class=key data-action='data:ab' style='left:{}px;top:{}px;width:{}px;height:{}px;"
        "background-position:{}px {}px'></b>",
        cell.x + kAway, cell.y, cell.w, cell.h, -cell.x, -cell.y);
  }
  return keys;
}

TEST(PadKeysVisit, StyledElementsArePressedWhereTheyStandAndReadWhereTheirFacesAre) {
  KeyStand stand(
      R"(keys = {element = ".key", token = "data-action", token_prefix = "data:", faces = true})",
      kDigits, sprites);
  EXPECT_EQ(stand.typed(kAway), "4701");
}

TEST(PadKeysVisit, AnElementThatIsNotOnThePageIsADrift) {
  KeyStand stand(R"(keys = {element = ".other", token = "data-action"})", kDigits, sprites);
  const auto failure = stand.failure();
  EXPECT_EQ(failure.failure(), FailureClass::kLayoutDrift);
  EXPECT_NE(std::string_view(failure.what()).find("0 cells"), std::string_view::npos)
      << failure.what();
}

std::string buttons(const keypads::Pad& pad) {
  std::string keys;
  for (std::size_t i = 0; i < pad.cells.size(); ++i) {
    const Cell& cell = pad.cells[i];
    keys += fmt::format(R"({}{{"at":{{"x":{},"y":{}}},"w":{},"h":{},"fx":{},"fy":{},"name":"{}"}})",
                        keys.empty() ? "" : ",", cell.x + kAway, cell.y, cell.w, cell.h, cell.x,
                        cell.y, pad.faces[i]);
  }
  return R"({"pad":{"buttons":[)" + keys + "]}}";
}

constexpr const char* kJson =
    R"([pads.login.json_keys]
request = "pad_keys"
keys = "pad.buttons"
x = "at.x"
y = "at.y"
width = "w"
height = "h"
label = "name"
face_x = "fx"
face_y = "fy")";

std::string nothing(const keypads::Pad& /*pad*/) { return ""; }

TEST(PadKeysVisit, KeysOfAJsonAnswerAreAskedForOnceWithTheFormsHiddenFields) {
  KeyStand stand(kJson, kDigits, nothing, buttons);
  EXPECT_EQ(stand.typed(kAway), "4701");
  EXPECT_EQ(stand.stand.transport.times("GET /pad/keys"), 1);
  EXPECT_EQ(stand.stand.transport.sent.at(1).query.at("pad_id"), "7");
}

TEST(PadKeysVisit, AJsonAnswerWithoutTheKeysIsADrift) {
  KeyStand stand(kJson, kDigits, nothing,
                 [](const keypads::Pad&) { return R"({"pad":{"buttons":[]}})"; });
  EXPECT_EQ(stand.failure().failure(), FailureClass::kLayoutDrift);
  EXPECT_EQ(stand.stand.transport.times("begin"), 0);
}

TEST(PadKeysVisit, AFixedGridNeedsNoKeysOnThePage) {
  const auto geometry =
      keypad_solver::write_geometry(keypads::layout_spec_of(keypads::sample_keypad_style()));
  KeyStand stand("", R"(geometry = "light.toml")", nothing, {}, geometry);
  EXPECT_EQ(stand.typed(0), "4701");
}

TEST(PadKeysVisit, CharactersThatNeverMoveRefuseADealInWhichTheyDid) {
  const auto pad = keypads::deal_pad(keypads::sample_keypad_style(), 61);
  const auto cell_of = [&pad](const std::string& face) {
    return std::ranges::find(pad.faces, face) - pad.faces.begin();
  };
  const auto page = [&](const std::string& one, const std::string& other) {
    return fmt::format(R"(order = "fixed_subset", fixed = {{"3" = {}, "8" = {}}}, {})",
                       cell_of(one), cell_of(other), kDigits);
  };
  const auto told = [](const keypads::Pad& dealt) { return areas(dealt, own_label, own_class); };
  KeyStand right("keys = {}", page("3", "8"), told);
  EXPECT_EQ(right.typed(0), "4701");
  KeyStand moved("keys = {}", page("8", "3"), told);
  EXPECT_EQ(moved.failure().failure(), FailureClass::kKeypadUnsure);
}

TEST(PadKeysVisit, TwoPicturesOfOneIdAreADriftAndNeitherIsFetched) {
  KeyStand stand("keys = {}", kDigits, [](const keypads::Pad& pad) {
    return "<img id=pad src='/pad/2.png'>" + areas(pad, own_label, own_class);
  });
  const auto failure = stand.failure();
  EXPECT_EQ(failure.failure(), FailureClass::kLayoutDrift);
  EXPECT_NE(std::string_view(failure.what()).find("two pictures"), std::string_view::npos);
  EXPECT_EQ(stand.stand.transport.times("GET /pad/1.png"), 0);
  EXPECT_EQ(stand.stand.transport.times("GET /pad/2.png"), 0);
}

TEST(PadKeysVisit, AFormThatWasReadForNoPadIsAPluginFault) {
  KeyStand stand("keys = {}", kDigits, nothing);
  auto read = [](LoginVisit& visit) -> boost::asio::awaitable<void> {
    auto page = co_await visit.open("login_form", {});
    static_cast<void>(co_await visit.read_pad("login", visit.form_of(page, "/login.do")));
  };
  EXPECT_EQ(stand.stand.failure_of(read(stand.visit)).failure(), FailureClass::kPluginFault);
}

}  // namespace
}  // namespace vancrawl::session
