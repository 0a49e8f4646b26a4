#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/keypads/pad_picture.h"

/// The looks of the keypads that the simulator's fictitious sites deal.
namespace vancrawl::keypads {

/// One page of a pad; all pages of a skin have the same grid.
struct SkinPage {
  std::string name;     ///< "" on a pad of one page
  std::string picture;  ///< the id of its <img>
  std::string set;      ///< the template set enrolled for it
  PadStyle style;
};

/// How the portal takes presses.
enum class SkinSends {
  kOneField,    ///< all in one field; every page is shown with the login
  kEachPress,   ///< one request a press; one page shows
  kReshuffles,  ///< the same, and every answer deals the pad anew
};

struct SampleSkin {
  std::string name;
  SkinSends sends = SkinSends::kOneField;
  std::vector<SkinPage> pages;
};

/// Six numeric ones, the first of which is sample_keypad_style().
[[nodiscard]] std::span<const SampleSkin> sample_keypad_skins();
/// Two with letters, digits and marks on three pages, in kept order with blanks between.
[[nodiscard]] std::span<const SampleSkin> sample_qwerty_skins();

/// The page of any of them whose template set has this name; null when there is none.
[[nodiscard]] const SkinPage* sample_page_of_set(std::string_view set);

}  // namespace vancrawl::keypads
