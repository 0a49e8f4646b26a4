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

/// One column, found by what the page calls it and not by its place. The exception is a column
/// whose header text is empty (a check box, a hidden cell): the header "#0" is the first column,
/// "#3" the fourth, and it must have no header text. Its value is the cell's text or, if that is
/// empty, the value of the hidden input in the cell.
struct ColumnDefinition {
  Field field = Field::kText;
  std::string name;                  ///< of a kText column
  std::vector<std::string> headers;  ///< header text or JSON key, with aliases; a two-row header is
                                     ///< "upper/lower" or, where it is unique, "lower";
                                     ///< compared without case, runs of blanks as one
  bool required = true;
  /// Printed text -> our value. For kKind our values are "sale" and "cancel", and a text that is
  /// not in the map makes the row's kind unknown and the slice unproved. For other fields an
  /// unmapped text stays as printed; it leaves the slice unproved for kCardCompany and is a finding
  /// for the rest. All go to the list of unmapped texts.
  std::map<std::string, std::string> values;
  std::vector<std::string> absent;  ///< texts that mean "none" (original dates "20", "00000000"):
                                    ///< the field stays as it is in an empty record
  bool free_text = false;
};

/// A figure that the portal prints. JSON: `key` is a path ("resultSum.totAuthCnt") or a sum over an
/// array ("resultList[].pcaCnt", "[].authAmt" where the document is the array). HTML: `row` (the
/// first text of the totals row, or its class as ".toptal") and `header` (of the column that the
/// figure stands in). The row may stand in a table of its own (a footer); it must then be as wide
/// as the header. Or else `pattern` (RE2 with one group, over what a person reads outside the
/// record rows). Totals rows are never records. Principal of cancels is taken without sign.
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
  /// A required echo that is not there is drift; another is absent, and then nothing is proved
  /// empty.
  bool required = true;
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
  std::string table_id;  ///< HTML: id or ".class" of the table, an element around it or rows in it;
                         ///< "" = the one table whose header holds every required column. Within an
                         ///< element around them header and body may be tables of their own
  std::string
      record_rows;  ///< HTML: only rows of this id or ".class"; "" = every row with data cells
  SignRule sign = SignRule::kFromKind;
  std::vector<ColumnDefinition> columns;
  std::vector<std::string> known;  ///< headers or keys that are seen and not needed: not "added"
  /// What the page says when there is nothing: a text, or "[]" = the empty array of rows itself
  /// (JSON). "" means "[]" where the document itself is the array, and else that the page has no
  /// marker: no rows are then never proven to be none.
  std::string empty_marker;
  std::vector<TotalDefinition> totals;
  std::vector<EchoDefinition> echoes;
  PagingDefinition paging;
};

}  // namespace vancrawl::page
