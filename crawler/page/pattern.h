#pragma once

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/page/page_fault.h"

namespace re2 {
class RE2;
}

namespace vancrawl::page {

/// A regular expression (RE2 syntax) with one or two groups. Immutable, thread-safe.
class Pattern {
 public:
  struct Match {
    std::string_view first;
    std::string_view second;  ///< empty with one group
  };

  /// Refuses what does not compile or has another number of groups.
  [[nodiscard]] static std::expected<Pattern, PageFault> make(const std::string& text, int groups);
  Pattern(Pattern&&) noexcept;
  Pattern& operator=(Pattern&&) noexcept;
  ~Pattern();

  /// What the groups hold; nullopt if the text does not match. A text that matches twice with
  /// different contents is ambiguous: a kLayoutDrift fault.
  [[nodiscard]] std::expected<std::optional<Match>, PageFault> find_in(std::string_view text) const;
  [[nodiscard]] const std::string& text() const;

 private:
  explicit Pattern(std::unique_ptr<re2::RE2> compiled, int groups);
  std::unique_ptr<re2::RE2> compiled_;
  int groups_;
};

}  // namespace vancrawl::page
