#pragma once

#include <string>

#include <fmt/format.h>

#include "storage/ledger_columns.h"

namespace vancrawl::storage {

/// The statements over one ledger's tables, written once from its columns. Only for the sources of
/// this folder.
struct RowSql {
  /// Rows of one statement: its cursor stays at the end of the slice, where the next row goes.
  static constexpr std::size_t kRowsAtOnce = 32;

  std::string insert;            ///< slice, key, rest, seq
  std::string insert_many;       ///< kRowsAtOnce times slice, key, rest, seq
  std::string erase;             ///< slice, key
  std::string insert_revision;   ///< slice, key, rest, seq, ended_seq, ended_by
  std::string insert_unproved;   ///< slice, number, key, rest (seq is 0)
  std::string erase_unproved;    ///< slice
  std::string select;            ///< slice -> key, rest, seq
  std::string select_revisions;  ///< slice -> key, rest, seq, ended_seq, ended_by
  std::string select_unproved;   ///< slice -> key, rest
  std::string select_as_of;      ///< slice, seq -> key, rest
  /// slice, kinds (none for deposits) -> of each kind count, every column of kSums
  std::string sums;

  template <class Record>
  [[nodiscard]] static const RowSql& of() {
    static const RowSql kSql = written<LedgerColumns<Record>>();
    return kSql;
  }

 private:
  template <class Columns>
  static RowSql written() {
    const auto key = fmt::format("{}", fmt::join(Columns::kKey, ", "));
    const auto all = fmt::format("{}, {}", key, fmt::join(Columns::kRest, ", "));
    const auto table = Columns::kTable;
    const auto count = Columns::kKey.size() + Columns::kRest.size();
    RowSql sql;
    const auto row = fmt::format("({})", places(count + 2));
    sql.insert = fmt::format("INSERT INTO {}(slice, {}, seq) VALUES {}", table, all, row);
    sql.insert_many = sql.insert;
    for (std::size_t i = 1; i < kRowsAtOnce; ++i) sql.insert_many += ", " + row;
    sql.erase = fmt::format("DELETE FROM {} WHERE (slice, {}) = ({})", table, key,
                            places(Columns::kKey.size() + 1));
    sql.insert_revision =
        fmt::format("INSERT INTO {}_revision(slice, {}, seq, ended_seq, ended_by) VALUES ({})",
                    table, all, places(count + 4));
    sql.insert_unproved =
        fmt::format("INSERT INTO {}_unproved(seq, slice, number, {}) VALUES (0, {})", table, all,
                    places(count + 2));
    sql.erase_unproved = fmt::format("DELETE FROM {}_unproved WHERE slice = ?", table);
    sql.select = fmt::format("SELECT {}, seq FROM {} WHERE slice = ?", all, table);
    sql.select_revisions = fmt::format(
        "SELECT {}, seq, ended_seq, ended_by FROM {}_revision WHERE slice = ?", all, table);
    sql.select_unproved =
        fmt::format("SELECT {} FROM {}_unproved WHERE slice = ? ORDER BY number", all, table);
    sql.select_as_of = fmt::format(
        "SELECT {0} FROM {1} WHERE slice = ?1 AND seq <= ?2 UNION ALL "
        "SELECT {0} FROM {1}_revision WHERE slice = ?1 AND seq <= ?2 AND ended_seq > ?2",
        all, table);
    sql.sums = sums_of<Columns>();
    return sql;
  }

  static std::string places(std::size_t count) {
    std::string text = "?";
    for (std::size_t i = 1; i < count; ++i) text += ", ?";
    return text;
  }

  /// A filter for each kind is half the work of grouping by it.
  template <class Columns>
  static std::string sums_of() {
    if (Columns::kTable == "deposit") {
      return fmt::format("SELECT {} FROM deposit WHERE slice = ?1", figures<Columns>(""));
    }
    return fmt::format("SELECT {}, {} FROM {} WHERE slice = ?1",
                       figures<Columns>(" FILTER (WHERE kind = ?2)"),
                       figures<Columns>(" FILTER (WHERE kind = ?3)"), Columns::kTable);
  }

  template <class Columns>
  static std::string figures(std::string_view filter) {
    auto text = fmt::format("count(*){}", filter);
    for (const auto& sum : Columns::kSums) text += fmt::format(", sum({}){}", sum.second, filter);
    return text;
  }
};

}  // namespace vancrawl::storage
