#include "crawler/page/table.h"

#include <fmt/format.h>

#include "crawler/page/table_plan.h"

namespace vancrawl::page {

struct Table::Ready {
  TablePlan plan;
};

std::size_t TableReading::row_count() const {
  const auto records = model::count_of(rows);
  return records > 0 ? records : texts.size();
}

Table::Table(std::unique_ptr<Ready> ready) : ready_(std::move(ready)) {}
Table::Table(Table&&) noexcept = default;
Table& Table::operator=(Table&&) noexcept = default;
Table::~Table() = default;

std::expected<Table, PageFault> Table::make(TableDefinition definition) {
  auto plan = TablePlan::make(std::move(definition));
  if (!plan) return std::unexpected(std::move(plan.error()));
  return Table(std::make_unique<Ready>(Ready{std::move(*plan)}));
}

const TableDefinition& Table::definition() const { return ready_->plan.definition; }

std::expected<TableReading, PageFault> Table::read(const ScrubbedPage& page) const {
  return read_watched(page, {});
}

std::expected<TableReading, PageFault> Table::read_watched(const ScrubbedPage& page,
                                                           const RowWatch& watch) const {
  const auto& plan = ready_->plan;
  if (page.dialect != plan.definition.dialect) {
    return std::unexpected(
        PageFault{model::FailureClass::kUnknownPage,
                  fmt::format("table \"{}\": another kind of document", plan.definition.name)});
  }
  return plan.definition.dialect == Dialect::kJson ? read_json_table(plan, page, watch)
                                                   : read_html_table(plan, page, watch);
}

}  // namespace vancrawl::page
