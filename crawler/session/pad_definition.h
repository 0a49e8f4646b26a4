#pragma once

#include <array>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crawler/page/pad_keys.h"
#include "crawler/page/pattern.h"
#include "keypad_solver/layout.h"

namespace vancrawl::session {

/// One page of a pad: the characters that show together.
struct PadPage {
  std::string name;     ///< what {page} stands for
  std::string picture;  ///< the id of its <img>; empty: each key has a picture of its own
  std::string set;      ///< the folder of its template set, below keypads/
  /// The skin's size, alphabet and order. Without cells they are those that PadDefinition::keys
  /// finds; else they stand fixed.
  keypad_solver::LayoutSpec layout;
};

/// A JSON answer that says where a pad's keys are.
struct JsonKeys {
  std::string request;  ///< its {placeholders} are the login form's hidden fields
  page::JsonKeyMarks marks;
};

/// Where a pad's keys are said: on the page that shows it, or in a JSON answer of their own.
/// Neither where every page of the pad has fixed cells.
using KeySource = std::variant<std::monostate, page::KeyMarks, JsonKeys>;

/// How presses travel.
enum class PadSends {
  kOneField,   ///< all of them in one field of the login
  kEachPress,  ///< one request a press, which the portal answers with its mask
};

/// One look of a pad. Its first picture's size and the print of its set tell it from the others.
struct PadSkin {
  int width = 0;  ///< of every picture (the pad's or a key's), in pixels of the map
  int height = 0;
  PadSends sends = PadSends::kOneField;
  bool reshuffles = false;  ///< after every press, with the answer to it
  /// The first one shows when the pad is dealt; with kOneField all of them do.
  std::vector<PadPage> pages;
};

/// What every pad that answers each press has in common.
struct EachPress {
  static constexpr std::chrono::milliseconds kShortestGap{260};

  std::string press;   ///< the declared request that carries one press or one switch
  std::string clear;   ///< the declared request that empties the field
  std::string reload;  ///< the declared request that deals a pad of one page anew; may be empty
  page::Pattern mask;  ///< its group holds the masked text, one character a press
  std::string switch_format;  ///< the text of a switch, e.g. "page:{page}"; pads of one page: empty
  std::chrono::milliseconds gap = kShortestGap;  ///< between two requests
};

/// A pad of a site: how presses on it are written ("{x},{y}:{token}", also {cell} and {page}), and
/// the skins that it may wear.
struct PadDefinition {
  static constexpr std::array<std::string_view, 5> kPlaceholders = {"x", "y", "cell", "page",
                                                                    "token"};

  std::string press_format;
  std::string separator;
  KeySource keys;
  std::optional<EachPress> each_press;
  std::map<std::string, PadSkin, std::less<>> skins;
};

}  // namespace vancrawl::session
