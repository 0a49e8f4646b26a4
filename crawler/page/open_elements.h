#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "crawler/page/html_tags.h"

namespace vancrawl::page {

/// How deep an HTML parser would be, counted while tags go by and before any parser sees the page:
/// end tags that HTML lets people leave out (td, tr, li, p, option) are supplied, void elements do
/// not nest, and formatting that was closed out of order counts, because parsers reopen it. Every
/// tag costs at most the depth.
class OpenElements {
 public:
  static constexpr std::size_t kDeepest = 512;
  /// Formatting left open is reopened for every paragraph that follows: more is a bomb.
  static constexpr std::size_t kMostLeftOpen = 64;

  OpenElements();

  /// False if the page is refused: too deep, or too much formatting left open.
  [[nodiscard]] bool open(Tag tag, bool has_attributes);
  void close(Tag tag);
  [[nodiscard]] std::size_t depth() const { return stack_.size() + left_.total; }
  [[nodiscard]] bool is_open(Tag tag) const { return counts_[static_cast<std::size_t>(tag)] > 0; }

 private:
  using TagSet = std::array<bool, kTagCount>;
  static constexpr std::size_t kFormattingTags = 14;

  /// Formatting elements that were popped by something else than their own end tag.
  struct LeftOpen {
    std::size_t total = 0;
    std::array<unsigned char, kFormattingTags> plain{};
  };
  struct Element {
    Tag tag = Tag::kOther;
    bool has_attributes = false;
  };

  [[nodiscard]] bool is_ignored_in_select(Tag tag);
  void close_implied(Tag tag);
  void pop();
  void pop_to(std::size_t size);
  void pop_through_outermost(const TagSet& tags, const TagSet& barrier);
  /// Index of the innermost open `tag` this side of a barrier; the stack's size if there is none.
  [[nodiscard]] std::size_t innermost(Tag tag, const TagSet& barrier) const;

  std::vector<Element> stack_;
  std::vector<LeftOpen> before_markers_;
  LeftOpen left_;
  std::array<unsigned, kTagCount> counts_{};
};

}  // namespace vancrawl::page
