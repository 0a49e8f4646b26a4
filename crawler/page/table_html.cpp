#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "crawler/model/text.h"
#include "crawler/page/header_match.h"
#include "crawler/page/html_grid.h"
#include "crawler/page/name_rules.h"
#include "crawler/page/table_plan.h"

namespace vancrawl::page {
namespace {

using model::FailureClass;
using Outcome = std::optional<PageFault>;

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// A table that may be the one, and how its header fits.
struct Candidate {
  std::size_t table = kNone;
  HtmlHeader header;
  HeaderMatch match;
};

struct TotalsRow {
  std::size_t table = kNone;
  std::size_t row = kNone;
};

bool needs_visible_text(const TablePlan& plan) {
  const auto given = [](const std::optional<Pattern>& pattern) { return pattern.has_value(); };
  return plan.position_pattern || std::ranges::any_of(plan.total_patterns, given) ||
         std::ranges::any_of(plan.echo_patterns, given);
}

class HtmlReader {
 public:
  HtmlReader(const TablePlan& plan, const ScrubbedPage& page, const HtmlListing& listing,
             const RowWatch& watch)
      : plan_(plan),
        definition_(plan.definition),
        listing_(listing),
        rows_(plan.definition, plan.columns, reading_, watch),
        cells_(plan.columns.size()),
        has_marker_(!definition_.empty_marker.empty() &&
                    page.text.contains(definition_.empty_marker)) {}

  std::expected<TableReading, PageFault> read() {
    auto fault = choose_table();
    if (!fault && chosen_.table != kNone) fault = read_rows();
    reading_.empty_marker_seen = has_marker_ && reading_.row_count() == 0;
    if (!fault) fault = read_totals();
    if (!fault) fault = read_echoes();
    if (!fault) fault = read_position();
    if (!fault) fault = rows_.finish();
    if (fault) return std::unexpected(std::move(*fault));
    std::ranges::sort(reading_.totals);
    return std::move(reading_);
  }

 private:
  Outcome choose_table() {
    std::vector<Candidate> fitting;
    Candidate nearest;
    for (std::size_t i = 0; i < listing_.tables.size(); ++i) {
      if (!listing_.tables[i].is_selected || listing_.tables[i].rows.empty()) continue;
      Candidate candidate{i, header_of(listing_.tables[i]), {}};
      candidate.match = match_headers(plan_.columns, plan_.known, candidate.header.columns);
      if (candidate.match.fits() && found_any(candidate.match)) {
        fitting.push_back(std::move(candidate));
      } else if (nearest.table == kNone ||
                 candidate.match.required_found > nearest.match.required_found) {
        nearest = std::move(candidate);
      }
    }
    if (fitting.size() > 1) keep_those_with_rows(fitting);
    if (fitting.size() > 1) {
      return table_drift(definition_, fmt::format("{} tables have its columns", fitting.size()));
    }
    if (fitting.empty()) return without_table(nearest);
    chosen_ = std::move(fitting.front());
    for (const auto& name : chosen_.match.added) reading_.findings.push_back(added_column(name));
    return std::nullopt;
  }

  static bool found_any(const HeaderMatch& match) {
    return std::ranges::any_of(match.source, [](const auto& source) { return source.has_value(); });
  }

  /// A header that scrolls apart from its rows stands on the page twice.
  void keep_those_with_rows(std::vector<Candidate>& fitting) const {
    const auto has_no_rows = [&](const Candidate& candidate) {
      return listing_.tables[candidate.table].rows.size() == candidate.header.rows;
    };
    if (!std::ranges::all_of(fitting, has_no_rows)) std::erase_if(fitting, has_no_rows);
  }

  Outcome without_table(const Candidate& nearest) const {
    const auto required = static_cast<std::size_t>(std::ranges::count_if(
        plan_.columns, [](const ColumnRules& column) { return column.definition.required; }));
    const bool is_near = nearest.table != kNone && nearest.match.required_found > 0 &&
                         nearest.match.required_found * 2 >= required;
    if (is_near) return drift_of(definition_, nearest.match, names_of(nearest.header.columns));
    if (has_marker_) return std::nullopt;
    std::string seen;
    if (nearest.table != kNone) {
      seen = fmt::format("; one has \"{}\"", fmt::join(names_of(nearest.header.columns), "\", \""));
    }
    return PageFault{FailureClass::kUnknownPage,
                     fmt::format("table \"{}\": none of {} tables is it{}", definition_.name,
                                 listing_.tables.size(), seen)};
  }

  Outcome read_rows() {
    auto fault = read_rows_of(chosen_.table, chosen_.header.rows);
    // Portals part header and body into tables of one surrounding element.
    for (std::size_t i = chosen_.table + 1; i < listing_.tables.size() && !fault; ++i) {
      const auto& table = listing_.tables[i];
      const bool continues = !definition_.table_id.empty() && table.is_selected &&
                             reading_.row_count() == 0 && !has_marked_header(table);
      if (continues) fault = read_rows_of(i, 0);
    }
    return fault;
  }

