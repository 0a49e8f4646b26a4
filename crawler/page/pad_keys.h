#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "crawler/page/page_fault.h"
#include "crawler/page/scrubbed_page.h"

namespace vancrawl::page {

struct Offset {
  int x = 0;
  int y = 0;

  bool operator==(const Offset&) const = default;
};

/// One key of a pad as the page says it, in the pad's pixels.
struct Area {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  std::string token{};           ///< the attribute the site names, e.g. data-token
  std::string label{};           ///< what the page calls the key, e.g. its aria-label; may be empty
  std::string mask{};            ///< its class of character: "1", "a", "A", "_"; or empty
  std::optional<Offset> face{};  ///< where on the sprite sheet its face begins
  std::string picture{};         ///< the address of its own picture, if each key has one

  bool operator==(const Area&) const = default;
};

/// Where a site's page says its keys; an attribute's name that is empty is not asked for.
struct KeyMarks {
  /// "" is every <area> of the one <map>; ".name" or "#name" the elements with that class or id,
  /// placed by left and top of their style attributes.
  std::string element{};
  int width = 0;  ///< of a key whose style does not say it; 0: every style must
  int height = 0;
  std::string token_attribute{};
  /// Elements whose token begins otherwise are no keys but commands (delete, refresh).
  std::string token_prefix{};
  std::string label_attribute{};
  std::string mask_attribute{};  ///< the mask is the whole value or follows its last ':'
  bool has_faces = false;        ///< background-position says each face
  bool has_pictures = false;     ///< each element is an <img> or holds one: the key's own picture
};

/// The keys in page order; none on a page that shows none. A key that cannot be pressed for sure
/// (no rectangle, no token, a mask that is none) is kLayoutDrift; so are labels or masks that the
/// site asks for and no key carries. Single keys, as blanks, may lack them.
[[nodiscard]] std::expected<std::vector<Area>, PageFault> read_keys(const ScrubbedPage& page,
                                                                    const KeyMarks& marks);

/// Where a JSON document says its keys. Paths are names and places in lists between dots:
/// "items.0.buttons"; those of a key begin at its object.
struct JsonKeyMarks {
  std::string keys;  ///< the list of keys
  std::string x = "x";
  std::string y = "y";
  std::string width = "w";
  std::string height = "h";
  std::string token{};  ///< these may be empty: not asked for
  std::string label{};
  std::string mask{};    ///< as in KeyMarks
  std::string face_x{};  ///< together with face_y
  std::string face_y{};
};

[[nodiscard]] std::expected<std::vector<Area>, PageFault> read_json_keys(const ScrubbedPage& page,
                                                                         const JsonKeyMarks& marks);

}  // namespace vancrawl::page
