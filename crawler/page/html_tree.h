#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/page/page_fault.h"

struct GumboInternalNode;

namespace vancrawl::page {

/// The tree of one slimmed page, in an arena that is let go of at once. Nodes and texts live as
/// long as this and the page's text. One thread.
class HtmlTree {
 public:
  /// A page that asks for more than 256 MiB is refused: with bytes and depth capped by scrubbing,
  /// only pages made to hurt do.
  [[nodiscard]] static std::expected<HtmlTree, PageFault> parse(std::string_view html);
  /// The same for the cells of slimmed HTML, which must outlive the tree, in what costs Gumbo less
  /// (measured: a third for texts, two thirds for cells): each run of text goes to it as one
  /// character that stands for it, and a plain cell beside a cell of text as a break in that text.
  /// Attributes of cells are left out but for spans and what `selector` may name. Texts of nodes
  /// are read with `next_piece`.
  [[nodiscard]] static std::expected<HtmlTree, PageFault> parse_slim(
      std::string_view html, std::string_view selector = {});
  HtmlTree(HtmlTree&&) noexcept;
  HtmlTree& operator=(HtmlTree&&) noexcept;
  ~HtmlTree();

  [[nodiscard]] const GumboInternalNode* root() const { return root_; }
  /// Takes the next piece off a node's text: the run that a character stands for, or the text up to
  /// the next such character.
  [[nodiscard]] std::string_view next_piece(std::string_view& text) const;
  /// Whether a piece is where the next cell of the row begins.
  [[nodiscard]] static bool is_cell_break(std::string_view piece);

 private:
  class Arena;
  explicit HtmlTree(std::unique_ptr<Arena> arena);
  std::unique_ptr<Arena> arena_;
  std::string skeleton_;
  std::vector<std::string_view> runs_;
  std::vector<char> meant_;  ///< of runs with character references
  const GumboInternalNode* root_ = nullptr;
};

/// All elements in document order.
[[nodiscard]] std::vector<const GumboInternalNode*> elements_of(const HtmlTree& tree);

/// The value of an attribute; empty if the element has none.
[[nodiscard]] std::string_view attribute_of(const GumboInternalNode& element, const char* name);
[[nodiscard]] bool has_attribute(const GumboInternalNode& element, const char* name);

/// "name" or "#name" is an id, ".name" one of the classes.
[[nodiscard]] bool selects(std::string_view selector, std::string_view id,
                           std::string_view classes);

}  // namespace vancrawl::page
