#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace vancrawl::page {

struct HtmlAttribute {
  std::string_view name;   ///< as written
  std::string_view value;  ///< as written, without its quotes; entities stay
};

/// One start or end tag, cut as the HTML standard cuts it.
struct HtmlTag {
  static constexpr std::size_t kMostAttributes = 64;

  bool is_end = false;
  std::string_view name;
  std::array<HtmlAttribute, kMostAttributes> attributes{};
  std::size_t attribute_count = 0;
  bool has_too_many = false;
  std::size_t end = 0;       ///< one past '>'
  bool is_complete = false;  ///< false: the page ends within the tag
};

/// Reads the tag at `at`, which stands on '<' before a letter or "</" before a letter.
void read_tag(std::string_view html, std::size_t at, HtmlTag& tag);

/// One past the tag at `at` of slimmed HTML, where every value stands in double quotes and names
/// may hold quotes too (a typing error: <td"class=x>); the end of the text if the tag does not end.
[[nodiscard]] std::size_t end_of_slim_tag(std::string_view html, std::size_t at);

/// One past a comment, doctype or other markup that begins with "<!", "<?" or "</" at `at`.
[[nodiscard]] std::size_t end_of_markup(std::string_view html, std::size_t at);

/// Where the end tag "</name" of a raw text element begins, at or behind `at`; the page's end if
/// there is none. Scripts inside comments inside scripts are followed.
[[nodiscard]] std::size_t end_of_raw_text(std::string_view html, std::size_t at,
                                          std::string_view name);

/// One past the end tag that belongs to the svg or math element whose content begins at `at`; npos
/// if it has none, or if table cells stand within.
[[nodiscard]] std::size_t end_of_foreign(std::string_view html, std::size_t at,
                                         std::string_view name);

struct PlainReference {
  char character = '\0';
  std::size_t length = 0;  ///< 0: not one of these
  bool is_none = false;    ///< its number is no character: digits that only look like a reference
};

/// "&#52;", "&#x34;" or, as parsers forgive, "&#52" at the front of a text -> '4'; digits, the
/// blank and '-' only.
[[nodiscard]] PlainReference plain_reference(std::string_view text);

/// A colspan or rowspan as written: 1 to 1000.
[[nodiscard]] std::size_t span_value(std::string_view value);

/// The name in lower case of an attribute that slimming keeps (id, value, colspan, data-… …; style
/// only where it places an element); empty if it goes. May point into `lowered`.
[[nodiscard]] std::string_view kept_attribute_name(std::string_view name, std::string& lowered);

[[nodiscard]] constexpr bool is_html_blank(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}
[[nodiscard]] constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
[[nodiscard]] bool same_ignoring_case(std::string_view a, std::string_view b);

}  // namespace vancrawl::page
