#include "crawler/page/table_plan.h"

#include <fmt/format.h>

#include "crawler/model/text.h"
#include "crawler/page/name_rules.h"

namespace vancrawl::page {
namespace {

using model::FailureClass;
using Outcome = std::optional<PageFault>;

PageFault bad_definition(const TableDefinition& definition, std::string_view what) {
  return {FailureClass::kPluginFault, fmt::format("table \"{}\": {}", definition.name, what)};
}

JsonNode& child_of(JsonNode& node, const std::string& key) {
  for (auto& [name, child] : node.children) {
    if (name == key) return *child;
  }
  return *node.children.emplace_back(key, std::make_unique<JsonNode>()).second;
}

JsonNode& element_of(JsonNode& node) {
  if (!node.element) node.element = std::make_unique<JsonNode>();
  return *node.element;
}

/// Walks "a.b[].c" from the root, making nodes on the way.
JsonNode& node_at(JsonNode& root, std::string_view path) {
  JsonNode* node = &root;
  while (!path.empty()) {
    const auto end = path.find('.');
    auto segment = path.substr(0, end);
    const bool is_array = segment.ends_with("[]");
    if (is_array) segment.remove_suffix(2);
    if (!segment.empty()) node = &child_of(*node, folded_name(segment));
    if (is_array) node = &element_of(*node);
    path = end == std::string_view::npos ? std::string_view() : path.substr(end + 1);
  }
  return *node;
}

Outcome add_column(TablePlan& plan, const ColumnDefinition& column) {
  const auto& definition = plan.definition;
  if (column.headers.empty()) return bad_definition(definition, "a column without headers");
  const bool is_kind = column.field == Field::kKind && definition.ledger.has_value();
  if (is_kind && column.values.empty()) {
    return bad_definition(definition, "a kind column without a map of its values");
  }
  ColumnRules rules;
  rules.definition = column;
  rules.label = column.headers.front();
  for (const auto& header : column.headers) rules.headers.push_back(folded_name(header));
  std::string scratch;
  for (const auto& [printed, ours] : column.values) {
    const auto kind = is_kind ? model::parse_kind(ours) : model::TransactionKind::kSale;
    if (!kind || *kind == model::TransactionKind::kUnknown) {
      return bad_definition(definition, fmt::format("\"{}\" is no kind", ours));
    }
    rules.values.emplace(std::string(cleaned_text(printed, scratch)), ours);
  }
  for (const auto& text : column.absent) {
    rules.absent.emplace_back(cleaned_text(text, scratch));
  }
  auto setter = setter_of(definition.ledger, column.field);
  if (!setter) return bad_definition(definition, setter.error().message);
  rules.setter = *setter;
  plan.columns.push_back(std::move(rules));
  return std::nullopt;
}

Outcome add_pattern(std::vector<std::optional<Pattern>>& patterns, const std::string& text,
                    const TableDefinition& definition) {
  patterns.emplace_back();
  if (text.empty()) return std::nullopt;
  auto pattern = Pattern::make(text, 1);
  if (!pattern) return bad_definition(definition, pattern.error().message);
  patterns.back() = std::move(*pattern);
  return std::nullopt;
}

Outcome add_total(TablePlan& plan, std::size_t index) {
  const auto& total = plan.definition.totals[index];
  const bool is_json = plan.definition.dialect == Dialect::kJson;
  for (std::size_t i = 0; i < index; ++i) {
    const auto& other = plan.definition.totals[i];
    if (other.kind == total.kind && other.measure == total.measure) {
      return bad_definition(plan.definition, "a total declared twice");
    }
  }
  const bool has_source =
      is_json ? !total.key.empty()
              : !total.pattern.empty() || (!total.row.empty() && !total.header.empty());
  if (!has_source) return bad_definition(plan.definition, "a total that is read from nowhere");
  plan.total_headers.push_back(folded_name(total.header));
  plan.total_rows.push_back(folded_name(total.row));
  if (is_json) node_at(plan.json_root, total.key).totals.push_back(index);
  return add_pattern(plan.total_patterns, total.pattern, plan.definition);
}

Outcome add_echo(TablePlan& plan, std::size_t index) {
  const auto& echo = plan.definition.echoes[index];
  const bool is_json = plan.definition.dialect == Dialect::kJson;
  const bool has_source =
      is_json ? !echo.key.empty() : !echo.pattern.empty() || !echo.input.empty();
  if (!has_source) return bad_definition(plan.definition, "an echo that is read from nowhere");
  if (is_json) node_at(plan.json_root, echo.key).echoes.push_back(index);
  return add_pattern(plan.echo_patterns, echo.pattern, plan.definition);
}

Outcome fill(TablePlan& plan) {
  const auto& definition = plan.definition;
  if (definition.columns.empty()) return bad_definition(definition, "no columns");
  if (definition.dialect == Dialect::kText) return bad_definition(definition, "text has no tables");
  for (const auto& column : definition.columns) {
    if (auto fault = add_column(plan, column)) return fault;
  }
  for (const auto& known : definition.known) plan.known.push_back(folded_name(known));
  for (std::size_t i = 0; i < definition.totals.size(); ++i) {
    if (auto fault = add_total(plan, i)) return fault;
  }
  for (std::size_t i = 0; i < definition.echoes.size(); ++i) {
    if (auto fault = add_echo(plan, i)) return fault;
  }
  node_at(plan.json_root, definition.rows).is_rows = true;
  if (definition.paging.position_pattern.empty()) return std::nullopt;
  auto position = Pattern::make(definition.paging.position_pattern, 2);
  if (!position) return bad_definition(definition, position.error().message);
  plan.position_pattern = std::move(*position);
  return std::nullopt;
}

}  // namespace

const JsonNode* JsonNode::child(std::string_view key) const {
  for (const auto& [name, node] : children) {
    if (name.size() == key.size() && folded_name(key) == name) return node.get();
  }
  return nullptr;
}

std::expected<TablePlan, PageFault> TablePlan::make(TableDefinition definition) {
  TablePlan plan;
  plan.definition = std::move(definition);
  if (auto fault = fill(plan)) return std::unexpected(std::move(*fault));
  return plan;
}

std::expected<std::int64_t, PageFault> total_value(const TableDefinition& definition,
                                                   const TotalDefinition& total,
                                                   std::string_view text) {
  const auto refused = [&](FailureClass failure, const std::string& why) {
    return std::unexpected(
        PageFault{failure, fmt::format("table \"{}\", total {} {}: {}", definition.name,
                                       name_of(total.kind), name_of(total.measure), why)});
  };
  const bool is_count =
      total.measure == model::Measure::kCount || total.measure == model::Measure::kSalesCount;
  if (is_count) {
    const auto count = model::parse_count(text);
    if (!count) return refused(FailureClass::kIdentityViolation, count.error().message());
    return *count;
  }
  const auto won = model::parse_won(text);
  if (!won) return refused(FailureClass::kIdentityViolation, won.error().message());
  if (total.measure != model::Measure::kPrincipal) return won->value();
  if (total.kind == model::TotalKind::kCancel) return won->magnitude().value();
  if (total.kind == model::TotalKind::kSale && won->is_negative()) {
    return refused(FailureClass::kIdentityViolation, "sales that sum up to less than nothing");
  }
  return won->value();
}

Outcome store_echo(const TableDefinition& definition, const EchoDefinition& echo,
                   std::string_view text, TableReading& reading) {
  if (echo.what == EchoDefinition::What::kScope) {
    model::ScopeId scope{model::narrowed(text)};
    if (reading.echoed_scope.value_or(scope) != scope) {
      return table_drift(definition, "it echoes two scopes");
    }
    reading.echoed_scope = std::move(scope);
    return std::nullopt;
  }
  const auto date = model::parse_business_date(text);
  if (!date) return table_drift(definition, "the echo " + date.error().message());
  if (reading.echoed_date.value_or(*date) != *date) {
    return table_drift(definition, "it echoes two dates");
  }
  reading.echoed_date = *date;
  return std::nullopt;
}

PageFault table_drift(const TableDefinition& definition, const std::string& what) {
  return {FailureClass::kLayoutDrift, fmt::format("table \"{}\": {}", definition.name, what)};
}

}  // namespace vancrawl::page
