#include <algorithm>
#include <fstream>
#include <sstream>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "storage/basis.h"
#include "storage/tasks.h"
#include "tests/storage/scratch_store.h"

// Looks at SQLite's own tables: not of the suite that every engine runs.

namespace vancrawl::storage {
namespace {

using namespace tests;

class SqliteTables : public testing::Test {
 protected:
  void set(const std::string& company, std::vector<model::SiteId> sites, unsigned november) {
    const Basis entry{0,     model::MerchantId("m1"), company, model::Ledger::kApproval,
                      sites, day(november),           "kim",   {}};
    const auto number =
        shop.store->write([&](Transaction& tx) { return set_basis(tx, entry, at(0)); });
    EXPECT_TRUE(number) << number.error().message;
  }

  ScratchStore shop;
  model::SiteId cfa{"cardsales"};
  model::SiteId van{"van"};
};

TEST_F(SqliteTables, TheDatabaseItselfHoldsOneOpenTaskACause) {
  const TaskCall call{
      .cause = {TaskKind(model::FailureClass::kPortalWall), TaskSubject::site(shop.site)},
      .sentence = {"{site} refused us", "{site}: 차단"},
      .ends = {"a person has looked", "확인"},
      .words = {TaskWord::of(shop.site)}};
  static_cast<void>(
      shop.store->write([&](Transaction& tx) { return raise_task(tx, call, at(0)); }));
  SQLite::Database raw(shop.place().string(), SQLite::OPEN_READWRITE);
  EXPECT_THROW(
      raw.exec("INSERT INTO task SELECT 99, kind, about, audience, loud, english, korean, "
               "ends_english, ends_korean, 0, evidence, since, last_seen, seen_count, NULL, NULL, "
               "NULL FROM task"),
      SQLite::Exception);
}

TEST_F(SqliteTables, TheDatabaseItselfRefusesASecondRunOfAnAccount) {
  static_cast<void>(shop.claim());
  SQLite::Database raw(shop.place().string(), SQLite::OPEN_READWRITE);
  raw.exec(
      "INSERT INTO job(merchant, site, account, credential, ledgers, first_date, last_date, "
      "lane, due, state, enqueued_at) SELECT merchant, site, account, credential, ledgers, "
      "first_date, last_date, lane, due, state, enqueued_at FROM job");
  EXPECT_THROW(raw.exec("INSERT INTO running(account, job, fence, boot, lease_until) "
                        "SELECT account, 2, 99, 'other', 0 FROM running"),
               SQLite::Exception);
}

/// The block of docs/data-model.md that begins with a comment.
std::string documented_query(const std::string& comment) {
  std::ifstream file(VANCRAWL_SOURCE_DIR "/docs/data-model.md");
  std::ostringstream text;
  text << file.rdbuf();
  const auto page = text.str();
  const auto from = page.find("-- " + comment);
  return from == std::string::npos ? "" : page.substr(from, page.find("```", from) - from);
}

/// "site day number amount" of each row.
std::vector<std::string> settled_by_query(const ScratchStore& shop) {
  SQLite::Database store(shop.place().string(), SQLite::OPEN_READONLY);
  SQLite::Statement query(store, documented_query("Approvals that settlement may pay on."));
  std::vector<std::string> rows;
  while (query.executeStep()) {
    rows.push_back(query.getColumn(1).getString() + " " + query.getColumn(2).getString() + " " +
                   query.getColumn(4).getString() + " " + query.getColumn(6).getString());
  }
  std::ranges::sort(rows);
  return rows;
}

std::vector<std::string> settled_by_view(ScratchStore& shop) {
  std::vector<std::string> rows;
  for (const auto& slice : settlement_records(*shop.reader(), {model::MerchantId("m1"), {}, {}})) {
    for (const auto& row : std::get<Approvals>(slice.rows)) {
      rows.push_back(slice.key.site.text() + " " + slice.key.date.iso() + " " +
                     row.approval_number + " " + std::to_string(row.amount.value()));
    }
  }
  std::ranges::sort(rows);
  return rows;
}

TEST_F(SqliteTables, P2TheDocumentedQuerySettlesWhatTheViewSettles) {
  const auto job = shop.claim();
  auto consent = consents(*shop.reader()).front();
  consent.site = van;
  shop.store->write([&](Transaction& tx) { EXPECT_TRUE(add_consent(tx, consent)); });
  for (const unsigned november : {2U, 9U, 16U}) {
    auto hana = approval("2", 700);
    hana.card_company = "하나카드";
    Approvals rows = {approval("1", 500), hana};
    for (auto& row : rows) row.date = day(november);
    (void)publish(shop, good_read(job, rows, 0, day(november)));
    auto other = good_read(job, rows, 0, day(november));
    other.key.site = van;
    (void)publish(shop, other);
  }
  EXPECT_TRUE(settled_by_query(shop).empty());
  set("", {cfa}, 1);
  EXPECT_EQ(settled_by_query(shop).size(), 6U);
  EXPECT_EQ(settled_by_query(shop), settled_by_view(shop));
  set("하나카드", {van}, 5);
  set("", {van, cfa}, 12);
  set("", {model::SiteId("cardsales2")}, 14);
  EXPECT_EQ(settled_by_query(shop).size(), 5U);
  EXPECT_EQ(settled_by_query(shop), settled_by_view(shop));
}

}  // namespace
}  // namespace vancrawl::storage