  Outcome read_rows_of(std::size_t table_index, std::size_t first) {
    const auto& table = listing_.tables[table_index];
    HtmlGrid grid(table);
    for (std::size_t i = first; i < table.rows.size(); ++i) {
      const auto& row = table.rows[i];
      if (row.cell_count == 0) continue;
      const auto& columns = grid.expand(row);
      if (!is_record_row(table, row)) continue;
      auto fault =
          columns.size() == chosen_.header.columns.size()
              ? read_row(columns)
              : table_drift(definition_,
                            fmt::format("a row of {} cells under {} columns: {}", columns.size(),
                                        chosen_.header.columns.size(), shown_row(table, row)));
      if (fault) return fault;
      record_rows_.push_back(&row);
    }
    return std::nullopt;
  }

  bool is_record_row(const HtmlTable& table, const HtmlRow& row) const {
    if (row.in_head || row.in_foot || !row.is_selected || is_totals_row(table, row)) return false;
    const auto& record_rows = definition_.record_rows;
    if (!record_rows.empty() && !selects(record_rows, row.id, row.classes)) return false;
    const bool is_marker = has_marker_ && row.cell_count == 1 &&
                           table.cells[row.first_cell].text.contains(definition_.empty_marker);
    return !is_marker;
  }

  bool is_totals_row(const HtmlTable& table, const HtmlRow& row) const {
    if (definition_.totals.empty()) return false;
    const std::string label = label_of(table, row);
    for (std::size_t i = 0; i < definition_.totals.size(); ++i) {
      if (is_row_of(i, row, label)) return true;
    }
    return false;
  }

  bool is_row_of(std::size_t total, const HtmlRow& row, const std::string& label) const {
    const auto& wanted = definition_.totals[total].row;
    if (wanted.starts_with('.')) return selects(wanted, row.id, row.classes);
    return !wanted.empty() && label == plan_.total_rows[total];
  }

  /// The first text of a row: where "합계" stands. A shop of that name further back is no label.
  static std::string label_of(const HtmlTable& table, const HtmlRow& row) {
    for (std::size_t i = 0; i < row.cell_count; ++i) {
      const auto text = model::trimmed(table.cells[row.first_cell + i].text);
      if (!text.empty()) return folded_name(text);
    }
    return {};
  }

  static std::string shown_row(const HtmlTable& table, const HtmlRow& row) {
    std::string text;
    for (std::size_t i = 0; i < row.cell_count; ++i) {
      text += (i == 0 ? "" : " | ") + std::string(table.cells[row.first_cell + i].text);
    }
    return model::excerpt(text, 120);
  }

  Outcome read_row(const std::vector<const HtmlCell*>& columns) {
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const auto& source = chosen_.match.source[i];
      cells_[i] = std::nullopt;
      if (!source) continue;
      const HtmlCell& cell = *columns[*source];
      const bool is_unnamed = chosen_.header.columns[*source].full.empty();
      cells_[i] = is_unnamed && model::trimmed(cell.text).empty() ? cell.hidden : cell.text;
    }
    return rows_.add(cells_);
  }

  Outcome read_totals() {
    for (std::size_t i = 0; i < definition_.totals.size(); ++i) {
      const auto& total = definition_.totals[i];
      const auto text = plan_.total_patterns[i] ? matched(*plan_.total_patterns[i]) : aligned(i);
      if (!text && reading_.empty_marker_seen) continue;
      if (!text) return text.error();
      const auto value = total_value(definition_, total, *text);
      if (!value) return value.error();
      reading_.totals.push_back({total.kind, total.measure, *value});
    }
    return std::nullopt;
  }

  /// The cell of the totals row below a header.
  std::expected<std::string_view, PageFault> aligned(std::size_t index) const {
    const auto& total = definition_.totals[index];
    const auto refused = [&](const std::string& what) {
      return std::unexpected(table_drift(definition_, what));
    };
    if (chosen_.table == kNone) return refused("no table to align totals with");
    const auto column = column_of(plan_.total_headers[index], chosen_.header.columns);
    if (!column) return refused(fmt::format("no one column \"{}\" for a total", total.header));
    const auto rows = totals_rows(index);
    if (rows.size() != 1) {
      return refused(fmt::format("{} totals rows \"{}\"", rows.size(), total.row));
    }
    const auto& table = listing_.tables[rows.front().table];
    HtmlGrid grid(table);
    for (std::size_t i = 0; i < rows.front().row; ++i) grid.expand(table.rows[i]);
    const auto& cells = grid.expand(table.rows[rows.front().row]);
    if (cells.size() == chosen_.header.columns.size()) return cells[*column]->text;
    // A footer of its own leaves out the columns that have no header text: they are not shown.
    const auto is_shown = [](const auto& header) { return !header.full.empty(); };
    const auto& headers = chosen_.header.columns;
    if (std::cmp_equal(cells.size(), std::ranges::count_if(headers, is_shown))) {
      const auto end = headers.begin() + static_cast<std::ptrdiff_t>(*column);
      return cells[static_cast<std::size_t>(std::count_if(headers.begin(), end, is_shown))]->text;
    }
    return refused(
        fmt::format("a totals row of {} cells under {} columns", cells.size(), headers.size()));
  }

