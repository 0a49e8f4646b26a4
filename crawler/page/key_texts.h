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

struct KeyNeeds {
  bool token = false;
  bool mask = false;
};

/// Puts the texts into an area; a needed token that is empty or a mask that is none is a fault.
[[nodiscard]] std::optional<PageFault> set_texts(KeyTexts texts, KeyNeeds needs, Area& area);

/// read_keys of a page that is parsed already.
[[nodiscard]] std::expected<std::vector<Area>, PageFault> read_keys(const HtmlTree& tree,
                                                                    const KeyMarks& marks);

}  // namespace vancrawl::page
