#include <stdexcept>

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "crawler/cli/export_table.h"

namespace vancrawl::cli {
namespace {

constexpr lxw_row_t kMostRows = 1'048'576;
/// Beyond it a number of the format, which is a double, is not exact.
constexpr std::int64_t kLargestExact = std::int64_t{1} << 53;

class XlsxWriter final : public RowWriter {
 public:
  XlsxWriter(const std::filesystem::path& file, std::vector<ExportColumn> columns)
      : path_(file.string()), folder_(file.parent_path().string()), columns_(std::move(columns)) {
    lxw_workbook_options options{};
    options.constant_memory = LXW_TRUE;
    if (!folder_.empty()) options.tmpdir = folder_.data();
    book_ = workbook_new_opt(path_.c_str(), &options);
    if (book_ == nullptr) throw std::runtime_error(path_ + ": the workbook cannot be made");
    sheet_ = workbook_add_worksheet(book_, "rows");
    whole_ = workbook_add_format(book_);
    format_set_num_format(whole_, "#,##0");
    auto* const bold = workbook_add_format(book_);
    format_set_bold(bold);
    lxw_col_t at = 0;
    for (const auto& column : columns_) {
      expect(worksheet_write_string(sheet_, 0, at++, column.name.c_str(), bold));
    }
    worksheet_freeze_panes(sheet_, 1, 0);
  }
  XlsxWriter(const XlsxWriter&) = delete;
  XlsxWriter& operator=(const XlsxWriter&) = delete;
  ~XlsxWriter() override {
    if (book_ != nullptr) workbook_close(book_);
  }

  void add(const std::vector<Cell>& cells) override {
    if (++row_ >= kMostRows) {
      throw std::runtime_error(fmt::format(
          "more than {} rows do not fit a sheet: export fewer days, or csv", kMostRows - 1));
    }
    for (lxw_col_t at = 0; at < cells.size(); ++at) {
      if (const auto* const number = std::get_if<std::int64_t>(&cells[at])) {
        put(at, *number);
      } else {
        const auto& text = std::get<std::string>(cells[at]);
        if (!text.empty()) expect(worksheet_write_string(sheet_, row_, at, text.c_str(), nullptr));
      }
    }
  }

  void finish() override {
    auto* const book = std::exchange(book_, nullptr);
    expect(workbook_close(book));
    const int file = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    const bool synced = file >= 0 && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    if (!synced) throw std::runtime_error(path_ + ": cannot be written to the disk");
  }

 private:
  void put(lxw_col_t at, std::int64_t number) {
    if (number > kLargestExact || number < -kLargestExact) {
      expect(worksheet_write_string(sheet_, row_, at, std::to_string(number).c_str(), nullptr));
      return;
    }
    expect(worksheet_write_number(sheet_, row_, at, static_cast<double>(number), whole_));
  }

  void expect(lxw_error error) const {
    if (error == LXW_NO_ERROR) return;
    throw std::runtime_error(path_ + ": " + lxw_strerror(error));
  }

  std::string path_;
  std::string folder_;
  std::vector<ExportColumn> columns_;
  lxw_workbook* book_ = nullptr;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format* whole_ = nullptr;
  lxw_row_t row_ = 0;
};

}  // namespace

std::unique_ptr<RowWriter> xlsx_writer(const std::filesystem::path& file,
                                       std::vector<ExportColumn> columns) {
  return std::make_unique<XlsxWriter>(file, std::move(columns));
}

}  // namespace vancrawl::cli
