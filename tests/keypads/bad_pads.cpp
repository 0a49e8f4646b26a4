#include "tests/keypads/bad_pads.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "tests/keypads/arrangement.h"
#include "tests/keypads/encode.h"
#include "tests/keypads/key_paint.h"
#include "tests/keypads/seeded_random.h"
#include "tests/keypads/spoil.h"

namespace vancrawl::keypads {
namespace {

using Faces = std::vector<std::string>;

constexpr std::uint64_t kBadSalt = 0x626164U;
constexpr std::uint64_t kOtherPadSalt = 0x6f74686572U;

constexpr std::array kKinds = {
    BadKind::kDecoyTwin, BadKind::kLookAlikeLetter, BadKind::kOtherLetter, BadKind::kTwiceAndAbsent,
    BadKind::kShifted,   BadKind::kHalfLoaded,      BadKind::kHangul,      BadKind::kLetters,
    BadKind::kCovered,   BadKind::kWrongPage,       BadKind::kErrorPage,   BadKind::kAllBlank,
    BadKind::kWrongSize, BadKind::kTruncatedFile,   BadKind::kTwoPads,
};

/// The letters that could be taken for a digit; "" for digits that no letter looks like.
constexpr std::array<std::string_view, 10> kLookAlikes = {"ODQo", "Il", "Z", "",  "",
                                                          "S",    "bG", "",  "B", "gq"};
constexpr std::string_view kUnlikeLetters = "EFHKMNRUWXkmwx";
constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kMarks = "!@#$%^&()+=?/<>~";
constexpr std::array<std::string_view, 14> kSyllables = {"가", "나", "다", "라", "마", "바", "사",
                                                         "아", "자", "차", "카", "타", "파", "하"};

bool is_digit(const std::string& face) { return class_of(face) == "1"; }

std::vector<std::size_t> cells_where(const Faces& faces, bool digits) {
  std::vector<std::size_t> cells;
  for (std::size_t cell = 0; cell < faces.size(); ++cell)
    if (is_digit(faces[cell]) == digits) cells.push_back(cell);
  return cells;
}

template <typename Items>
auto pick(const Items& items, SeededRandom& random) {
  return items[random.below(static_cast<std::uint32_t>(std::size(items)))];
}

template <typename Items>
void shuffle(Items& items, SeededRandom& random) {
  for (std::size_t i = items.size(); i > 1; --i)
    std::swap(items[i - 1], items[random.below(static_cast<std::uint32_t>(i))]);
}

/// One bad pad in the making.
class Spoiler {
 public:
  Spoiler(Dealer& dealer, const Style& style, const PadFont& font, std::uint64_t seed,
          Damage damage)
      : dealer_(dealer),
        style_(style),
        font_(font),
        seed_(seed),
        damage_(damage),
        random_(seed ^ kBadSalt),
        faces_(arrange(style, seed).faces) {}

  BadPad make(BadKind kind) {
    switch (kind) {
      case BadKind::kDecoyTwin:
        return decoy_twin();
      case BadKind::kLookAlikeLetter:
        return look_alike_letter();
      case BadKind::kOtherLetter:
        return one_face(pick(cells_where(faces_, true), random_), letter(kUnlikeLetters));
      case BadKind::kTwiceAndAbsent:
        return twice_and_absent();
      case BadKind::kShifted:
        return shifted();
      case BadKind::kHalfLoaded:
        return half_loaded();
      case BadKind::kHangul:
        return all_digits_as({kSyllables.begin(), kSyllables.end()});
      case BadKind::kLetters:
        return all_digits_as(single(kLetters));
      case BadKind::kCovered:
        return covered();
      case BadKind::kWrongPage:
        return all_digits_as(single(kMarks));
      case BadKind::kErrorPage:
        return error_page();
      case BadKind::kAllBlank:
        return all_blank();
      case BadKind::kWrongSize:
        return wrong_size();
      case BadKind::kTruncatedFile:
        return truncated_file();
      case BadKind::kTwoPads:
        return two_pads();
    }
    throw std::logic_error("a kind of bad pad without a name");
  }

 private:
  std::string letter(std::string_view letters) { return std::string(1, pick(letters, random_)); }

