#include "storage/row_tables.h"

#include <algorithm>
#include <map>

#include "storage/columns.h"
#include "storage/ledger_columns.h"
#include "storage/row_sql.h"

namespace vancrawl::storage {
namespace {

/// Count and sums of one kind of rows, by measure.
using Figures = std::map<model::Measure, std::int64_t>;
using FiguresByKind = std::map<model::TransactionKind, Figures>;

template <class Record>
Figures figures_from(const Statement& row, int column) {
  Figures figures;
  figures[model::Measure::kCount] = row.integer(column);
  for (const auto& sum : LedgerColumns<Record>::kSums) figures[sum.first] = row.integer(++column);
  return figures;
}

/// Deposits have no kind and are figured as sales.
template <class Record>
FiguresByKind stored_figures(Connection& connection, std::int64_t slice) {
  using model::TransactionKind;
  constexpr bool kHasKind = requires(const Record& record) { record.kind; };
  const auto word = [&](TransactionKind kind) {
    return connection.words().number_of(std::string(model::name_of(kind)));
  };
  auto row = connection.prepare(RowSql::of<Record>().sums);
  row.put(1, slice);
  if (kHasKind) row.put(2, word(TransactionKind::kSale));
  if (kHasKind) row.put(3, word(TransactionKind::kCancel));
  FiguresByKind figures;
  if (!row.step()) return figures;
  figures[TransactionKind::kSale] = figures_from<Record>(row, 0);
  constexpr int kOfOneKind = 1 + static_cast<int>(LedgerColumns<Record>::kSums.size());
  if (kHasKind) figures[TransactionKind::kCancel] = figures_from<Record>(row, kOfOneKind);
  return figures;
}

std::int64_t figure(FiguresByKind& figures, model::TotalKind kind, model::Measure measure) {
  const auto sale = figures[model::TransactionKind::kSale][measure];
  const auto cancel = figures[model::TransactionKind::kCancel][measure];
  switch (kind) {
    case model::TotalKind::kSale:
      return sale;
    case model::TotalKind::kCancel:
      return cancel;
    case model::TotalKind::kNet:
      return measure == model::Measure::kPrincipal ? sale - cancel : sale + cancel;
  }
  __builtin_unreachable();
}

template <class Record>
model::LedgerRows read_sorted(Connection& connection, Statement rows, bool sorted) {
  std::vector<Record> list;
  while (rows.step()) {
    Record row;
    read_row(rows, 0, connection.words(), row);
    list.push_back(std::move(row));
  }
  if (sorted) std::ranges::sort(list);
  return list;
}

/// Calls `body` with a row of the ledger, for its type alone.
template <class Body>
auto with_record_of(model::Ledger ledger, const Body& body) {
  switch (ledger) {
    case model::Ledger::kApproval:
      return body(model::ApprovalRecord());
    case model::Ledger::kAcquisition:
      return body(model::AcquisitionRecord());
    case model::Ledger::kDeposit:
      return body(model::DepositRecord());
  }
  __builtin_unreachable();
}

template <class Record>
void insert_unproved(Connection& connection, std::int64_t slice, const std::vector<Record>& rows) {
  auto insert = connection.prepare(RowSql::of<Record>().insert_unproved);
  std::int64_t number = 0;
  for (const auto& row : rows) {
    insert.put(1, slice);
    insert.put(2, ++number);
    const int next = put_key(insert, 3, row, connection.words());
    put_rest(insert, next, row, connection.words());
    insert.run();
  }
}

}  // namespace

model::ControlTotals figures_in_store(Connection& connection, std::int64_t slice,
                                      model::Ledger ledger, const model::ControlTotals& like) {
  auto figures = with_record_of(ledger, [&](const auto& record) {
    return stored_figures<std::remove_cvref_t<decltype(record)>>(connection, slice);
  });
  auto totals = like;
  for (auto& total : totals) total.value = figure(figures, total.kind, total.measure);
  return totals;
}

void keep_unproved(Connection& connection, std::int64_t slice, const model::LedgerRows& rows) {
  std::visit(
      [&](const auto& list) {
        using Record = typename std::remove_cvref_t<decltype(list)>::value_type;
        connection.run(RowSql::of<Record>().erase_unproved, slice);
        insert_unproved(connection, slice, list);
      },
      rows);
}

model::LedgerRows current_rows(Connection& connection, std::int64_t slice, model::Ledger ledger) {
  return with_record_of(ledger, [&](const auto& record) {
    using Record = std::remove_cvref_t<decltype(record)>;
    return read_sorted<Record>(connection, connection.ask(RowSql::of<Record>().select, slice),
                               true);
  });
}

model::LedgerRows unproved_rows(Connection& connection, std::int64_t slice, model::Ledger ledger) {
  return with_record_of(ledger, [&](const auto& record) {
    using Record = std::remove_cvref_t<decltype(record)>;
    return read_sorted<Record>(connection,
                               connection.ask(RowSql::of<Record>().select_unproved, slice), false);
  });
}

model::LedgerRows rows_as_of(Connection& connection, std::int64_t slice, model::Ledger ledger,
                             std::int64_t seq) {
  return with_record_of(ledger, [&](const auto& record) {
    using Record = std::remove_cvref_t<decltype(record)>;
    return read_sorted<Record>(connection,
                               connection.ask(RowSql::of<Record>().select_as_of, slice, seq), true);
  });
}

}  // namespace vancrawl::storage
