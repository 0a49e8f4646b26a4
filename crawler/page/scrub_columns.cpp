#include "crawler/page/scrub_columns.h"

#include <algorithm>
#include <array>

#include "crawler/model/text.h"
#include "crawler/page/html_tokens.h"

namespace vancrawl::page {
namespace {

constexpr std::size_t kWidest = 1000;
constexpr NameFlags kCutFlags = kDropped | kCard | kAccount;

bool is_table_part(Tag tag) {
  return (tag >= Tag::kTable && tag <= Tag::kTh) && tag != Tag::kCol && tag != Tag::kColgroup;
}

struct Entity {
  std::string_view written;
  std::string_view meant;
};

constexpr std::array kEntities = {Entity{"&nbsp;", " "},  Entity{"&amp;", "&"},
                                  Entity{"&lt;", "<"},    Entity{"&gt;", ">"},
                                  Entity{"&quot;", "\""}, Entity{"&#160;", " "}};

}  // namespace

std::string visible_text(std::string_view html) {
  std::string text;
  for (std::size_t i = 0; i < html.size();) {
    if (html[i] == '<') {
      i = end_of_slim_tag(html, i);
      continue;
    }
    const auto* entity = std::ranges::find_if(
        kEntities, [&](const Entity& e) { return html.substr(i).starts_with(e.written); });
    if (html[i] == '&' && entity != kEntities.end()) {
      text += entity->meant;
      i += entity->written.size();
    } else {
      text.push_back(html[i++]);
    }
  }
  return text;
}

void ScrubColumns::before(Tag tag, bool is_end, std::string& out) {
  if (depth_ == 0 || !is_table_part(tag)) return;
  auto& table = tables_[depth_ - 1];
  const bool starts_nested = tag == Tag::kTable && !is_end;
  if (starts_nested) return;
  end_cell(table, out);
  if (tag == Tag::kTd || tag == Tag::kTh) return;
  end_row(table);
  if (tag == Tag::kThead && is_end) table.in_head = false;
  if (tag == Tag::kTable) end_table();
}

void ScrubColumns::after_start(Tag tag, std::size_t out_size, std::size_t colspan,
                               std::size_t rowspan) {
  if (tag == Tag::kTable) return start_table();
  if (depth_ == 0) return;
  auto& table = tables_[depth_ - 1];
  if (tag == Tag::kThead || tag == Tag::kTbody || tag == Tag::kTfoot) {
    table.in_head = tag == Tag::kThead;
  }
  if (tag == Tag::kTr) start_row(table);
  if (tag != Tag::kTd && tag != Tag::kTh) return;
  start_cell(table, tag == Tag::kTh, std::min(colspan, kWidest), std::min(rowspan, kWidest));
  table.cell_begin = out_size;
}

void ScrubColumns::start_table() {
  if (tables_.size() == depth_) tables_.emplace_back();
  auto& table = tables_[depth_++];
  table.header.clear();
  table.columns.clear();
  table.carried.clear();
  Table fresh;
  fresh.header = std::move(table.header);
  fresh.columns = std::move(table.columns);
  fresh.carried = std::move(table.carried);
  table = std::move(fresh);
}

void ScrubColumns::end_table() {
  auto& table = tables_[--depth_];
  if (!table.resolved && !table.header.empty()) resolve(table);
  if (!table.header.empty() && !table.has_rows) inherited_ = table.columns;
}

void ScrubColumns::start_row(Table& table) {
  table.row_open = true;
  table.row_has_th = false;
  table.row_has_td = false;
  table.column = 0;
  table.colspan = 0;
  table.left = kNoFlag;
}

void ScrubColumns::end_row(Table& table) {
  if (!table.row_open) return;
  table.row_open = false;
  for (std::size_t i = table.column + table.colspan; table.any_carried && i < table.carried.size();
       ++i) {
    if (table.carried[i] > 0) --table.carried[i];
  }
  // A first row of plain cells names the columns; what follows are rows.
  const bool named_by_first =
      table.rows == 0 && !table.resolved && !table.in_head && table.row_has_td;
  if (table.row_has_td || table.row_has_th) ++table.rows;
  if (named_by_first) resolve(table);
}

void ScrubColumns::start_cell(Table& table, bool is_th, std::size_t colspan, std::size_t rowspan) {
  if (!table.row_open) start_row(table);
  table.column += table.colspan;
  while (table.any_carried && table.column < table.carried.size() &&
         table.carried[table.column] > 0) {
    --table.carried[table.column++];
  }
  table.colspan = std::max<std::size_t>(colspan, 1);
  if (rowspan > 1) {
    if (table.carried.size() < table.column + table.colspan) {
      table.carried.resize(table.column + table.colspan);
    }
    std::fill_n(table.carried.begin() + static_cast<std::ptrdiff_t>(table.column), table.colspan,
                rowspan - 1);
    table.any_carried = true;
  }
  if (!is_th && !table.row_has_td && !table.in_head) begin_data_row(table);
  (is_th ? table.row_has_th : table.row_has_td) = true;
  table.cell_open = true;
  table.cell_is_th = is_th;
  table.names_column = !table.resolved;
  table.flags = table.resolved && table.column < table.columns.size() ? table.columns[table.column]
                                                                      : NameFlags{kNoFlag};
  if (!is_th) table.flags = static_cast<NameFlags>(table.flags | table.left);
}

void ScrubColumns::begin_data_row(Table& table) {
  if (table.row_has_th) {
    // The th before belongs to the row, not to the columns.
    std::erase_if(table.header, [&](const HeaderCell& cell) { return cell.row == table.rows; });
    table.has_rows = true;
    if (!table.resolved) resolve(table);
    return;
  }
  if (table.rows > 0 || !table.header.empty()) {
    table.has_rows = true;
    if (!table.resolved) resolve(table);
    return;
  }
  if (inherited_.empty() || table.resolved) return;
  table.columns = inherited_;
  table.resolved = true;
  table.has_rows = true;
}

void ScrubColumns::end_cell(Table& table, std::string& out) {
  if (!table.cell_open) return;
  table.cell_open = false;
  const std::string_view content = std::string_view(out).substr(table.cell_begin);
  if (table.names_column) {
    table.header.push_back({table.rows, table.column, table.colspan, visible_text(content)});
    if (table.cell_is_th) table.left = rules_.flags_of_header(table.header.back().text);
    return;
  }
  if (table.cell_is_th) {
    table.left = rules_.flags_of_header(visible_text(content));
    if ((table.left & kCutFlags) != 0) return;
  }
  if ((table.flags & kCutFlags) == 0) return;
  std::string kept = kept_of(visible_text(content), table.flags);
  out.resize(table.cell_begin);
  out += kept;
}

void ScrubColumns::resolve(Table& table) {
  table.resolved = true;
  std::vector<std::string> names;
  std::vector<std::string> lowest;
  for (const auto& cell : table.header) {
    const std::size_t end = std::min(cell.column + cell.colspan, kWidest);
    if (names.size() < end) names.resize(end);
    if (lowest.size() < end) lowest.resize(end);
    for (std::size_t i = cell.column; i < end; ++i) {
      names[i] += (names[i].empty() ? "" : "/") + folded_name(cell.text);
      lowest[i] = cell.text;
    }
  }
  table.columns.assign(names.size(), kNoFlag);
  for (std::size_t i = 0; i < names.size(); ++i) {
    table.columns[i] = static_cast<NameFlags>(rules_.flags_of_header(names[i]) |
                                              rules_.flags_of_header(lowest[i]));
  }
}

}  // namespace vancrawl::page
