#include "crawler/model/control_totals.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace vancrawl::model {
namespace {

struct MeasureName {
  Measure measure;
  std::string_view name;
};

constexpr std::array<MeasureName, 12> kMeasures = {{{Measure::kCount, "count"},
                                                    {Measure::kPrincipal, "principal"},
                                                    {Measure::kBaseFee, "base_fee"},
                                                    {Measure::kPointFee, "point_fee"},
                                                    {Measure::kOtherFee, "other_fee"},
                                                    {Measure::kFee, "fee"},
                                                    {Measure::kVat, "vat"},
                                                    {Measure::kPayout, "payout"},
                                                    {Measure::kSalesCount, "sales_count"},
                                                    {Measure::kHeld, "held"},
                                                    {Measure::kOther, "other"},
                                                    {Measure::kPaid, "paid"}}};

std::int64_t column(const ApprovalRecord& row, Measure measure) {
  return measure == Measure::kPrincipal ? row.signed_amount().value() : 0;
}

std::int64_t column(const AcquisitionRecord& row, Measure measure) {
  switch (measure) {
    case Measure::kPrincipal:
      return row.signed_gross().value();
    case Measure::kBaseFee:
      return row.base_fee.value();
    case Measure::kPointFee:
      return row.point_fee.value();
    case Measure::kOtherFee:
      return row.other_fee.value();
    case Measure::kFee:
      return row.fee.value();
    case Measure::kVat:
      return row.vat.value();
    case Measure::kPayout:
      return row.payout.value();
    case Measure::kCount:
    case Measure::kSalesCount:
    case Measure::kHeld:
    case Measure::kOther:
    case Measure::kPaid:
      return 0;
  }
  __builtin_unreachable();
}

std::int64_t column(const DepositRecord& row, Measure measure) {
  switch (measure) {
    case Measure::kPrincipal:
      return row.gross.value();
    case Measure::kVat:
      return row.vat.value();
    case Measure::kSalesCount:
      return row.sales_count;
    case Measure::kHeld:
      return row.held.value();
    case Measure::kOther:
      return row.other.value();
    case Measure::kPaid:
      return row.paid.value();
    case Measure::kCount:
    case Measure::kBaseFee:
    case Measure::kPointFee:
    case Measure::kOtherFee:
    case Measure::kFee:
    case Measure::kPayout:
      return 0;
  }
  __builtin_unreachable();
}

TransactionKind kind_of(const DepositRecord&) { return TransactionKind::kSale; }
TransactionKind kind_of(const auto& row) { return row.kind; }

bool is_counted(TransactionKind kind, TotalKind asked) {
  switch (asked) {
    case TotalKind::kSale:
      return kind == TransactionKind::kSale;
    case TotalKind::kCancel:
      return kind == TransactionKind::kCancel;
    case TotalKind::kNet:
      return true;
  }
  __builtin_unreachable();
}

std::unexpected<ParseFault> refused_total(std::string_view text) {
  return std::unexpected(ParseFault{std::string(text), "stored control totals"});
}

std::expected<ControlTotal, ParseFault> parse_total(std::string_view text) {
  const auto dot = text.find('.');
  const auto equals = text.find('=');
  if (dot == std::string_view::npos || equals == std::string_view::npos || dot > equals) {
    return refused_total(text);
  }
  const auto kind = parse_total_kind(text.substr(0, dot));
  const auto measure = parse_measure(text.substr(dot + 1, equals - dot - 1));
  const auto digits = text.substr(equals + 1);
  std::int64_t value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool whole = read.ec == std::errc() && read.ptr == digits.data() + digits.size();
  if (!kind || !measure || !whole) return refused_total(text);
  return ControlTotal{*kind, *measure, value};
}

}  // namespace

std::string_view name_of(Measure measure) {
  return std::ranges::find(kMeasures, measure, &MeasureName::measure)->name;
}

std::string_view name_of(TotalKind kind) {
  switch (kind) {
    case TotalKind::kSale:
      return "sale";
    case TotalKind::kCancel:
      return "cancel";
    case TotalKind::kNet:
      return "net";
  }
  __builtin_unreachable();
}

std::expected<Measure, ParseFault> parse_measure(std::string_view name) {
  const auto* const found = std::ranges::find(kMeasures, name, &MeasureName::name);
  if (found != kMeasures.end()) return found->measure;
  return std::unexpected(
      ParseFault{std::string(name),
                 "a measure (count, principal, base_fee, point_fee, other_fee, fee, vat, payout, "
                 "sales_count, held, other, paid)"});
}

std::expected<TotalKind, ParseFault> parse_total_kind(std::string_view name) {
  for (const auto kind : {TotalKind::kSale, TotalKind::kCancel, TotalKind::kNet}) {
    if (name == name_of(kind)) return kind;
  }
  return std::unexpected(ParseFault{std::string(name), "a kind of total (sale, cancel or net)"});
}

std::int64_t measured(const LedgerRows& rows, TotalKind kind, Measure measure) {
  return std::visit(
      [&](const auto& list) {
        std::int64_t sum = 0;
        for (const auto& row : list) {
          if (!is_counted(kind_of(row), kind)) continue;
          sum += measure == Measure::kCount ? 1 : column(row, measure);
        }
        const bool printed_positive = kind == TotalKind::kCancel && measure == Measure::kPrincipal;
        return printed_positive ? -sum : sum;
      },
      rows);
}

ControlTotals measured_like(const ControlTotals& totals, const LedgerRows& rows) {
  ControlTotals figures = totals;
  for (auto& figure : figures) figure.value = measured(rows, figure.kind, figure.measure);
  return figures;
}

ControlTotals sum_of(const ControlTotals& a, const ControlTotals& b) {
  ControlTotals sum = a;
  for (const auto& figure : b) {
    const auto same = std::ranges::find_if(sum, [&](const ControlTotal& other) {
      return other.kind == figure.kind && other.measure == figure.measure;
    });
    if (same == sum.end()) {
      sum.push_back(figure);
    } else {
      same->value += figure.value;
    }
  }
  std::ranges::sort(sum);
  return sum;
}

bool all_zero(const ControlTotals& totals) {
  return std::ranges::all_of(totals, [](const ControlTotal& total) { return total.value == 0; });
}

std::string shown(const ControlTotals& totals) {
  std::string text;
  for (const auto& total : totals) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {} {}", name_of(total.kind), name_of(total.measure),
                        with_commas(Won(total.value)));
  }
  return text.empty() ? "none" : text;
}

std::string encoded(const ControlTotals& totals) {
  std::string text;
  for (const auto& total : totals) {
    if (!text.empty()) text += ';';
    text += fmt::format("{}.{}={}", name_of(total.kind), name_of(total.measure), total.value);
  }
  return text;
}

std::expected<ControlTotals, ParseFault> parse_totals(std::string_view encoded_totals) {
  ControlTotals totals;
  auto rest = encoded_totals;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(';'), rest.size());
    auto total = parse_total(rest.substr(0, end));
    if (!total || end + 1 == rest.size()) return refused_total(encoded_totals);
    totals.push_back(*total);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  std::ranges::sort(totals);
  const auto twin = std::ranges::adjacent_find(totals, [](const auto& a, const auto& b) {
    return a.kind == b.kind && a.measure == b.measure;
  });
  if (twin != totals.end()) return refused_total(encoded_totals);
  return totals;
}

}  // namespace vancrawl::model
