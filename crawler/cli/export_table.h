#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "crawler/model/ledger.h"

namespace vancrawl::cli {

/// A text, or a whole number: won, a count. Nothing is empty text.
using Cell = std::variant<std::string, std::int64_t>;

struct ExportColumn {
  std::string name;
  bool is_id =
      false;  ///< stays text whatever it looks like: numbers of approvals, merchants, cards; codes
};

/// The columns of one ledger's rows, in their order.
[[nodiscard]] std::vector<ExportColumn> export_columns(model::Ledger ledger);

/// Writes rows to a file, one at a time; nothing of them is kept. Throws std::runtime_error when
/// the file cannot be written.
class RowWriter {
 public:
  virtual ~RowWriter() = default;
  /// One cell for each column.
  virtual void add(const std::vector<Cell>& cells) = 0;
  /// Everything is on the disk when it returns.
  virtual void finish() = 0;
};

enum class ExportFormat { kCsv, kJsonLines, kXlsx };

/// - csv: UTF-8 with a byte order mark, commas, CRLF, as Excel reads it. An id is written ="00123",
///   which Excel takes for text; other text that Excel would take for a formula (= + - @ or a
///   control character first) is led by an apostrophe.
/// - jsonl: one object a line; numbers and texts as they are.
/// - xlsx: texts as texts (never a formula), numbers as numbers; a sheet holds 1,048,575 rows, one
///   more throws.
[[nodiscard]] std::unique_ptr<RowWriter> row_writer(ExportFormat format,
                                                    const std::filesystem::path& file,
                                                    std::vector<ExportColumn> columns);
/// Used by row_writer.
[[nodiscard]] std::unique_ptr<RowWriter> xlsx_writer(const std::filesystem::path& file,
                                                     std::vector<ExportColumn> columns);

/// One cell of a CSV file.
[[nodiscard]] std::string csv_cell(const Cell& cell, bool is_id);

/// A file that appears under its name whole or not at all. It is written beside it, by its owner
/// alone readable, and goes with the object unless it was kept.
class FileInMaking {
 public:
  /// Throws std::runtime_error if the folder cannot be written.
  explicit FileInMaking(std::filesystem::path wanted);
  FileInMaking(const FileInMaking&) = delete;
  FileInMaking& operator=(const FileInMaking&) = delete;
  ~FileInMaking();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// Gives it its name; false if there is such a file and `replace` is not set.
  [[nodiscard]] bool keep(bool replace);

 private:
  std::filesystem::path wanted_;
  std::filesystem::path path_;
};

}  // namespace vancrawl::cli
