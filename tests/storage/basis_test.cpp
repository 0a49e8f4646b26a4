#include "storage/basis.h"

#include <algorithm>
#include <fstream>
#include <sstream>

#include <SQLiteCpp/SQLiteCpp.h>
#include <gtest/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

class SettlementBasisOf : public testing::Test {
 protected:
  std::int64_t set(const std::string& company, std::vector<model::SiteId> sites,
                   unsigned november) {
    const Basis entry{0,     model::MerchantId("m1"), company, model::Ledger::kApproval,
                      sites, day(november),           "kim",   {}};
    const auto number =
        shop.store->write([&](Transaction& tx) { return set_basis(tx, entry, at(0)); });
    EXPECT_TRUE(number) << number.error().message;
    return number.value_or(0);
  }
  SettlementBasis standing(std::optional<std::int64_t> through = std::nullopt) {
    return SettlementBasis::of(*shop.reader(), model::MerchantId("m1"), through);
  }
  static model::SliceKey slice(const std::string& site, unsigned november) {
    return {model::MerchantId("m1"), model::SiteId(site), model::Ledger::kApproval, day(november)};
  }

  ScratchStore shop;
  model::SiteId cfa{"cardsales"};
  model::SiteId van{"van"};
};

TEST_F(SettlementBasisOf, NothingCountsWithoutAnEntry) {
  EXPECT_FALSE(standing().counts(slice("cardsales", 2), "01"));
  EXPECT_FALSE(standing().may_count(slice("cardsales", 2)));
}

TEST_F(SettlementBasisOf, ACardCompanyOfItsOwnGoesBeforeTheRest) {
  set("", {cfa}, 1);
  set("04", {van}, 1);
  EXPECT_TRUE(standing().counts(slice("cardsales", 2), "01"));
  EXPECT_FALSE(standing().counts(slice("van", 2), "01"));
  EXPECT_FALSE(standing().counts(slice("cardsales", 2), "04"));
  EXPECT_TRUE(standing().counts(slice("van", 2), "04"));
  EXPECT_TRUE(standing().may_count(slice("cardsales", 2)));
  EXPECT_TRUE(standing().may_count(slice("van", 2)));
  EXPECT_FALSE(standing().may_count(slice("van2", 2)));
}

TEST_F(SettlementBasisOf, ItChangesOnItsDateAndTheLastWordForADateCounts) {
  set("", {cfa}, 1);
  const auto second = set("", {van}, 10);
  EXPECT_TRUE(standing().counts(slice("cardsales", 9), "01"));
  EXPECT_FALSE(standing().counts(slice("cardsales", 10), "01"));
  EXPECT_TRUE(standing().counts(slice("van", 10), "01"));
  set("", {cfa}, 10);
  EXPECT_TRUE(standing().counts(slice("cardsales", 10), "01"));
  EXPECT_TRUE(standing(second).counts(slice("van", 10), "01"));
}

TEST_F(SettlementBasisOf, AnEntryWithoutSitePersonOrMerchantIsRefused) {
  shop.store->write([&](Transaction& tx) {
    EXPECT_FALSE(set_basis(tx, {0, model::MerchantId("m1"), "", {}, {}, day(1), "kim", {}}, at(0)));
    EXPECT_FALSE(set_basis(tx, {0, model::MerchantId("m1"), "", {}, {cfa}, day(1), "", {}}, at(0)));
    EXPECT_FALSE(
        set_basis(tx, {0, model::MerchantId("mx"), "", {}, {cfa}, day(1), "kim", {}}, at(0)));
  });
}

TEST_F(SettlementBasisOf, P2TheSameSaleOfTwoSitesIsSettledOnce) {
  const auto job = shop.claim();
  (void)publish(shop, good_read(job, Approvals{approval("1", 500), approval("2", 700)}, 0));
  auto consent = consents(*shop.reader()).front();
  consent.site = van;
  auto other = good_read(job, Approvals{approval("1", 500), approval("2", 700)}, 0);
  other.key.site = van;
  shop.store->write([&](Transaction& tx) { EXPECT_TRUE(add_consent(tx, consent)); });
  (void)publish(shop, other);
  const auto settled = [&] {
    std::int64_t sum = 0;
    for (const auto& slice :
         settlement_records(*shop.reader(), {model::MerchantId("m1"), {}, {}})) {
      for (const auto& row : std::get<Approvals>(slice.rows)) sum += row.signed_amount().value();
    }
    return sum;
  };
  EXPECT_EQ(settled(), 0);
  set("", {cfa}, 1);
  EXPECT_EQ(settled(), 1200);
  set("신한카드", {van}, 1);
  EXPECT_EQ(settled(), 1200);
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
  SQLite::Database store(shop.folder.file("store.db").string(), SQLite::OPEN_READONLY);
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

TEST_F(SettlementBasisOf, P2TheDocumentedQuerySettlesWhatTheViewSettles) {
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

TEST_F(SettlementBasisOf, P9AChallengedSliceIsNotSettled) {
  set("", {cfa}, 1);
  const auto job = shop.claim();
  (void)publish(shop, good_read(job, Approvals{approval("1", 500)}, 0));
  EXPECT_EQ(settlement_records(*shop.reader(), {model::MerchantId("m1"), {}, {}}).size(), 1U);
  auto broken_off = good_read(job, Approvals{approval("1", 400)}, 30);
  broken_off.verdict = MissedRead{model::FailureClass::kTimeout, ""};
  EXPECT_TRUE(publish(shop, broken_off).challenged);
  EXPECT_TRUE(settlement_records(*shop.reader(), {model::MerchantId("m1"), {}, {}}).empty());
}

}  // namespace
}  // namespace vancrawl::storage
