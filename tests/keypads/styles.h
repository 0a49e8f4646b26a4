#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/keypads/pad_picture.h"

/// The looks of secure keypads, in the numbers of the taxonomy they were measured for.
namespace vancrawl::keypads {

/// How the characters may lie on the cells; the words of geometry files.
enum class Arrangement {
  kPermutation,         ///< anywhere
  kFixedSubset,         ///< anywhere, but Style::fixed stay
  kOrderedWithDummies,  ///< in the alphabet's order, row by row, dummies anywhere in each row
  kRowsSwapped,         ///< the same, but the rows stand in any order
};

/// What a key shows instead of a character. In truth and labels kBlank is "", all others "*".
enum class Mark {
  kBlank,
  kLogo,       ///< a bank's coloured disc
  kLeaf,       ///< two coloured leaves, green and red
  kLock,       ///< orange padlock
  kHash,       ///< '#' in the pad's font
  kAsterisk,   ///< '*' in the pad's font
  kBackspace,  ///< arrow with a cross
  kShift,      ///< upward arrow
  kWord,       ///< the words of Dummy::word or SceneryKey::word
};

/// A cell without a character of the alphabet; cell -1: dealt like the characters.
struct Dummy {
  Mark mark = Mark::kBlank;
  int cell = -1;
  std::string word{};  ///< UTF-8
};

/// A key that is drawn but that nobody declares: commands, and parts of the pad with other rules.
struct SceneryKey {
  Cell cell;
  Mark mark = Mark::kBlank;
  std::string word{};
  int font_px = 12;
  bool shuffles = false;  ///< swaps its word with the other shuffling keys at each deal
};

struct KeyLook {
  Colour top{252, 252, 253};
  Colour bottom{230, 233, 238};
  Colour border{178, 184, 192};
  Colour ink{51, 51, 51};
  int border_px = 1;
  int radius_px = 0;
};

enum class SubLabel { kNone, kPhoneLetters, kJamo };
enum class Antialias { kGray, kSubPixel };

/// Lengths in pixels of the style's own size.
struct Look {
  Colour page_top{206, 210, 216};
  Colour page_bottom{206, 210, 216};
  bool clear_page = false;  ///< nothing but the keys is opaque
  KeyLook key{};
  KeyLook second{};  ///< of the characters in second_look_for
  std::string second_look_for{};
  KeyLook command{};  ///< of scenery
  int font_px = 24;
  bool bold = false;
  Antialias antialias = Antialias::kGray;
  double label_x = 0.5;  ///< centre of the character, in parts of the key
  double label_y = 0.5;
  SubLabel sub_label = SubLabel::kNone;
  int sub_px = 9;
  Colour sub_ink{60, 90, 200};
  int jitter_px = 0;     ///< each character is moved by -jitter..jitter in x and in y
  int turn_degrees = 0;  ///< each is turned by -turn..turn
  int size_percent = 0;  ///< each is drawn larger or smaller by at most that
  int lines = 0;         ///< random lines across the pad
  int speckles = 0;      ///< per thousand pixels
  double gamma = 1.0;
  bool hover = false;  ///< one key in some deals is lighter or darker
};

enum class Carrier {
  kOnePicture,   ///< characters lie in the cells
  kSpriteSheet,  ///< the cells show nothing, the characters lie below: DealtPad::sprites
  kTiles,        ///< one picture a key, here side by side: the picture is the sheet of them
};

enum class FileKind { kPng, kPngAlpha, kPngPalette, kJpeg, kGif, kAnimatedGif };

/// One product's keypad: what a page would declare of it, and its look.
struct Style {
  std::string name;
  int number = 0;  ///< in the taxonomy
  int width = 0;   ///< of the picture
  int height = 0;
  std::vector<Cell> cells;  ///< in reading order; with keys_move the places of all keys
  /// The keys stand on other cells at each deal (the page tells where), in reading order.
  bool keys_move = false;
  /// kSpriteSheet: one place a character, in random order at each deal, and last the blanks' place.
  std::vector<Cell> sprite_places{};
  std::string alphabet = "0123456789";
  Arrangement arrangement = Arrangement::kPermutation;
  std::map<char, std::uint16_t> fixed{};
  std::vector<std::uint16_t> rows{};     ///< cells in each row; ordered arrangements have them
  std::vector<std::string> row_texts{};  ///< the alphabet cut into those rows
  std::vector<Dummy> dummies{};
  std::vector<SceneryKey> scenery{};
  Carrier carrier = Carrier::kOnePicture;
  FileKind file = FileKind::kPng;
  Look look{};
  /// Small bilingual keys that only an enrolled set can read.
  bool needs_set = false;
  /// Kept away from every choice of a threshold.
  bool held_out = false;
};

/// All of them, at their own size and plain look.
[[nodiscard]] std::span<const Style> styles();

/// Throws std::invalid_argument that names the style when there is none of that name.
[[nodiscard]] const Style& style_named(std::string_view name);

/// Digits alone: bad pads are made of these.
[[nodiscard]] bool is_numeric(const Style& style);

/// How many dummies carry ink.
[[nodiscard]] int marked_dummies(const Style& style);

/// Another site's skin of the same product: gradients, borders, corners, colours, light on dark,
/// sub-pixel antialiasing, gamma, hover, a transparent page. The same seed gives the same skin.
[[nodiscard]] Style varied(const Style& style, std::uint64_t seed);

/// The style at another device pixel ratio or page zoom, drawn at that size.
[[nodiscard]] Style scaled(const Style& style, double factor);

/// "permutation", "fixed_subset", "ordered_with_dummies", "rows_swapped".
[[nodiscard]] std::string_view arrangement_name(Arrangement arrangement);

}  // namespace vancrawl::keypads
