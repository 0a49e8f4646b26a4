#pragma once

#include <string>
#include <string_view>

#include "crawler/page/scrubbed_page.h"
#include "crawler/page/table.h"

namespace vancrawl::page {

/// Scrubs a page that must not be refused.
inline ScrubbedPage scrubbed(std::string_view body, const ScrubRules& rules = {},
                             const std::string& content_type = {}) {
  auto page = scrub({content_type, body}, rules);
  if (!page) throw std::runtime_error(page.error().message);
  return std::move(*page);
}

inline Table made(TableDefinition definition) {
  auto table = Table::make(std::move(definition));
  if (!table) throw std::runtime_error(table.error().message);
  return std::move(*table);
}

inline std::expected<TableReading, PageFault> read(const TableDefinition& definition,
                                                   std::string_view body,
                                                   const ScrubRules& rules = {}) {
  return made(definition).read(scrubbed(body, rules));
}

inline ColumnDefinition column(Field field, std::vector<std::string> headers,
                               bool required = true) {
  ColumnDefinition definition;
  definition.field = field;
  definition.headers = std::move(headers);
  definition.required = required;
  return definition;
}

inline const std::vector<model::ApprovalRecord>& approvals(const TableReading& reading) {
  return std::get<std::vector<model::ApprovalRecord>>(reading.rows);
}

}  // namespace vancrawl::page
