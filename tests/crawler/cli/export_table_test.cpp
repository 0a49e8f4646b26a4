#include "crawler/cli/export_table.h"

#include <fstream>
#include <map>
#include <sstream>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>
#include <zlib.h>

#include "tests/crawler/session/test_loop.h"

namespace vancrawl::cli {
namespace {

namespace fs = std::filesystem;

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::uint32_t number_at(const std::string& bytes, std::size_t at, int size) {
  std::uint32_t value = 0;
  for (int i = size - 1; i >= 0; --i) {
    value = value << 8U | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
  }
  return value;
}

std::string inflated(std::string packed, std::size_t size) {
  std::string plain(size, '\0');
  z_stream stream{};
  stream.next_in = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(plain.data());
  stream.avail_out = static_cast<uInt>(size);
  EXPECT_EQ(inflateInit2(&stream, -MAX_WBITS), Z_OK);
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  inflateEnd(&stream);
  return plain;
}

/// The files of a zip archive by name, from its central directory.
std::map<std::string, std::string> unzipped(const std::string& archive) {
  std::map<std::string, std::string> files;
  const auto end = archive.rfind("PK\5\6");
  if (end == std::string::npos) throw std::runtime_error("no archive");
  std::size_t at = number_at(archive, end + 16, 4);
  for (auto left = number_at(archive, end + 10, 2); left > 0; --left) {
    const auto method = number_at(archive, at + 10, 2);
    const auto packed = number_at(archive, at + 20, 4);
    const auto size = number_at(archive, at + 24, 4);
    const auto name_size = number_at(archive, at + 28, 2);
    const auto local = number_at(archive, at + 42, 4);
    const auto body =
        local + 30 + number_at(archive, local + 26, 2) + number_at(archive, local + 28, 2);
    const auto bytes = archive.substr(body, packed);
    files[archive.substr(at + 46, name_size)] = method == 0 ? bytes : inflated(bytes, size);
    at += 46 + name_size + number_at(archive, at + 30, 2) + number_at(archive, at + 32, 2);
  }
  return files;
}

const std::vector<ExportColumn> kColumns = {
    {"approval_number", true}, {"card_company"}, {"amount"}};

class Written {
 public:
  explicit Written(ExportFormat format) : writer_(row_writer(format, file(), kColumns)) {}
  Written& add(std::vector<Cell> cells) {
    writer_->add(cells);
    return *this;
  }
  std::string bytes() {
    writer_->finish();
    return bytes_of(file());
  }

 private:
  [[nodiscard]] fs::path file() const { return folder_.path() / "out"; }
  tests::TempFolder folder_;
  std::unique_ptr<RowWriter> writer_;
};

TEST(ExportCsv, ExcelReadsItsTextsItsIdsAndItsNumbers) {
  Written written(ExportFormat::kCsv);
  written.add({"00012345", "신한, \"체크\"", std::int64_t{-1'234'567}});
  EXPECT_EQ(written.bytes(),
            "\xEF\xBB\xBF"
            "approval_number,card_company,amount\r\n"
            "\"=\"\"00012345\"\"\",\"신한, \"\"체크\"\"\",-1234567\r\n");
}

TEST(ExportCsv, NoTextIsTakenForAFormula) {
  for (const std::string text : {"=1+2", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"}) {
    for (const bool is_id : {false, true}) {
      auto cell = csv_cell(text, is_id);
      if (cell.starts_with('"')) cell = cell.substr(1);
      const bool as_text = cell.starts_with('\'') || cell.starts_with("=\"\"");
      EXPECT_TRUE(as_text) << text << " -> " << cell;
    }
  }
  EXPECT_EQ(csv_cell("=HYPERLINK(\"http://x\")", true), "\"'=HYPERLINK(\"\"http://x\"\")\"");
  EXPECT_EQ(csv_cell("비씨", false), "비씨");
  EXPECT_EQ(csv_cell("", true), "");
  EXPECT_EQ(csv_cell("a\nb", false), "\"a\nb\"");
}

TEST(ExportJsonLines, EveryLineIsAnObjectWithItsTypes) {
  Written written(ExportFormat::kJsonLines);
  written.add({"00012345", "=신한", std::int64_t{9'007'199'254'740'993}})
      .add({"", "", std::int64_t{0}});
  std::istringstream lines(written.bytes());
  std::string line;
  ASSERT_TRUE(std::getline(lines, line));
  const auto json = nlohmann::json::parse(line);
  EXPECT_EQ(json.at("approval_number"), "00012345");
  EXPECT_EQ(json.at("card_company"), "=신한");
  EXPECT_EQ(json.at("amount").get<std::int64_t>(), 9'007'199'254'740'993);
  ASSERT_TRUE(std::getline(lines, line));
  EXPECT_EQ(nlohmann::json::parse(line).at("amount"), 0);
}

TEST(ExportXlsx, TextsAreTextsAndNumbersAreNumbers) {
  Written written(ExportFormat::kXlsx);
  written.add({"00012345", "=신한 & <국민>", std::int64_t{-1'234'567}});
  const auto files = unzipped(written.bytes());
  const auto& sheet = files.at("xl/worksheets/sheet1.xml");
  EXPECT_NE(sheet.find("<is><t>approval_number</t></is>"), std::string::npos) << sheet;
  EXPECT_NE(sheet.find("<is><t>00012345</t></is>"), std::string::npos) << sheet;
  EXPECT_NE(sheet.find("<is><t>=신한 &amp; &lt;국민&gt;</t></is>"), std::string::npos) << sheet;
  EXPECT_NE(sheet.find("<v>-1234567</v>"), std::string::npos) << sheet;
  EXPECT_EQ(sheet.find("<f>"), std::string::npos) << "no formula stands in it";
}

TEST(ExportXlsx, AFolderThatCannotBeWrittenIsNamed) {
  EXPECT_THROW(
      {
        auto writer = row_writer(ExportFormat::kXlsx, "/nowhere/out.xlsx", kColumns);
        writer->finish();
      },
      std::runtime_error);
}

TEST(FileInMaking, AppearsWholeOrNotAtAll) {
  const tests::TempFolder folder;
  const auto wanted = folder.path() / "out.csv";
  {
    const FileInMaking dropped(wanted);
    EXPECT_FALSE(fs::exists(wanted));
  }
  EXPECT_TRUE(fs::is_empty(folder.path()));
  FileInMaking first(wanted);
  std::ofstream(first.path()) << "first";
  EXPECT_TRUE(first.keep(false));
  EXPECT_EQ(bytes_of(wanted), "first");
  struct stat about{};
  ASSERT_EQ(::stat(wanted.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777U, 0600U) << "it holds figures of merchants";
  {
    FileInMaking second(wanted);
    std::ofstream(second.path()) << "second";
    EXPECT_FALSE(second.keep(false)) << "never over another file";
    EXPECT_EQ(bytes_of(wanted), "first");
    EXPECT_TRUE(second.keep(true));
  }
  EXPECT_EQ(bytes_of(wanted), "second");
  EXPECT_THROW(FileInMaking(folder.path() / "no" / "out.csv"), std::runtime_error);
}

TEST(ExportColumns, EveryLedgerBeginsWithWhoseRowItIs) {
  for (const auto ledger : model::kAllLedgers) {
    const auto columns = export_columns(ledger);
    ASSERT_GT(columns.size(), 10U);
    EXPECT_EQ(columns[0].name, "merchant");
    EXPECT_EQ(columns[4].name, "state");
  }
}

}  // namespace
}  // namespace vancrawl::cli
