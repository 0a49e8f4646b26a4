#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crawler/page/page_fault.h"
#include "crawler/page/table.h"
#include "crawler/page/table_definition.h"

namespace vancrawl::page {

struct ColumnRules;

/// What a setter needs besides the text: how the column was declared, and where what it met goes.
struct CellContext {
  const ColumnRules* column = nullptr;
  std::vector<Finding>* findings = nullptr;
  std::vector<model::UnmappedText>* unmapped = nullptr;
};

template <class Record>
using CellSetter = std::optional<PageFault> (*)(Record&, std::string_view, const CellContext&);

/// One column made ready. Texts arrive narrowed, without blanks at their ends.
struct ColumnRules {
  ColumnDefinition definition;
  std::string label;                 ///< the first declared header, for messages
  std::vector<std::string> headers;  ///< folded
  std::map<std::string, std::string, std::less<>> values;
  std::vector<std::string> absent;
  std::variant<std::monostate, CellSetter<model::ApprovalRecord>,
               CellSetter<model::AcquisitionRecord>, CellSetter<model::DepositRecord>>
      setter;
};

/// The setter of a field in a ledger's record; monostate for what belongs to the listing instead
/// (row number, total count). A field that the ledger has not is refused.
[[nodiscard]] std::expected<decltype(ColumnRules::setter), PageFault> setter_of(
    std::optional<model::Ledger> ledger, Field field);

/// Turns the cells of one table's rows into records. Built for one page: it remembers the last date
/// of each column, because listings repeat them. What it is given outlives it.
class RowReader {
 public:
  RowReader(const TableDefinition& definition, const std::vector<ColumnRules>& columns,
            TableReading& reading, const RowWatch& watch);

  /// One row: a text for each column, as printed; nullopt where the page has no such column.
  [[nodiscard]] std::optional<PageFault> add(
      const std::vector<std::optional<std::string_view>>& cells);
  /// After the last row: ids that stand for two contents are refused.
  [[nodiscard]] std::optional<PageFault> finish();

 private:
  [[nodiscard]] std::optional<PageFault> add_text_row(
      const std::vector<std::optional<std::string_view>>& cells);
  template <class Record>
  [[nodiscard]] std::optional<PageFault> add_record(
      std::vector<Record>& rows, const std::vector<std::optional<std::string_view>>& cells);
  [[nodiscard]] std::optional<PageFault> listing_cell(const ColumnRules& column,
                                                      std::string_view text);
  [[nodiscard]] std::string_view cleaned(std::string_view text);
  [[nodiscard]] PageFault in_row(PageFault fault) const;

  const TableDefinition& definition_;
  const std::vector<ColumnRules>& columns_;
  TableReading& reading_;
  const RowWatch& watch_;
  std::string scratch_;
  std::size_t row_ = 0;
};

/// A text as it is compared and converted: full-width forms narrowed, runs of blanks as one, none
/// at the ends. Uses `scratch` only if the text has to be changed.
[[nodiscard]] std::string_view cleaned_text(std::string_view text, std::string& scratch);

}  // namespace vancrawl::page
