#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/page/html_tree.h"

namespace vancrawl::page {

struct HtmlCell {
  std::string_view text;    ///< as written; elements that part text leave a blank
  std::string_view hidden;  ///< the value of its first hidden input
  std::uint16_t colspan = 1;
  std::uint16_t rowspan = 1;
  bool is_header = false;
};

struct HtmlRow {
  std::size_t first_cell = 0;
  std::size_t cell_count = 0;
  std::string_view id;
  std::string_view classes;
  bool in_head = false;
  bool in_foot = false;
  bool is_selected = false;
  std::size_t visible_begin = 0;  ///< the row's part of the page's visible text
  std::size_t visible_end = 0;
};

/// One table without the tables within it, whose rows are their own.
struct HtmlTable {
  std::vector<HtmlRow> rows;
  std::vector<HtmlCell> cells;
  bool is_selected = false;  ///< it, an element around it or rows of it are selected
};

/// A field of a form as it stands on the page.
struct HtmlField {
  std::string_view name;
  std::string_view value;
};

/// What tables are read from: one walk over the tree.
struct HtmlListing {
  std::vector<HtmlTable> tables;
  std::vector<HtmlField>
      fields;           ///< inputs (checked ones only of those with a tick), selected options
  std::string visible;  ///< what a person reads, if it was asked for
  std::deque<std::string> joined;  ///< texts of cells in several pieces
};

/// `selector` marks tables and rows; empty selects everything.
[[nodiscard]] HtmlListing list_html(const HtmlTree& tree, std::string_view selector,
                                    bool with_visible_text);

}  // namespace vancrawl::page
