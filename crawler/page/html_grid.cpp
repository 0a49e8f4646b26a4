#include "crawler/page/html_grid.h"

#include <algorithm>

#include "crawler/page/name_rules.h"

namespace vancrawl::page {
namespace {

constexpr std::size_t kWidest = 1000;

bool names_columns(const HtmlTable& table, const HtmlRow& row) {
  if (row.in_head) return true;
  if (row.cell_count == 0) return false;
  const auto* first = table.cells.data() + row.first_cell;
  return std::all_of(first, first + row.cell_count,
                     [](const HtmlCell& cell) { return cell.is_header; });
}

std::size_t header_rows(const HtmlTable& table) {
  std::size_t rows = 0;
  while (rows < table.rows.size() && names_columns(table, table.rows[rows])) ++rows;
  if (rows > 0 || table.rows.empty()) return rows;
  rows = 1;
  const auto& first = table.rows.front();
  for (std::size_t i = 0; i < first.cell_count; ++i) {
    rows = std::max<std::size_t>(rows, table.cells[first.first_cell + i].rowspan);
  }
  return std::min(rows, table.rows.size());
}

}  // namespace

void HtmlGrid::take_carried(std::size_t& column) {
  while (column < carried_.size() && carried_[column].rows > 0) {
    --carried_[column].rows;
    columns_.push_back(carried_[column].cell);
    ++column;
  }
}

const std::vector<const HtmlCell*>& HtmlGrid::expand(const HtmlRow& row) {
  columns_.clear();
  std::size_t column = 0;
  for (std::size_t i = 0; i < row.cell_count; ++i) {
    const HtmlCell& cell = table_.cells[row.first_cell + i];
    if (any_carried_) take_carried(column);
    if (cell.rowspan > 1 && carried_.size() < column + cell.colspan) {
      carried_.resize(column + cell.colspan);
    }
    for (std::size_t k = 0; k < cell.colspan && column < kWidest; ++k, ++column) {
      columns_.push_back(&cell);
      if (cell.rowspan == 1) continue;
      carried_[column] = {&cell, cell.rowspan - 1U};
      any_carried_ = true;
    }
  }
  if (any_carried_) take_carried(column);
  return columns_;
}

bool has_marked_header(const HtmlTable& table) {
  return !table.rows.empty() && names_columns(table, table.rows.front());
}

HtmlHeader header_of(const HtmlTable& table) {
  HtmlHeader header;
  header.rows = header_rows(table);
  HtmlGrid grid(table);
  std::vector<const HtmlCell*> above;
  for (std::size_t i = 0; i < header.rows; ++i) {
    const auto& cells = grid.expand(table.rows[i]);
    if (header.columns.size() < cells.size()) header.columns.resize(cells.size());
    above.resize(header.columns.size());
    for (std::size_t c = 0; c < cells.size(); ++c) {
      if (above[c] == cells[c]) continue;
      above[c] = cells[c];
      const std::string name = folded_name(cells[c]->text);
      auto& column = header.columns[c];
      if (name.empty()) continue;
      if (!column.full.empty()) {
        column.full += '/';
        column.lower = name;
      }
      column.full += name;
    }
  }
  return header;
}

}  // namespace vancrawl::page
