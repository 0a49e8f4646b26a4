#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/coverage_lines.h"
#include "crawler/cli/export_table.h"
#include "crawler/cli/offers.h"
#include "crawler/cli/record_json.h"
#include "storage/basis.h"
#include "storage/coverage.h"
#include "storage/one_state.h"
#include "storage/read_models.h"
#include "storage/record_key.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

struct Asked {
  std::string merchant;
  bool all = false;
  std::string ledger;
  std::string from;
  std::string to;
  std::string format;
  std::string out;
  bool all_rows = false;
  bool force = false;
};

struct Export {
  model::Ledger ledger = model::Ledger::kApproval;
  model::DateRange dates;
  ExportFormat format = ExportFormat::kCsv;
  bool all_rows = false;
  model::Instant now;
  storage::OfferedLedgers offers;
};

ExportFormat format_option(const std::string& name) {
  if (name == "csv") return ExportFormat::kCsv;
  if (name == "jsonl") return ExportFormat::kJsonLines;
  if (name == "xlsx") return ExportFormat::kXlsx;
  throw InputError("--format: must be csv, jsonl or xlsx");
}

/// What stands in a cell for a field of a row.
Cell cell_of(const Json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (value.is_boolean()) return std::string(value.get<bool>() ? "yes" : "no");
  return value.is_string() ? value.get<std::string>() : std::string();
}

std::vector<std::string> keys_of(const storage::RecordsOfSlice& slice) {
  std::vector<std::string> keys;
  std::visit(
      [&](const auto& rows) {
        for (const auto& row : rows) keys.push_back(storage::key_of(slice.number, row).text());
      },
      slice.rows);
  return keys;
}

/// One merchant after the other into one file, each as of one state of the store.
class Exporting {
 public:
  Exporting(storage::View& view, const Export& what, RowWriter& writer)
      : view_(view), what_(what), writer_(writer), columns_(export_columns(what.ledger)) {}

  void add(const model::MerchantId& merchant) {
    const storage::OneState state(view_);
    note_open(merchant);
    const auto settled = storage::settlement_records(view_, {merchant, what_.ledger, what_.dates});
    std::set<std::string> settleable;
    for (const auto& slice : settled) settleable.merge(as_set(keys_of(slice)));
    if (!what_.all_rows) return add_rows(settled, settleable);
    storage::RecordFilter filter;
    filter.slices = {merchant, std::nullopt, what_.ledger, what_.dates};
    add_rows(storage::records(view_, filter), settleable);
  }
  [[nodiscard]] std::int64_t rows() const { return rows_; }
  /// Days asked for that are not complete: rows of them may be missing in the file.
  [[nodiscard]] const storage::OpenDays& open() const { return open_; }

 private:
  void note_open(const model::MerchantId& merchant) {
    auto found = storage::open_days(view_, {merchant, what_.dates, what_.now, what_.offers});
    std::erase_if(found.lines, [&](const auto& line) { return line.key.ledger != what_.ledger; });
    std::ranges::move(found.lines, std::back_inserter(open_.lines));
    std::ranges::move(found.not_asked, std::back_inserter(open_.not_asked));
  }

  static std::set<std::string> as_set(const std::vector<std::string>& keys) {
    return {keys.begin(), keys.end()};
  }

  void add_rows(const std::vector<storage::RecordsOfSlice>& slices,
                const std::set<std::string>& settleable) {
    for (const auto& slice : slices) {
      const auto keys = keys_of(slice);
      auto key = keys.begin();
      for (auto& row : json_of(slice.rows)) {
        row["merchant"] = slice.key.merchant.text();
        row["site"] = slice.key.site.text();
        row["ledger"] = model::name_of(slice.key.ledger);
        row["slice_date"] = slice.key.date.iso();
        row["state"] = model::name_of(slice.state);
        row["challenged"] = slice.challenged;
        row["settleable"] = settleable.contains(*key);
        row["record"] = *key++;
        add_row(row);
      }
    }
  }

  void add_row(const Json& row) {
    std::vector<Cell> cells;
    for (const auto& column : columns_) cells.push_back(cell_of(row.at(column.name)));
    writer_.add(cells);
    ++rows_;
  }

  storage::View& view_;
  const Export& what_;
  RowWriter& writer_;
  std::vector<ExportColumn> columns_;
  std::int64_t rows_ = 0;
  storage::OpenDays open_;
};

[[noreturn]] void refuse_to_replace() {
  throw InputError("--out: the file is there already; --force replaces it");
}

int say_what_was_written(const Invocation& invocation, const fs::path& out,
                         const Exporting& exporting) {
  const auto& open = exporting.open();
  if (invocation.json) {
    Json json = {{"out", out.string()}, {"rows", exporting.rows()}};
    json.update(json_of(open));
    fmt::print(invocation.out, "{}\n", json.dump());
  } else {
    fmt::print(invocation.out, "{}: {} rows\n", out.string(), exporting.rows());
  }
  if (!open.is_open()) return kDone;
  fmt::print(invocation.err, "rows may be missing: these days are open\n");
  print_lines(invocation.err, open);
  return kOpen;
}

int export_rows(const Invocation& invocation, const Asked& asked) {
  const auto config = invocation.config();
  const Export what{ledgers_option({asked.ledger}).front(),
                    range_option(asked.from, asked.to),
                    format_option(asked.format),
                    asked.all_rows,
                    now(),
                    offered_ledgers(invocation, config)};
  const fs::path out = asked.out;
  if (fs::is_directory(out)) throw InputError("--out: is a folder");
  if (fs::exists(out) && !asked.force) refuse_to_replace();
  const auto reader = storage::Reader::open(config.store);
  const auto merchants = merchants_option(*reader, asked.merchant, asked.all);
  FileInMaking file(out);
  const auto writer = row_writer(what.format, file.path(), export_columns(what.ledger));
  Exporting exporting(*reader, what, *writer);
  for (const auto& merchant : merchants) exporting.add(merchant);
  writer->finish();
  if (!file.keep(asked.force)) refuse_to_replace();
  return say_what_was_written(invocation, out, exporting);
}

}  // namespace

void add_export(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand(
      "export", "writes rows that settlement may pay on to a file: csv, jsonl or xlsx");
  auto asked = std::make_shared<Asked>();
  command->add_option("--merchant", asked->merchant);
  command->add_flag("--all", asked->all, "every merchant");
  command->add_option("--ledger", asked->ledger, "approval, acquisition or deposit")->required();
  command->add_option("--from", asked->from, "first business date")->required();
  command->add_option("--to", asked->to, "last business date")->required();
  command->add_option("--format", asked->format, "csv, jsonl or xlsx")->required();
  command->add_option("--out", asked->out, "the file")->required();
  command->add_flag("--all-rows", asked->all_rows,
                    "every proved row, challenged ones and those outside of the basis too");
  command->add_flag("--force", asked->force, "replace the file if there is one");
  command->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return export_rows(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
