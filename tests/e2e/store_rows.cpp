#include "tests/e2e/store_rows.h"

#include <memory>
#include <stdexcept>

#include <sqlite3.h>
#include <zstd.h>

namespace vancrawl::e2e {
namespace {

struct Closing {
  void operator()(sqlite3* opened) const { sqlite3_close(opened); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};

/// The first column of each row of the answer, as bytes.
std::vector<std::string> first_column(const std::filesystem::path& store, const char* question) {
  constexpr int kBusyMs = 5000;
  sqlite3* raw = nullptr;
  const int opened = sqlite3_open_v2(store.c_str(), &raw, SQLITE_OPEN_READONLY, nullptr);
  const std::unique_ptr<sqlite3, Closing> connection(raw);
  if (opened != SQLITE_OK) throw std::runtime_error("cannot open " + store.string());
  sqlite3_busy_timeout(raw, kBusyMs);
  sqlite3_stmt* prepared = nullptr;
  if (sqlite3_prepare_v2(raw, question, -1, &prepared, nullptr) != SQLITE_OK) {
    throw std::runtime_error(sqlite3_errmsg(raw));
  }
  const std::unique_ptr<sqlite3_stmt, Closing> statement(prepared);
  std::vector<std::string> values;
  while (sqlite3_step(prepared) == SQLITE_ROW) {
    const auto* const bytes = static_cast<const char*>(sqlite3_column_blob(prepared, 0));
    values.emplace_back(bytes, static_cast<std::size_t>(sqlite3_column_bytes(prepared, 0)));
  }
  return values;
}

std::string decompressed(const std::string& zstd) {
  constexpr std::size_t kMost = std::size_t{16} << 20U;
  std::string text(kMost, '\0');
  const auto size = ZSTD_decompress(text.data(), text.size(), zstd.data(), zstd.size());
  if (ZSTD_isError(size) != 0) throw std::runtime_error("evidence does not decompress");
  text.resize(size);
  return text;
}

}  // namespace

std::vector<std::string> attempt_rows(const std::filesystem::path& store) {
  return first_column(store, "SELECT coalesce(outcome, 'open') FROM attempt ORDER BY id");
}

std::vector<std::string> evidence_texts(const std::filesystem::path& store) {
  auto texts = first_column(store, "SELECT zstd FROM evidence ORDER BY id");
  for (auto& text : texts) text = decompressed(text);
  return texts;
}

}  // namespace vancrawl::e2e
