#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "crawler/page/html_tree.h"
#include "crawler/page/pad_keys.h"

/// What the readers of keys from HTML and from JSON share.
namespace vancrawl::page {

/// As the page writes them.
struct KeyTexts {
  std::string token;
  std::string label;
  std::string mask;
};

/// Puts the texts into an area; a needed token that is empty, one that the card number net cut, or
/// a mask that is none is a fault.
[[nodiscard]] std::optional<PageFault> set_texts(KeyTexts texts, bool needs_token, Area& area);

/// What a site's marks ask for beside the token.
struct AskedClues {
  bool labels = false;
  bool masks = false;
};

/// A fault if keys are there and none carries what was asked for: an attribute was renamed, and a
/// channel that could refuse would fall silent.
[[nodiscard]] std::optional<PageFault> unsaid(const std::vector<Area>& keys, AskedClues asked);

/// read_keys of a page that is parsed already.
[[nodiscard]] std::expected<std::vector<Area>, PageFault> read_keys(const HtmlTree& tree,
                                                                    const KeyMarks& marks);

}  // namespace vancrawl::page
