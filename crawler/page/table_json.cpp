#include <algorithm>
#include <cstring>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>

#include "crawler/model/text.h"
#include "crawler/page/header_match.h"
#include "crawler/page/name_rules.h"
#include "crawler/page/table_plan.h"

namespace vancrawl::page {
namespace {

namespace ondemand = simdjson::ondemand;
using model::FailureClass;
using Outcome = std::optional<PageFault>;

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// What a key of a row stands for.
struct RowKey {
  std::string raw;  // as the page writes it
  std::size_t column = kNone;
  const JsonNode* node = nullptr;  // with totals that are summed over the rows
};

/// A figure while it is gathered: a sum over an array must meet its key in every element.
struct Gathered {
  std::int64_t sum = 0;
  std::size_t values = 0;
  std::size_t elements = 0;
  bool is_sum = false;
};

class JsonReader {
 public:
  JsonReader(const TablePlan& plan, const RowWatch& watch)
      : plan_(plan),
        rows_(plan.definition, plan.columns, reading_, watch),
        cells_(plan.columns.size()),
        gathered_(plan.definition.totals.size()) {}

  std::expected<TableReading, PageFault> read(ondemand::document& document,
                                              const ScrubbedPage& page) {
    auto fault = walk_document(document);
    if (!fault) fault = settle(page);
    if (fault) return std::unexpected(std::move(*fault));
    return std::move(reading_);
  }

 private:
  Outcome walk_document(ondemand::document& document) {
    const auto type = document.type().value();
    if (type == ondemand::json_type::array) {
      return walk_array(document.get_array().value(), plan_.json_root);
    }
    if (type != ondemand::json_type::object) return std::nullopt;
    return walk_object(document.get_object().value(), plan_.json_root, true);
  }

  Outcome walk_object(ondemand::object object, const JsonNode& node, bool is_root) {
    for (auto field : object) {
      const std::string_view key = field.unescaped_key().value();
      if (is_root) root_keys_.emplace_back(key);
      const JsonNode* child = node.child(key);
      if (child == nullptr) continue;
      auto fault = walk(field.value().value(), *child);
      if (fault) return fault;
    }
    return std::nullopt;
  }

  Outcome walk(ondemand::value value, const JsonNode& node) {
    const auto type = value.type().value();
    if (type == ondemand::json_type::array) return walk_array(value.get_array().value(), node);
    if (type == ondemand::json_type::object) {
      return walk_object(value.get_object().value(), node, false);
    }
    if (type == ondemand::json_type::null && (node.is_rows || node.element)) return std::nullopt;
    return take(node, text_of(value, type));
  }

  Outcome walk_array(ondemand::array array, const JsonNode& node) {
    if (node.is_rows) return read_rows(array, node);
    if (!node.element) return std::nullopt;
    expect_sums(*node.element, 0);
    for (auto element : array) {
      expect_sums(*node.element, 1);
      auto fault = walk(element.value(), *node.element);
      if (fault) return fault;
    }
    return std::nullopt;
  }

  /// Every total below an element must be met once per element.
  void expect_sums(const JsonNode& element, std::size_t more) {
    for (const auto total : element.totals) {
      gathered_[total].is_sum = true;
      gathered_[total].elements += more;
    }
    for (const auto& [key, child] : element.children) expect_sums(*child, more);
  }

  Outcome take(const JsonNode& node, std::string_view text) {
    const auto& definition = plan_.definition;
    for (const auto index : node.totals) {
      const auto value = total_value(definition, definition.totals[index], text);
      if (!value) return value.error();
      gathered_[index].sum += *value;
      ++gathered_[index].values;
    }
    for (const auto index : node.echoes) {
      auto fault = store_echo(definition, definition.echoes[index], text, reading_);
      if (fault) return fault;
    }
    return std::nullopt;
  }

  static std::string_view text_of(ondemand::value value, ondemand::json_type type) {
    if (type == ondemand::json_type::string) return value.get_string().value();
    if (type == ondemand::json_type::null) return {};
    return model::trimmed(value.raw_json_token());
  }

  Outcome read_rows(ondemand::array array, const JsonNode& node) {
    rows_seen_ = true;
    if (node.element) expect_sums(*node.element, 0);
    for (auto element : array) {
      ondemand::object row;
      if (element.get_object().get(row) != simdjson::SUCCESS) {
        return table_drift(plan_.definition, "a row that is no object");
      }
      if (node.element) expect_sums(*node.element, 1);
      auto fault = read_row(row, node.element.get());
      if (fault) return fault;
    }
    return std::nullopt;
  }

  Outcome read_row(ondemand::object row, const JsonNode* element) {
    std::ranges::fill(cells_, std::nullopt);
    std::size_t number = 0;
    for (auto field : row) {
      const RowKey& key = key_of(field, number++, element);
      if (key.column == kNone && key.node == nullptr) continue;
      ondemand::value value = field.value().value();
      const auto type = value.type().value();
      if (type == ondemand::json_type::array || type == ondemand::json_type::object) {
        return table_drift(plan_.definition,
                           fmt::format("key \"{}\" holds no plain value", key.raw));
      }
      const auto text = text_of(value, type);
      if (key.node != nullptr) {
        auto fault = take(*key.node, text);
        if (fault) return fault;
      }
      if (key.column == kNone) continue;
      if (cells_[key.column]) return key_drift(row_keys_, key.raw);
      cells_[key.column] = text;
    }
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      if (!cells_[i] && plan_.columns[i].definition.required) {
        row_keys_.resize(std::min(number, row_keys_.size()));
        return key_drift(row_keys_, {});
      }
    }
    return rows_.add(cells_);
  }

