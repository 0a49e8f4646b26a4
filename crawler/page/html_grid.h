#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "crawler/page/header_match.h"
#include "crawler/page/html_listing.h"

namespace vancrawl::page {

/// The cells of a table's rows by column, colspan and rowspan expanded. Rows are taken in order.
class HtmlGrid {
 public:
  explicit HtmlGrid(const HtmlTable& table) : table_(table) {}

  /// The cell at each column of the row; a cell that spans stands at several.
  const std::vector<const HtmlCell*>& expand(const HtmlRow& row);

 private:
  struct Carried {
    const HtmlCell* cell = nullptr;
    std::size_t rows = 0;
  };
  void take_carried(std::size_t& column);

  const HtmlTable& table_;
  std::vector<const HtmlCell*> columns_;
  std::vector<Carried> carried_;
  bool any_carried_ = false;
};

/// A table's header: its columns and how many leading rows name them (those of thead or of th only;
/// without them the first row).
struct HtmlHeader {
  std::vector<PageColumn> columns;
  std::size_t rows = 0;
};
[[nodiscard]] HtmlHeader header_of(const HtmlTable& table);

/// Whether thead or th name the columns; else the header is the first row by default only.
[[nodiscard]] bool has_marked_header(const HtmlTable& table);

}  // namespace vancrawl::page
