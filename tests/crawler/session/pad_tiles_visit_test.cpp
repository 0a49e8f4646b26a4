#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "crawler/session/login_visit.h"
#include "crawler/site_api/definition.h"
#include "keypad_solver/enrol.h"
#include "keypad_solver/template_files.h"
#include "tests/crawler/session/session_stand.h"
#include "tests/keypads/deal.h"
#include "tests/keypads/fonts.h"
#include "tests/keypads/pad_layout.h"
#include "tests/keypads/raster.h"
#include "tests/keypads/styles.h"

namespace vancrawl::session {
namespace {

using keypads::DealtPad;
using keypads::Style;
using model::FailureClass;
using tests::answer_of;
using tests::html;
using tests::SessionStand;

const Style& style() {
  static const Style kStyle = keypads::style_named("tiles_small");
  return kStyle;
}

DealtPad dealt(std::uint64_t seed) {
  static keypads::Dealer dealer;
  return dealer.deal(style(), keypads::pad_font("B612"), seed);
}

/// The sample site whose only pad comes as one picture a key, with an enrolled set.
class TileSite {
 public:
  TileSite() {
    const std::filesystem::path sample = VANCRAWL_SOURCE_DIR "/sites/sample_keypad";
    std::ostringstream toml;
    toml << std::ifstream(sample / "site.toml").rdbuf();
    auto text = toml.str();
    const auto from = text.find("[pads.login]");
    text.replace(from, text.find("[[pages]]") - from, R"([pads.login]
press_format = "{token}"
separator = ";"
keys = {element = ".key", token = "data-token", pictures = true}
[pads.login.skins.tiles]
size = [22, 32]
pages = [{dummies = [0, 0]}]
)");
    std::ofstream(folder_.path() / "site.toml") << text;
    enrol();
  }
  [[nodiscard]] SiteBook book() const {
    return site_api::load_site(
        folder_.path().string(), {},
        site_api::CardCompanies::of_file(VANCRAWL_SOURCE_DIR "/sites/card_companies.toml"));
  }

 private:
  void enrol() const {
    std::vector<keypad_solver::LabelledPicture> pictures;
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      auto pad = dealt(seed);
      pictures.push_back({.pixels = keypads::shot_of(style(), pad).pixels, .labels = pad.faces});
    }
    const auto layout =
        keypad_solver::Layout::make(keypads::shot_of(style(), dealt(1)).spec).value();
    const auto set =
        keypad_solver::enrol(pictures, layout, {.name = "tiles", .provenance = "a test"});
    ASSERT_TRUE(set) << set.error().reason;
    const auto folder = folder_.path() / "keypads" / "tiles";
    std::filesystem::create_directories(folder);
    std::ofstream(folder / "set.toml") << keypad_solver::write_template_set(*set);
  }

  tests::TempFolder folder_;
};

/// A portal that deals one pad; the picture of the key "4" may be another one.
struct TileStand {
  explicit TileStand(std::string picture_of_4 = "")
      : stand(
            [this, picture_of_4](const tests::Asked& asked) -> http::SendResult {
              if (asked.path == "/login") return html(login_page());
              for (std::size_t i = 0; i < pad.faces.size(); ++i) {
                if (asked.path != address_of(i)) continue;
                const bool is_other = pad.faces[i] == "4" && !picture_of_4.empty();
                return answer_of(
                    200, is_other ? picture_of_4 : keypads::encode_png(keypads::tiles_of(pad)[i]),
                    "image/png");
              }
              return html("<p>메인 로그아웃 사업자번호 아이디</p>");
            },
            site.book()),
        reader(stand.book),
        visit(stand.conversation, stand.ledger, reader, {"shop", tests::secret("4701")},
              stand.loop.random) {}

  static std::string address_of(std::size_t key) { return fmt::format("/key/{}.png", key); }

  [[nodiscard]] std::string login_page() const {
    std::string page =
        "<form action='/login.do'><input type=hidden name=pad_id value=7><input name=user_id>";
    for (std::size_t i = 0; i < pad.cells.size(); ++i) {
      const auto& cell = pad.cells[i];
      page += fmt::format(
          "<button class=key data-token=t{} style='left:{}px;top:7px;width:{}px;height:{}px'>"
          "<img src='{}'></button>",
          i, cell.x + 300, cell.w, cell.h, address_of(i));
    }
    return page + "</form>";
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

  /// The faces whose tokens were sent.
  std::string typed() {
    EXPECT_EQ(stand.loop.run(log_in()).result, LoginResult::kAccepted);
    std::istringstream presses(tests::fields_of(stand.transport.sent.back().body)["keys"]);
    std::string faces;
    for (std::string press; std::getline(presses, press, ';');)
      faces += pad.faces.at(std::stoul(press.substr(1)));
    return faces;
  }

  DealtPad pad = dealt(61);
  TileSite site;
  SessionStand stand;
  PadReader reader;
  LoginVisit visit;
};

TEST(PadTilesVisit, KeysWithPicturesOfTheirOwnAreFetchedOnceEachAndPressed) {
  TileStand stand;
  EXPECT_EQ(stand.typed(), "4701");
  for (std::size_t i = 0; i < 10; ++i)
    EXPECT_EQ(stand.stand.transport.times("GET " + TileStand::address_of(i)), 1) << i;
}

TEST(PadTilesVisit, AKeyWhosePictureHasAnotherSizeIsUnsureAndNothingIsSent) {
  TileStand stand(keypads::encode_png(keypads::Raster(22, 33, {255, 255, 255})));
  const auto failure = stand.stand.failure_of(stand.log_in());
  EXPECT_EQ(failure.failure(), FailureClass::kKeypadUnsure);
  EXPECT_NE(std::string_view(failure.what()).find("unlike_size"), std::string_view::npos);
  EXPECT_EQ(stand.stand.transport.times("begin"), 0);
}

TEST(PadTilesVisit, AKeyWhosePictureIsBlankIsUnsureAndNothingIsSent) {
  TileStand stand(keypads::encode_png(keypads::Raster(22, 32, {255, 255, 255})));
  EXPECT_EQ(stand.stand.failure_of(stand.log_in()).failure(), FailureClass::kKeypadUnsure);
  EXPECT_EQ(stand.stand.transport.times("begin"), 0);
}

TEST(PadTilesVisit, APageWithoutKeysIsADrift) {
  TileStand stand;
  stand.pad.cells.clear();
  EXPECT_EQ(stand.stand.failure_of(stand.log_in()).failure(), FailureClass::kLayoutDrift);
  EXPECT_EQ(stand.stand.transport.times("begin"), 0);
}

}  // namespace
}  // namespace vancrawl::session
