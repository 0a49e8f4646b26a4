#include "crawler/page/row_reader.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "crawler/model/text.h"
#include "crawler/page/name_rules.h"

namespace vancrawl::page {
namespace {

using model::FailureClass;
using Outcome = std::optional<PageFault>;

constexpr std::size_t kRowsOfAPage = 128;

bool is_clean(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() <= ' ' && text.front() > 0) return false;
  char before = 'x';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0xC2 || byte == 0xE3 || byte == 0xEF || (byte < ' ') ||
        (c == ' ' && before == ' ')) {
      return false;
    }
    before = c;
  }
  return text.back() != ' ';
}

PageFault sign_fault(std::string_view what) {
  return {FailureClass::kIdentityViolation, fmt::format("an amount that is {}", what)};
}

/// Checks principal against its kind and leaves its magnitude.
Outcome settle_sign(model::Won& amount, model::TransactionKind& kind, SignRule sign,
                    bool has_kind_column) {
  const bool negative = amount.is_negative();
  if (kind == model::TransactionKind::kUnknown) {
    amount = amount.magnitude();
    return std::nullopt;
  }
  if (sign == SignRule::kFromKind) {
    if (negative) return sign_fault("negative, where direction is in the kind");
    return std::nullopt;
  }
  if (!has_kind_column && negative) kind = model::TransactionKind::kCancel;
  const bool cancel = kind == model::TransactionKind::kCancel;
  if (cancel && amount.value() > 0) return sign_fault("positive in a cancel");
  if (!cancel && negative) return sign_fault("negative in a sale");
  amount = amount.magnitude();
  return std::nullopt;
}

Outcome settle(model::ApprovalRecord& row, SignRule sign, bool has_kind) {
  return settle_sign(row.amount, row.kind, sign, has_kind);
}
Outcome settle(model::AcquisitionRecord& row, SignRule sign, bool has_kind) {
  return settle_sign(row.gross, row.kind, sign, has_kind);
}
Outcome settle(model::DepositRecord& /*row*/, SignRule /*sign*/, bool /*has_kind*/) {
  return std::nullopt;
}

/// One portal id (and kind) that stands for two contents.
template <class Record>
Outcome two_contents(const std::vector<Record>& rows) {
  std::vector<const Record*> sorted;
  for (const auto& row : rows) {
    if (!row.portal_id.empty()) sorted.push_back(&row);
  }
  std::ranges::sort(sorted, [](const Record* a, const Record* b) {
    return std::tie(a->portal_id, a->kind) < std::tie(b->portal_id, b->kind);
  });
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    const auto& a = *sorted[i - 1];
    const auto& b = *sorted[i];
    if (a.portal_id != b.portal_id || a.kind != b.kind || a == b) continue;
    return PageFault{FailureClass::kIdentityViolation,
                     fmt::format("id \"{}\" stands for two contents", a.portal_id)};
  }
  return std::nullopt;
}

Outcome two_contents(const std::vector<model::DepositRecord>& /*rows*/) { return std::nullopt; }

}  // namespace

std::string_view cleaned_text(std::string_view text, std::string& scratch) {
  if (is_clean(text)) return text;
  scratch.clear();
  for (const char c : model::narrowed(text)) {
    const bool blank = static_cast<unsigned char>(c) <= ' ';
    if (blank && !scratch.empty() && scratch.back() == ' ') continue;
    scratch.push_back(blank ? ' ' : c);
  }
  return scratch;
}

RowReader::RowReader(const TableDefinition& definition, const std::vector<ColumnRules>& columns,
                     TableReading& reading, const RowWatch& watch)
    : definition_(definition), columns_(columns), reading_(reading), watch_(watch) {
  if (!definition.ledger) return;
  reading_.rows = model::empty_rows(*definition.ledger);
  std::visit([](auto& rows) { rows.reserve(kRowsOfAPage); }, reading_.rows);
}

Outcome RowReader::add(const std::vector<std::optional<std::string_view>>& cells) {
  ++row_;
  if (watch_) watch_(cells);
  if (!definition_.ledger) return add_text_row(cells);
  return std::visit([&](auto& rows) { return add_record(rows, cells); }, reading_.rows);
}

template <class Record>
Outcome RowReader::add_record(std::vector<Record>& rows,
                              const std::vector<std::optional<std::string_view>>& cells) {
  auto& record = rows.emplace_back();
  bool has_kind = false;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!cells[i]) continue;
    const auto& column = columns_[i];
    const auto text = cleaned(*cells[i]);
    if (column.definition.field == Field::kKind) has_kind = true;
    if (std::ranges::find(column.absent, text) != column.absent.end()) continue;
    const auto* set = std::get_if<CellSetter<Record>>(&column.setter);
    auto fault = set == nullptr
                     ? listing_cell(column, text)
                     : (*set)(record, text, {&column, &reading_.findings, &reading_.unmapped});
    if (fault) return in_row(std::move(*fault));
  }
  auto fault = settle(record, definition_.sign, has_kind);
  return fault ? Outcome(in_row(std::move(*fault))) : std::nullopt;
}

Outcome RowReader::add_text_row(const std::vector<std::optional<std::string_view>>& cells) {
  auto& row = reading_.texts.emplace_back();
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!cells[i]) continue;
    const auto& column = columns_[i];
    const auto text = cleaned(*cells[i]);
    const Field field = column.definition.field;
    if (field == Field::kRowNumber || field == Field::kTotalCount) {
      auto fault = listing_cell(column, text);
      if (fault) return in_row(std::move(*fault));
      continue;
    }
    const bool absent = std::ranges::find(column.absent, text) != column.absent.end();
    const auto mapped = column.values.find(text);
    std::string value(absent                          ? std::string_view()
                      : mapped == column.values.end() ? text
                                                      : mapped->second);
    if (field == Field::kCardNumber) value = kept_of(value, kCard);
    if (field == Field::kAccount) value = last_four(value);
    const auto& name = column.definition.name;
    row.emplace(name.empty() ? std::string(name_of(field)) : name, std::move(value));
  }
  return std::nullopt;
}

Outcome RowReader::listing_cell(const ColumnRules& column, std::string_view text) {
  const auto count = model::parse_count(text);
  if (!count) {
    return PageFault{FailureClass::kIdentityViolation,
                     fmt::format("column \"{}\": {}", column.label, count.error().message())};
  }
  if (column.definition.field == Field::kRowNumber) {
    reading_.row_numbers.push_back(*count);
    return std::nullopt;
  }
  if (reading_.total_count.value_or(*count) != *count) {
    return PageFault{FailureClass::kIdentityViolation,
                     fmt::format("column \"{}\": {} rows, and {} before", column.label, *count,
                                 *reading_.total_count)};
  }
  reading_.total_count = *count;
  return std::nullopt;
}

std::string_view RowReader::cleaned(std::string_view text) { return cleaned_text(text, scratch_); }

PageFault RowReader::in_row(PageFault fault) const {
  fault.message = fmt::format("table \"{}\", row {}: {}", definition_.name, row_, fault.message);
  return fault;
}

Outcome RowReader::finish() {
  return std::visit([](const auto& rows) { return two_contents(rows); }, reading_.rows);
}

}  // namespace vancrawl::page
