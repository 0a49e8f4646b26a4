#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crawler/page/page_fault.h"
#include "crawler/page/row_reader.h"
#include "crawler/page/table.h"

namespace vancrawl::page {

/// A column as the page names it, folded. `lower` is the last line of a header of two rows; else it
/// is empty. A column without a header text has an empty `full`.
struct PageColumn {
  std::string full;
  std::string lower;
};

/// Which column of the page each declared column is.
struct HeaderMatch {
  std::vector<std::optional<std::size_t>> source;  ///< by declared column
  std::vector<std::string> missing;                ///< labels of required columns
  std::vector<std::string> doubled;                ///< labels of columns that the page has twice
  std::vector<std::string> added;                  ///< of the page, declared nowhere
  std::size_t required_found = 0;

  [[nodiscard]] bool fits() const { return missing.empty() && doubled.empty(); }
};

[[nodiscard]] HeaderMatch match_headers(const std::vector<ColumnRules>& columns,
                                        const std::vector<std::string>& folded_known,
                                        const std::vector<PageColumn>& page);

/// The column of a single header text; nullopt if there is none, or more than one.
[[nodiscard]] std::optional<std::size_t> column_of(const std::string& folded_header,
                                                   const std::vector<PageColumn>& page);

/// kLayoutDrift that names what differs and both header sets.
[[nodiscard]] PageFault drift_of(const TableDefinition& definition, const HeaderMatch& match,
                                 const std::vector<std::string>& seen);
[[nodiscard]] std::vector<std::string> names_of(const std::vector<PageColumn>& page);

/// An added column is a finding; one whose name speaks of amount, cancel, currency or fee makes the
/// slice provisional.
[[nodiscard]] Finding added_column(const std::string& name);

}  // namespace vancrawl::page