  static Faces single(std::string_view letters) {
    Faces faces;
    for (const char character : letters) faces.emplace_back(1, character);
    return faces;
  }

  BadPad drawn(std::vector<std::size_t> spoilt) {
    BadPad bad{.pad = dealer_.draw(style_, font_, faces_, seed_, damage_),
               .file = {},
               .spoilt_cells = std::move(spoilt)};
    bad.file = file_of(style_, bad.pad);
    return bad;
  }

  BadPad one_face(std::size_t cell, std::string face) {
    faces_[cell] = std::move(face);
    return drawn({cell});
  }

  BadPad decoy_twin() {
    const std::size_t twin = pick(cells_where(faces_, true), random_);
    return one_face(pick(cells_where(faces_, false), random_), faces_[twin]);
  }

  BadPad look_alike_letter() {
    auto cells = cells_where(faces_, true);
    std::erase_if(cells, [this](std::size_t cell) { return look_alikes(cell).empty(); });
    const std::size_t cell = pick(cells, random_);
    return one_face(cell, letter(look_alikes(cell)));
  }

  std::string_view look_alikes(std::size_t cell) const {
    return kLookAlikes.at(static_cast<std::size_t>(faces_[cell].front() - '0'));
  }

  BadPad twice_and_absent() {
    auto cells = cells_where(faces_, true);
    shuffle(cells, random_);
    return one_face(cells[0], faces_[cells[1]]);
  }

  BadPad all_digits_as(Faces others) {
    shuffle(others, random_);
    const auto cells = cells_where(faces_, true);
    for (std::size_t i = 0; i < cells.size(); ++i) faces_[cells[i]] = others[i];
    return drawn(cells);
  }

  BadPad all_blank() {
    const auto cells = cells_where(faces_, true);
    std::ranges::fill(faces_, "");
    return drawn(cells);
  }

  /// A rectangle of the style in the pixels of the picture.
  static Cell in_picture(const DealtPad& pad, const Cell& cell) {
    const double factor = static_cast<double>(pad.picture.width) / pad.width;
    const auto grown = [factor](int value) {
      return static_cast<int>(std::lround(value * factor));
    };
    return {grown(cell.x), grown(cell.y), grown(cell.w), grown(cell.h)};
  }

  static Cell face_in_picture(const DealtPad& pad, std::size_t cell) {
    return in_picture(pad, pad.sprites.empty() ? pad.cells[cell] : pad.sprites[cell]);
  }

  /// The picture was changed after it had been a file.
  static BadPad& filed(BadPad& bad) {
    bad.pad.jpeg.clear();
    bad.file = encode(bad.pad.picture, FileKind::kPng);
    return bad;
  }

  BadPad shifted() {
    BadPad bad = drawn({});
    const Cell cell = face_in_picture(bad.pad, 0);
    const std::uint32_t axis = random_.below(3);
    const auto part = [this](int side) {
      const int move = side * random_.between(38, 60) / 100 + 1;
      return random_.below(2) == 0 ? move : -move;
    };
    const int dx = axis == 1 ? 0 : part(cell.w);
    const int dy = axis == 0 ? 0 : part(cell.h);
    bad.pad.picture = moved(bad.pad.picture, dx, dy);
    return std::move(filed(bad));
  }

  /// The lowest row with a digit keeps at most 40 % of its height.
  BadPad half_loaded() {
    BadPad bad = drawn({});
    int top = std::numeric_limits<int>::max();
    int last = 0;
    for (const std::size_t cell : cells_where(faces_, true)) {
      const Cell place = face_in_picture(bad.pad, cell);
      top = std::min(top, place.y);
      last = std::max(last, place.y + place.h * 4 / 10);
    }
    const int row = random_.between(top + (last - top) / 4, last);
    lose_from_row(bad.pad.picture, row, random_);
    for (const std::size_t cell : cells_where(faces_, true)) {
      const Cell place = face_in_picture(bad.pad, cell);
      if (row <= place.y + place.h * 4 / 10) bad.spoilt_cells.push_back(cell);
    }
    return std::move(filed(bad));
  }

