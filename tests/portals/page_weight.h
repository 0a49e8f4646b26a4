#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vancrawl::portals {

/// How much markup surrounds the same text on a sample_keypad listing of 100 rows.
enum class PageWeight {
  kLean,    ///< about 19 KB: no optional end tags, nothing else
  kNormal,  ///< about 40 KB
  kHeavy,   ///< about 78 KB: scripts, styles, comments, attributes, blanks
};
[[nodiscard]] std::optional<PageWeight> page_weight_named(std::string_view name);

/// Writes table markup in one weight. Texts must not need escaping.
class Markup {
 public:
  explicit Markup(PageWeight weight) : weight_(weight) {}

  [[nodiscard]] std::string head_noise() const;  ///< inside <head>
  [[nodiscard]] std::string foot_noise() const;  ///< before </body>
  void open_row(std::string& out) const;
  void close_row(std::string& out) const;
  void cell(std::string& out, std::string_view text) const;
  /// Money: right-aligned where there are attributes.
  void amount(std::string& out, std::string_view text) const;

 private:
  void cell(std::string& out, std::string_view text, std::string_view alignment) const;

  PageWeight weight_;
};

}  // namespace vancrawl::portals
