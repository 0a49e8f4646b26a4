#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/model/business_date.h"
#include "crawler/model/control_totals.h"
#include "crawler/model/ids.h"
#include "crawler/model/records.h"
#include "crawler/model/slice.h"
#include "crawler/page/page_fault.h"
#include "crawler/page/table_definition.h"

namespace vancrawl::page {

struct PagePosition {
  std::int64_t page = 1;
  std::int64_t pages = 1;
};

/// Something a person should see that does not stop the ledger. A suspicious one (an added column
/// whose name speaks of amount, cancel, currency or fee) makes the slice provisional.
struct Finding {
  std::string text;
  bool makes_provisional = false;
};

/// What one page of a table says. Nothing here is guessed: absent is absent.
struct TableReading {
  model::LedgerRows rows;                                 ///< of a ledger table
  std::vector<std::map<std::string, std::string>> texts;  ///< of a text table, by column name
  model::ControlTotals totals;
  std::vector<std::int64_t> row_numbers;
  std::optional<std::int64_t> total_count;  ///< of the whole listing
  std::optional<PagePosition> position;
  std::optional<model::BusinessDate> echoed_date;
  std::optional<model::ScopeId> echoed_scope;
  bool empty_marker_seen = false;
  std::vector<Finding> findings;
  std::vector<model::UnmappedText> unmapped;  ///< each once

  [[nodiscard]] std::size_t row_count() const;
};

/// Is given each row that was read, as printed: a text for each column of the definition, nullopt
/// where the page has no such column.
using RowWatch = std::function<void(const std::vector<std::optional<std::string_view>>& cells)>;

/// A table definition made ready: patterns compiled, fields checked against the ledger, keys
/// folded. Immutable, thread-safe; used on the cpu pool.
class Table {
 public:
  [[nodiscard]] static std::expected<Table, PageFault> make(TableDefinition definition);
  Table(Table&&) noexcept;
  Table& operator=(Table&&) noexcept;
  ~Table();

  [[nodiscard]] const TableDefinition& definition() const;

  /// Parses the page once and reads everything the definition names. A missing, renamed or doubled
  /// required column is kLayoutDrift (with the difference of the header sets); a value that does
  /// not convert, an amount whose sign contradicts its kind, or one portal id with two contents
  /// kIdentityViolation; a declared total, echo pattern or page position that is not there
  /// kLayoutDrift. No table and no empty marker is kUnknownPage. No rows with the marker is an
  /// empty reading with empty_marker_seen; only there may totals and page position be missing, and
  /// are then absent.
  [[nodiscard]] std::expected<TableReading, PageFault> read(const ScrubbedPage& page) const;
  /// The same; `watch` sees row by row what the records were made of.
  [[nodiscard]] std::expected<TableReading, PageFault> read_watched(const ScrubbedPage& page,
                                                                    const RowWatch& watch) const;

 private:
  struct Ready;
  explicit Table(std::unique_ptr<Ready> ready);
  std::unique_ptr<Ready> ready_;
};

}  // namespace vancrawl::page
