#include "crawler/cli/export_table.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <stdlib.h>
#include <unistd.h>

namespace vancrawl::cli {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

[[noreturn]] void fail(const std::filesystem::path& file) {
  throw std::runtime_error(file.string() + ": " + std::generic_category().message(errno));
}

/// A text file of which every byte is on the disk once it is finished.
class TextFile {
 public:
  explicit TextFile(std::filesystem::path file)
      : path_(std::move(file)), file_(std::fopen(path_.c_str(), "wb")) {
    if (file_ == nullptr) fail(path_);
  }
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;
  ~TextFile() {
    if (file_ != nullptr) std::fclose(file_);
  }
  void put(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) fail(path_);
  }
  void finish() {
    const bool written = std::fflush(file_) == 0 && ::fsync(::fileno(file_)) == 0;
    if (!written) fail(path_);
    const bool closed = std::fclose(std::exchange(file_, nullptr)) == 0;
    if (!closed) fail(path_);
  }

 private:
  std::filesystem::path path_;
  std::FILE* file_;
};

class CsvWriter final : public RowWriter {
 public:
  CsvWriter(const std::filesystem::path& file, std::vector<ExportColumn> columns)
      : file_(file), columns_(std::move(columns)) {
    file_.put(kByteOrderMark);
    std::string line;
    for (const auto& column : columns_) line += (line.empty() ? "" : ",") + column.name;
    file_.put(line + "\r\n");
  }
  void add(const std::vector<Cell>& cells) override {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      line += (i == 0 ? "" : ",") + csv_cell(cells[i], columns_[i].is_id);
    }
    file_.put(line + "\r\n");
  }
  void finish() override { file_.finish(); }

 private:
  TextFile file_;
  std::vector<ExportColumn> columns_;
};

class JsonLinesWriter final : public RowWriter {
 public:
  JsonLinesWriter(const std::filesystem::path& file, std::vector<ExportColumn> columns)
      : file_(file), columns_(std::move(columns)) {}
  void add(const std::vector<Cell>& cells) override {
    nlohmann::ordered_json line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      std::visit([&](const auto& value) { line[columns_[i].name] = value; }, cells[i]);
    }
    file_.put(line.dump() + "\n");
  }
  void finish() override { file_.finish(); }

 private:
  TextFile file_;
  std::vector<ExportColumn> columns_;
};

bool is_plain_id(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '*' || c == '_' || c == '.';
  });
}

std::string in_quotes(std::string_view text) {
  std::string text_in_quotes = "\"";
  for (const char c : text) text_in_quotes += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text_in_quotes + "\"";
}

bool starts_a_formula(std::string_view text) {
  return !text.empty() && (std::string_view("=+-@").contains(text.front()) ||
                           static_cast<unsigned char>(text.front()) < ' ');
}

}  // namespace

std::string csv_cell(const Cell& cell, bool is_id) {
  if (const auto* const number = std::get_if<std::int64_t>(&cell)) return std::to_string(*number);
  const auto& text = std::get<std::string>(cell);
  if (is_id && is_plain_id(text)) return in_quotes("=\"" + text + "\"");
  const auto safe = starts_a_formula(text) ? "'" + text : text;
  const bool needs_quotes = safe.find_first_of("\",\r\n") != std::string::npos;
  return needs_quotes ? in_quotes(safe) : safe;
}

std::vector<ExportColumn> export_columns(model::Ledger ledger) {
  std::vector<ExportColumn> columns = {{"merchant", true}, {"site"},         {"ledger"},
                                       {"slice_date"},     {"state"},        {"challenged"},
                                       {"settleable"},     {"record", true}, {"date"}};
  const auto add = [&columns](std::initializer_list<ExportColumn> more) {
    columns.insert(columns.end(), more);
  };
  switch (ledger) {
    case model::Ledger::kApproval:
      add({{"time"},
           {"kind"},
           {"amount"},
           {"card_company", true},
           {"issuer"},
           {"card_kind"},
           {"card", true},
           {"approval_number", true},
           {"instalments"},
           {"business", true},
           {"merchant_number", true},
           {"terminal", true},
           {"portal_id", true},
           {"original_date"},
           {"status"},
           {"occurrence"}});
      break;
    case model::Ledger::kAcquisition:
      add({{"sale_date"},
           {"kind"},
           {"gross"},
           {"base_fee"},
           {"point_fee"},
           {"other_fee"},
           {"fee"},
           {"vat"},
           {"payout"},
           {"due_date"},
           {"card_company", true},
           {"card_kind"},
           {"card", true},
           {"approval_number", true},
           {"business", true},
           {"merchant_number", true},
           {"portal_id", true},
           {"occurrence"}});
      break;
    case model::Ledger::kDeposit:
      add({{"card_company", true},
           {"business", true},
           {"merchant_number", true},
           {"bank"},
           {"account", true},
           {"sales_count"},
           {"gross"},
           {"held"},
           {"vat"},
           {"other"},
           {"paid"},
           {"occurrence"}});
      break;
  }
  return columns;
}

std::unique_ptr<RowWriter> row_writer(ExportFormat format, const std::filesystem::path& file,
                                      std::vector<ExportColumn> columns) {
  switch (format) {
    case ExportFormat::kCsv:
      return std::make_unique<CsvWriter>(file, std::move(columns));
    case ExportFormat::kJsonLines:
      return std::make_unique<JsonLinesWriter>(file, std::move(columns));
    case ExportFormat::kXlsx:
      return xlsx_writer(file, std::move(columns));
  }
  __builtin_unreachable();
}

FileInMaking::FileInMaking(std::filesystem::path wanted) : wanted_(std::move(wanted)) {
  auto name = wanted_.string() + ".part-XXXXXX";
  const int made = ::mkstemp(name.data());
  if (made < 0) fail(wanted_);
  ::close(made);
  path_ = name;
}

FileInMaking::~FileInMaking() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove(path_, ignored);
}

bool FileInMaking::keep(bool replace) {
  const auto flags = replace ? 0U : static_cast<unsigned>(RENAME_NOREPLACE);
  if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, wanted_.c_str(), flags) != 0) {
    if (errno == EEXIST) return false;
    fail(wanted_);
  }
  path_.clear();
  return true;
}

}  // namespace vancrawl::cli