  BadPad covered() {
    const std::size_t cell = pick(cells_where(faces_, true), random_);
    BadPad bad = drawn({cell});
    cover_key(bad.pad.picture, face_in_picture(bad.pad, cell), random_);
    return std::move(filed(bad));
  }

  BadPad error_page() {
    static constexpr std::array<std::string_view, 6> kLines = {
        "서비스 이용에 불편을 드려 죄송합니다", "HTTP 500",      "Error code 80412957",
        "잠시 후 다시 시도하여 주십시오",       "세션이 만료됨", "Please log in again 3610"};
    Style page{.name = "error page", .width = style_.width, .height = style_.height, .cells = {}};
    page.alphabet.clear();
    page.look.page_top = page.look.page_bottom = {255, 255, 255};
    page.look.command = {.top = {255, 255, 255}, .bottom = {255, 255, 255}, .border_px = 0};
    const int step = std::max(style_.height / 7, 12);
    for (int y = step / 2; y + step <= style_.height; y += step)
      page.scenery.push_back({.cell = {0, y, style_.width, step},
                              .word = std::string(pick(kLines, random_)),
                              .font_px = std::clamp(step / 2, 10, 40)});
    BadPad bad{
        .pad = dealer_.draw(page, font_, {}, seed_, damage_), .file = {}, .spoilt_cells = {}};
    bad.file = file_of(page, bad.pad);
    return bad;
  }

  BadPad wrong_size() {
    BadPad bad = drawn({});
    bad.pad.picture = missized(bad.pad.picture, random_);
    return std::move(filed(bad));
  }

  BadPad truncated_file() {
    BadPad bad = drawn({});
    const auto percent = static_cast<std::size_t>(random_.between(20, 95));
    bad.file.resize(bad.file.size() * percent / 100);
    return bad;
  }

  BadPad two_pads() {
    BadPad bad = drawn({});
    const DealtPad other = dealer_.deal(style_, font_, seed_ ^ kOtherPadSalt, damage_);
    bad.pad.picture = joined(bad.pad.picture, other.picture, random_);
    return std::move(filed(bad));
  }

  Dealer& dealer_;
  const Style& style_;
  const PadFont& font_;
  std::uint64_t seed_;
  Damage damage_;
  SeededRandom random_;
  Faces faces_;
};

}  // namespace

std::span<const BadKind> bad_kinds() { return kKinds; }

std::string_view bad_kind_name(BadKind kind) {
  switch (kind) {
    case BadKind::kDecoyTwin:
      return "decoy_twin";
    case BadKind::kLookAlikeLetter:
      return "look_alike_letter";
    case BadKind::kOtherLetter:
      return "other_letter";
    case BadKind::kTwiceAndAbsent:
      return "twice_and_absent";
    case BadKind::kShifted:
      return "shifted";
    case BadKind::kHalfLoaded:
      return "half_loaded";
    case BadKind::kHangul:
      return "hangul";
    case BadKind::kLetters:
      return "letters";
    case BadKind::kCovered:
      return "covered";
    case BadKind::kWrongPage:
      return "wrong_page";
    case BadKind::kErrorPage:
      return "error_page";
    case BadKind::kAllBlank:
      return "all_blank";
    case BadKind::kWrongSize:
      return "wrong_size";
    case BadKind::kTruncatedFile:
      return "truncated_file";
    case BadKind::kTwoPads:
      return "two_pads";
  }
  return {};
}

bool can_be_bad(const Style& style, BadKind kind) {
  if (!is_numeric(style)) return false;
  if (kind == BadKind::kDecoyTwin) return !style.dummies.empty();
  const bool of_the_whole = kind == BadKind::kShifted || kind == BadKind::kErrorPage ||
                            kind == BadKind::kWrongSize || kind == BadKind::kTwoPads;
  return !of_the_whole || style.carrier != Carrier::kTiles;
}

BadPad make_bad_pad(Dealer& dealer, BadKind kind, const Style& style, const PadFont& font,
                    std::uint64_t seed, Damage damage) {
  if (!can_be_bad(style, kind))
    throw std::invalid_argument(style.name + " cannot be bad as " +
                                std::string(bad_kind_name(kind)));
  return Spoiler(dealer, style, font, seed, damage).make(kind);
}

}  // namespace vancrawl::keypads
