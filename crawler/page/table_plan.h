#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crawler/page/pattern.h"
#include "crawler/page/row_reader.h"
#include "crawler/page/table.h"

namespace vancrawl::page {

/// A place in a JSON document that something is read from. Numbers index the plan's totals and
/// echoes.
struct JsonNode {
  std::vector<std::pair<std::string, std::unique_ptr<JsonNode>>> children;  ///< by folded key
  std::unique_ptr<JsonNode> element;                                        ///< of an array
  bool is_rows = false;
  std::vector<std::size_t> totals;
  std::vector<std::size_t> echoes;

  [[nodiscard]] const JsonNode* child(std::string_view key) const;
};

/// Everything of one table that can be made ready before a page comes.
struct TablePlan {
  TableDefinition definition;
  std::vector<ColumnRules> columns;
  std::vector<std::string> known;                      ///< folded
  std::vector<std::optional<Pattern>> total_patterns;  ///< by total
  std::vector<std::optional<Pattern>> echo_patterns;   ///< by echo
  std::vector<std::string> total_headers;              ///< folded, by total
  std::vector<std::string> total_rows;                 ///< folded, by total
  std::optional<Pattern> position_pattern;
  JsonNode json_root;

  [[nodiscard]] static std::expected<TablePlan, PageFault> make(TableDefinition definition);
};

/// A printed figure as a total's value: counts never negative, principal of cancels without sign.
[[nodiscard]] std::expected<std::int64_t, PageFault> total_value(const TableDefinition& definition,
                                                                 const TotalDefinition& total,
                                                                 std::string_view text);

/// Stores what the page echoes of date or scope; two echoes that differ are kLayoutDrift.
[[nodiscard]] std::optional<PageFault> store_echo(const TableDefinition& definition,
                                                  const EchoDefinition& echo, std::string_view text,
                                                  TableReading& reading);

[[nodiscard]] PageFault table_drift(const TableDefinition& definition, const std::string& what);

[[nodiscard]] std::expected<TableReading, PageFault> read_json_table(const TablePlan& plan,
                                                                     const ScrubbedPage& page,
                                                                     const RowWatch& watch);
[[nodiscard]] std::expected<TableReading, PageFault> read_html_table(const TablePlan& plan,
                                                                     const ScrubbedPage& page,
                                                                     const RowWatch& watch);

}  // namespace vancrawl::page
