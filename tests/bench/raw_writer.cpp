#include "tests/bench/raw_writer.h"

#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <SQLiteCpp/SQLiteCpp.h>

#include "tests/bench/usage.h"

namespace vancrawl::bench {
namespace {

constexpr const char* kTable =
    "CREATE TABLE approval("
    "slice INTEGER NOT NULL, business INTEGER NOT NULL, merchant_number INTEGER NOT NULL, "
    "terminal INTEGER NOT NULL, card_company INTEGER NOT NULL, date INTEGER NOT NULL, "
    "time INTEGER NOT NULL, approval_number TEXT NOT NULL, kind INTEGER NOT NULL, "
    "amount INTEGER NOT NULL, portal_id TEXT NOT NULL, occurrence INTEGER NOT NULL, "
    "issuer INTEGER NOT NULL, card_kind INTEGER NOT NULL, card TEXT NOT NULL, "
    "instalments INTEGER NOT NULL, original_date INTEGER, status INTEGER NOT NULL, "
    "recipe INTEGER NOT NULL, seq INTEGER NOT NULL, "
    "PRIMARY KEY(slice, date, time, approval_number, kind, amount, portal_id, business, "
    "merchant_number, terminal, card_company, occurrence)) STRICT, WITHOUT ROWID";
constexpr const char* kInsert =
    "INSERT INTO approval VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

struct RawRow {
  std::int64_t slice = 0, business = 0, merchant_number = 0, terminal = 0, company = 0, issuer = 0;
  std::int64_t card_kind = 0, kind = 0, status = 0;
  std::string card;
  model::ApprovalRecord row;
};

void insert(SQLite::Statement& statement, const RawRow& raw) {
  const auto& row = raw.row;
  statement.bind(1, raw.slice);
  statement.bind(2, raw.business);
  statement.bind(3, raw.merchant_number);
  statement.bind(4, raw.terminal);
  statement.bind(5, raw.company);
  statement.bind(6, row.date.days_since_1970());
  statement.bind(7, row.time.seconds());
  statement.bindNoCopy(8, row.approval_number);
  statement.bind(9, raw.kind);
  statement.bind(10, row.amount.value());
  statement.bindNoCopy(11, row.portal_id);
  statement.bind(12, row.occurrence);
  statement.bind(13, raw.issuer);
  statement.bind(14, raw.card_kind);
  statement.bindNoCopy(15, raw.card);
  statement.bind(16, row.instalments);
  if (row.original_date)
    statement.bind(17, row.original_date->days_since_1970());
  else
    statement.bind(17);
  statement.bind(18, raw.status);
  statement.bind(19, model::kKeyRecipe);
  statement.bind(20, raw.slice);
  statement.exec();
  statement.reset();
}

}  // namespace

struct RawWriter::Inner {
  explicit Inner(const std::filesystem::path& file)
      : database(file.string(),
                 SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE | SQLite::OPEN_NOMUTEX) {
    for (const auto* const setting :
         {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA cache_size = -65536",
          "PRAGMA wal_autocheckpoint = 4000"}) {
      database.exec(setting);
    }
    database.exec(kTable);
    statement.emplace(database, kInsert);
  }

  std::int64_t word(const std::string& text) {
    return words.try_emplace(text, static_cast<std::int64_t>(words.size()) + 1).first->second;
  }

  RawRow made(model::ApprovalRecord row, std::int64_t slice) {
    RawRow raw;
    raw.slice = slice;
    raw.business = word(row.business.text());
    raw.merchant_number = word(row.merchant_number.text());
    raw.terminal = word(row.terminal.text());
    raw.company = word(row.card_company);
    raw.issuer = word(row.issuer);
    raw.card_kind = word(row.card_kind);
    raw.kind = row.kind == model::TransactionKind::kSale ? 1 : 2;
    raw.status = word(row.status);
    raw.card = row.card.text();
    raw.row = std::move(row);
    return raw;
  }

  SQLite::Database database;
  std::optional<SQLite::Statement> statement;
  std::unordered_map<std::string, std::int64_t> words;
};

RawWriter::RawWriter(const std::filesystem::path& file) : inner_(std::make_unique<Inner>(file)) {}
RawWriter::~RawWriter() = default;

Cost RawWriter::write(int first, int last, int merchants) {
  constexpr int kTogether = Reread().together;
  Cost cost;
  for (int slice = first; slice < last; slice += kTogether) {
    std::vector<RawRow> group;
    for (int next = slice; next < std::min(slice + kTogether, last); ++next) {
      for (auto& row : rows_of_day(next % merchants, next / merchants, 0)) {
        group.push_back(inner_->made(std::move(row), next + 1));
      }
    }
    const Meter meter;
    SQLite::Transaction transaction(inner_->database);
    for (const auto& row : group) insert(*inner_->statement, row);
    transaction.commit();
    cost.wall += meter.wall();
    cost.cpu += meter.cpu();
  }
  return cost;
}

}  // namespace vancrawl::bench
