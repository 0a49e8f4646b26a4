#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/page/html_tags.h"
#include "crawler/page/name_rules.h"

namespace vancrawl::page {

/// Follows tables while their tags go by, so that scrubbing knows which column a cell stands in and
/// what the site declared of it. Header rows are those of thead or of th only; without them the
/// first row, unless the table before was headers only (portals part header and body). A cell
/// behind a th of its own row goes by that th. Names are resolved once a table.
class ScrubColumns {
 public:
  explicit ScrubColumns(const NameRules& rules) : rules_(rules) {}

  /// What is declared of the cell that is open; none outside cells.
  [[nodiscard]] NameFlags cell_flags() const {
    return depth_ == 0 || !tables_[depth_ - 1].cell_open ? NameFlags{kNoFlag}
                                                         : tables_[depth_ - 1].flags;
  }

  /// Before a table tag is written to `out`: ends the cell or row it ends, cutting what must be
  /// cut.
  void before(Tag tag, bool is_end, std::string& out);
  /// After a start tag was written.
  void after_start(Tag tag, std::size_t out_size, std::size_t colspan, std::size_t rowspan);

 private:
  struct HeaderCell {
    std::size_t row = 0;
    std::size_t column = 0;
    std::size_t colspan = 1;
    std::string text;
  };
  struct Table {
    std::vector<HeaderCell> header;
    std::vector<NameFlags> columns;
    std::vector<std::size_t> carried;  // rows that a cell above still covers, by column
    std::size_t rows = 0;
    std::size_t column = 0;
    std::size_t colspan = 1;
    std::size_t cell_begin = 0;
    bool in_head = false;
    bool resolved = false;
    bool row_open = false;
    bool row_has_th = false;
    bool row_has_td = false;
    bool cell_open = false;
    bool cell_is_th = false;
    bool names_column = false;  // the open cell's text is a header
    bool has_rows = false;
    bool any_carried = false;
    NameFlags flags = kNoFlag;
    NameFlags left = kNoFlag;  // of the th before, in its row
  };

  void start_table();
  void end_table();
  static void start_row(Table& table);
  void end_row(Table& table);
  void start_cell(Table& table, bool is_th, std::size_t colspan, std::size_t rowspan);
  void begin_data_row(Table& table);
  void end_cell(Table& table, std::string& out);
  void resolve(Table& table);

  const NameRules& rules_;
  std::vector<Table> tables_;
  std::size_t depth_ = 0;
  std::vector<NameFlags> inherited_;
};

/// What a person would read in slimmed HTML: tags go, the common entities become their characters.
[[nodiscard]] std::string visible_text(std::string_view html);

}  // namespace vancrawl::page
