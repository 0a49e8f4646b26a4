#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crawler/model/control_totals.h"
#include "crawler/model/ledger.h"
#include "crawler/page/scrubbed_page.h"

namespace vancrawl::page {

/// What a column is. The field decides the converter: money, count, date, time, kind, card … Each
/// ledger takes its own fields; a definition that gives a ledger a field it has not is refused.
enum class Field {
  kBusinessNumber,
  kMerchantNumber,
  kTerminal,
  kPortalId,
  kCardCompany,
  kIssuer,
  kCardKind,
  kCardNumber,
  kApprovalNumber,
  kDate,
  kTime,
  kDateTime,
  kKind,
  kAmount,
  kInstalments,
  kOriginalDate,
  kStatus,
  kSaleDate,
  kBaseFee,
  kPointFee,
  kOtherFee,
  kFee,
  kVat,
  kPayout,
  kDueDate,
  kBank,
  kAccount,
  kSalesCount,
  kHeld,
  kOther,
  kPaid,
  kRowNumber,   ///< the portal's own number of the row: shows gaps and repeats
  kTotalCount,  ///< how many rows the whole listing has, repeated in every row
  kText         ///< kept under the column's own name in text tables (scopes, summaries)
};

[[nodiscard]] std::string_view name_of(Field field);  ///< "card_company"; as site.toml writes it
[[nodiscard]] std::expected<Field, model::ParseFault> parse_field(std::string_view name);

/// Whether principal is printed with a sign. kFromKind: positive, the direction is in the kind
/// column. kNegativeCancel: a cancel is printed negative; sign and kind must agree.
enum class SignRule { kFromKind, kNegativeCancel };

struct ColumnDefinition {
  Field field = Field::kText;
  std::string name;                  ///< of a kText column
  std::vector<std::string> headers;  ///< header text or JSON key, with aliases; a two-row header is
                                     ///< "upper/lower"; keys are compared without case
  bool required = true;
  /// Printed text -> our value. For kKind our values are "sale" and "cancel", and a text that is
  /// not in the map is kUnknownValue; for other fields an unmapped text stays as printed + a
  /// finding.
  std::map<std::string, std::string> values;
  std::vector<std::string> absent;  ///< texts that mean "none" (original dates "20", "00000000")
  bool free_text = false;
};

/// A figure that the portal prints. JSON: `key` is a path ("resultSum.totAuthCnt") or a sum over an
/// array ("resultList[].pcaCnt"). HTML: `row` (text of a cell of the totals row, or its class as
/// ".toptal") and `header` (text of a header of the same table, or of `aligned_with`'s), or else
/// `pattern` (RE2 with one group over the visible text). Principal of cancels is taken without
/// sign.
struct TotalDefinition {
  model::TotalKind kind = model::TotalKind::kNet;
  model::Measure measure = model::Measure::kCount;
  std::string key;
  std::string row;
  std::string header;
  std::string pattern;
};

/// Where the page repeats what it was asked. JSON: `key`; HTML: `pattern` over the visible text, or
/// `input` = the name of a form field whose value it is.
struct EchoDefinition {
  enum class What { kDate, kScope } what = What::kDate;
  std::string key;
  std::string pattern;
  std::string input;
};

enum class PagingKind { kNone, kNumbered };

struct PagingDefinition {
  PagingKind kind = PagingKind::kNone;
  std::string page_parameter;
  std::string size_parameter;
  std::int64_t size = 0;
  std::string
      position_pattern;  ///< HTML: RE2 with two groups, page and pages ("현재 1 / 4 페이지")
};

/// How one table of one site is read: columns by header text or key, whatever their order.
struct TableDefinition {
  std::string name;
  std::optional<model::Ledger> ledger;  ///< none: a text table
  Dialect dialect = Dialect::kHtml;
  std::string rows;      ///< JSON: path of the array of rows, "" = the document itself is the array
  std::string table_id;  ///< HTML: id or ".class" of the table or an element around it; "" = the
                         ///< one table whose header holds every required column
  std::string
      record_rows;  ///< HTML: only rows of this id or ".class"; "" = every row with data cells
  SignRule sign = SignRule::kFromKind;
  std::vector<ColumnDefinition> columns;
  std::vector<std::string> known;  ///< headers or keys that are seen and not needed: not "added"
  std::string empty_marker;
  std::vector<TotalDefinition> totals;
  std::vector<EchoDefinition> echoes;
  PagingDefinition paging;
};

}  // namespace vancrawl::page