  /// Rows repeat their keys in one order, so the key at the same place of the row before is tried
  /// first, without unescaping.
  template <class Field>
  const RowKey& key_of(Field& field, std::size_t number, const JsonNode* element) {
    const char* raw = field.key().value().raw();
    if (number < row_keys_.size()) {
      const auto& expected = row_keys_[number].raw;
      const bool same =
          std::strncmp(raw, expected.c_str(), expected.size()) == 0 && raw[expected.size()] == '"';
      if (same) return row_keys_[number];
    } else {
      row_keys_.resize(number + 1);
    }
    row_keys_[number] = resolved(std::string(field.unescaped_key().value()), element);
    return row_keys_[number];
  }

  RowKey resolved(std::string raw, const JsonNode* element) {
    const std::string folded = folded_name(raw);
    RowKey key{std::move(raw), kNone, element == nullptr ? nullptr : element->child(folded)};
    for (std::size_t i = 0; i < plan_.columns.size(); ++i) {
      if (std::ranges::find(plan_.columns[i].headers, folded) != plan_.columns[i].headers.end()) {
        key.column = i;
      }
    }
    const bool is_known = key.column != kNone || key.node != nullptr ||
                          std::ranges::find(plan_.known, folded) != plan_.known.end();
    if (!is_known && std::ranges::find(added_, folded) == added_.end()) {
      added_.push_back(folded);
      reading_.findings.push_back(added_column(folded));
    }
    return key;
  }

  PageFault key_drift(const std::vector<RowKey>& keys, const std::string& doubled) {
    HeaderMatch match;
    std::vector<std::string> seen;
    for (const auto& key : keys) seen.push_back(key.raw);
    for (std::size_t i = 0; i < cells_.size(); ++i) {
      const auto& column = plan_.columns[i];
      if (!cells_[i] && column.definition.required && doubled.empty()) {
        match.missing.push_back(column.label);
      }
    }
    if (!doubled.empty()) match.doubled.push_back(doubled);
    match.added = added_;
    return drift_of(plan_.definition, match, seen);
  }

  Outcome settle(const ScrubbedPage& page) {
    const auto& definition = plan_.definition;
    const bool has_text_marker =
        !definition.empty_marker.empty() && definition.empty_marker != "[]";
    const bool marked = has_text_marker && page.text.contains(definition.empty_marker);
    const bool array_is_marker = definition.empty_marker == "[]" ||
                                 (definition.empty_marker.empty() && definition.rows.empty());
    if (!rows_seen_ && !marked) {
      return PageFault{FailureClass::kUnknownPage,
                       fmt::format("table \"{}\": no rows at \"{}\"; keys seen: {}",
                                   definition.name, definition.rows, fmt::join(root_keys_, ", "))};
    }
    reading_.empty_marker_seen =
        reading_.row_count() == 0 && (marked || (rows_seen_ && array_is_marker));
    if (auto fault = settle_totals()) return fault;
    for (const auto& echo : definition.echoes) {
      const bool seen = echo.what == EchoDefinition::What::kDate
                            ? reading_.echoed_date.has_value()
                            : reading_.echoed_scope.has_value();
      if (!seen && echo.required)
        return table_drift(definition, fmt::format("no echo at \"{}\"", echo.key));
    }
    return rows_.finish();
  }

  Outcome settle_totals() {
    for (std::size_t i = 0; i < gathered_.size(); ++i) {
      const auto& figure = gathered_[i];
      const auto& total = plan_.definition.totals[i];
      const bool met = figure.is_sum ? figure.values == figure.elements : figure.values == 1;
      if (met) {
        reading_.totals.push_back({total.kind, total.measure, figure.sum});
      } else if (!reading_.empty_marker_seen) {
        return table_drift(plan_.definition, fmt::format("no total at \"{}\"", total.key));
      }
    }
    std::ranges::sort(reading_.totals);
    return std::nullopt;
  }

  const TablePlan& plan_;
  TableReading reading_;
  RowReader rows_;
  std::vector<std::optional<std::string_view>> cells_;
  std::vector<Gathered> gathered_;
  std::vector<RowKey> row_keys_;
  std::vector<std::string> added_;
  std::vector<std::string> root_keys_;
  bool rows_seen_ = false;
};

}  // namespace

std::expected<TableReading, PageFault> read_json_table(const TablePlan& plan,
                                                       const ScrubbedPage& page,
                                                       const RowWatch& watch) {
  thread_local ondemand::parser parser;
  std::string padded;
  const bool has_room = page.text.capacity() >= page.text.size() + simdjson::SIMDJSON_PADDING;
  if (!has_room) {
    padded.reserve(page.text.size() + simdjson::SIMDJSON_PADDING);
    padded = page.text;
  }
  const std::string& text = has_room ? page.text : padded;
  // simdjson says with an exception what is not JSON; here it becomes the page's fault.
  try {
    ondemand::document document = parser.iterate(simdjson::padded_string_view(text));
    return JsonReader(plan, watch).read(document, page);
  } catch (const simdjson::simdjson_error& error) {
    return std::unexpected(PageFault{FailureClass::kUnknownPage,
                                     fmt::format("table \"{}\": JSON that does not parse: {}",
                                                 plan.definition.name, error.what())});
  }
}

}  // namespace vancrawl::page
