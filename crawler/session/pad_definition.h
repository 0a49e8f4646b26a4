#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crawler/page/pattern.h"
#include "keypad_solver/layout.h"

namespace vancrawl::session {

/// One page of a pad: the characters that show together.
struct PadPage {
  std::string name;     ///< what {page} stands for
  std::string picture;  ///< the id of its <img>
  std::string set;      ///< the folder of its template set, below keypads/
  std::string alphabet = "0123456789";
  keypad_solver::Order order = keypad_solver::Order::kPermutation;
  int dummies_min = 0;
  int dummies_max = 0;
  int marked_dummies_max = 0;
};

/// How presses travel.
enum class PadSends {
  kOneField,   ///< all of them in one field of the login
  kEachPress,  ///< one request a press, which the portal answers with its mask
};

/// One look of a pad. Its first picture's size and the print of its set tell it from the others.
struct PadSkin {
  int width = 0;  ///< of every picture, in pixels of the map
  int height = 0;
  PadSends sends = PadSends::kOneField;
  bool reshuffles = false;  ///< after every press, with the answer to it
  /// The first one shows when the pad is dealt; with kOneField all of them do.
  std::vector<PadPage> pages;
};

/// What every pad that answers each press has in common.
struct EachPress {
  static constexpr std::chrono::milliseconds kShortestGap{260};

  std::string press;          ///< the declared request that carries one press or one switch
  std::string clear;          ///< the declared request that empties the field
  page::Pattern mask;         ///< its group holds the masked text, one character a press
  std::string switch_format;  ///< the text of a switch, e.g. "page:{page}"; pads of one page: empty
  std::chrono::milliseconds gap = kShortestGap;  ///< between two requests
};

/// A pad of a site: how presses on it are written ("{x},{y}:{token}", also {cell} and {page}), and
/// the skins that it may wear.
struct PadDefinition {
  std::string press_format;
  std::string separator;
  std::optional<EachPress> each_press;
  std::map<std::string, PadSkin, std::less<>> skins;
};

}  // namespace vancrawl::session