  /// In the chosen table; if it has none, in any other (a footer is often a table of its own).
  std::vector<TotalsRow> totals_rows(std::size_t total) const {
    std::vector<TotalsRow> own;
    std::vector<TotalsRow> others;
    for (std::size_t t = 0; t < listing_.tables.size(); ++t) {
      const auto& table = listing_.tables[t];
      for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const auto& row = table.rows[r];
        if (row.cell_count == 0 || !is_row_of(total, row, label_of(table, row))) continue;
        (t == chosen_.table ? own : others).push_back({t, r});
      }
    }
    return own.empty() ? others : own;
  }

  std::expected<std::string_view, PageFault> matched(const Pattern& pattern) {
    const auto match = pattern.find_in(visible_text());
    if (!match) return std::unexpected(match.error());
    if (*match) return (*match)->first;
    return std::unexpected(
        table_drift(definition_, fmt::format("nothing matches \"{}\"", pattern.text())));
  }

  /// What a person reads outside the record rows, blanks as one.
  std::string_view visible_text() {
    if (has_visible_) return visible_;
    has_visible_ = true;
    std::size_t at = 0;
    std::string outside;
    for (const auto* row : record_rows_) {
      outside.append(listing_.visible, at, row->visible_begin - at);
      outside.push_back(' ');
      at = row->visible_end;
    }
    outside.append(listing_.visible, at);
    std::string scratch;
    visible_ = cleaned_text(outside, scratch);
    return visible_;
  }

  bool is_echoed(std::size_t index) {
    if (const auto& pattern = plan_.echo_patterns[index]) {
      const auto match = pattern->find_in(visible_text());
      return !match || *match;
    }
    return std::ranges::any_of(listing_.fields, [&](const HtmlField& field) {
      return field.name == definition_.echoes[index].input;
    });
  }

  Outcome read_echoes() {
    for (std::size_t i = 0; i < definition_.echoes.size(); ++i) {
      const auto& echo = definition_.echoes[i];
      if (!echo.required && !is_echoed(i)) continue;
      const auto text =
          plan_.echo_patterns[i] ? matched(*plan_.echo_patterns[i]) : field(echo.input);
      if (!text) return text.error();
      auto fault = store_echo(definition_, echo, *text, reading_);
      if (fault) return fault;
    }
    return std::nullopt;
  }

  std::expected<std::string_view, PageFault> field(const std::string& name) const {
    const HtmlField* found = nullptr;
    for (const auto& candidate : listing_.fields) {
      if (candidate.name != name) continue;
      if (found != nullptr && found->value != candidate.value) {
        return std::unexpected(
            table_drift(definition_, fmt::format("field \"{}\" has two values", name)));
      }
      found = &candidate;
    }
    if (found != nullptr) return found->value;
    return std::unexpected(table_drift(definition_, fmt::format("no field \"{}\"", name)));
  }

  Outcome read_position() {
    if (!plan_.position_pattern) return std::nullopt;
    const auto match = plan_.position_pattern->find_in(visible_text());
    if (!match) return match.error();
    if (!*match && reading_.empty_marker_seen) return std::nullopt;
    if (!*match) return table_drift(definition_, "no page position");
    const auto page = model::parse_count((*match)->first);
    const auto pages = model::parse_count((*match)->second);
    if (!page || !pages) return table_drift(definition_, "a page position that is no number");
    reading_.position = PagePosition{*page, *pages};
    return std::nullopt;
  }

  const TablePlan& plan_;
  const TableDefinition& definition_;
  const HtmlListing& listing_;
  TableReading reading_;
  RowReader rows_;
  std::vector<std::optional<std::string_view>> cells_;
  Candidate chosen_;
  std::vector<const HtmlRow*> record_rows_;
  std::string visible_;
  bool has_visible_ = false;
  bool has_marker_ = false;
};

}  // namespace

std::expected<TableReading, PageFault> read_html_table(const TablePlan& plan,
                                                       const ScrubbedPage& page,
                                                       const RowWatch& watch) {
  const auto tree = HtmlTree::parse_slim(page.text, plan.definition.table_id);
  if (!tree) return std::unexpected(tree.error());
  const auto listing = list_html(*tree, plan.definition.table_id, needs_visible_text(plan));
  return HtmlReader(plan, page, listing, watch).read();
}

}  // namespace vancrawl::page
