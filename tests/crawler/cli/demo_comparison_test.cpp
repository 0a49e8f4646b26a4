#include "crawler/cli/demo_comparison.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "storage/directory.h"
#include "storage/slices.h"
#include "storage/store.h"
#include "tests/crawler/session/test_loop.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::json;
using model::BusinessDate;

BusinessDate day(unsigned november) { return BusinessDate::from_ymd(2026, 11, november); }

struct Sale {
  unsigned day = 0;
  std::string approval;
  std::int64_t amount = 0;
};
using Sales = std::vector<Sale>;

/// Four sales on each of two days, some of them of one price.
Sales honest() {
  return {{10, "1", 3000}, {10, "2", 3000}, {10, "3", 3000}, {10, "4", 5000},
          {11, "5", 3000}, {11, "6", 4000}, {11, "7", 3000}, {11, "8", 9000}};
}

/// A store that proved these sales of merchant m1 at cardsales, days 10 and 11.
class ComparisonStand {
 public:
  explicit ComparisonStand(const Sales& sales) {
    store_.write([&](storage::Transaction& transaction) {
      register_merchant(transaction);
      const auto job = claim(transaction);
      publish(transaction, job, 10, sales);
      publish(transaction, job, 11, sales);
    });
  }

  Comparison compared_with(const Sales& truth) {
    Json rows = Json::array();
    for (const auto& sale : truth) rows.push_back(truth_row(sale));
    return compared(*storage::Reader::open(folder_.path() / "store.db"), rows, slices());
  }
  Json slices(bool obtainable = true) const {
    Json all = Json::array();
    for (const unsigned date : {10U, 11U}) {
      all.push_back({{"merchant", "m1"},
                     {"site", "cardsales"},
                     {"ledger", "approval"},
                     {"date", day(date).iso()},
                     {"obtainable", obtainable},
                     {"reason", obtainable ? Json(nullptr) : Json("wrong_total")}});
    }
    return all;
  }
  std::unique_ptr<storage::Reader> reader() const {
    return storage::Reader::open(folder_.path() / "store.db");
  }

  static Json truth_row(const Sale& sale) {
    return {{"merchant", "m1"},      {"site", "cardsales"},
            {"ledger", "approval"},  {"date", day(sale.day).iso()},
            {"time", "12:00:00"},    {"kind", "sale"},
            {"amount", sale.amount}, {"merchant_number", "0012345678"},
            {"card_company", "01"},  {"card", ""},
            {"instalments", 0},      {"approval_number", sale.approval},
            {"issuer_name", ""},     {"card_kind", ""}};
  }

 private:
  void register_merchant(storage::Transaction& transaction) {
    ASSERT_TRUE(storage::add_merchant(
        transaction,
        {model::MerchantId("m1"), model::BusinessNumber("1234567890"), "가게", {}, {}}));
    storage::Consent consent;
    consent.merchant = model::MerchantId("m1");
    consent.site = site_;
    consent.ledgers = {model::Ledger::kApproval};
    consent.dates = {day(1), day(30)};
    consent.granted_at = tests::noon();
    consent.expires_at = tests::noon() + std::chrono::hours(1000);
    consent.evidence_reference = "paper";
    ASSERT_TRUE(storage::add_consent(transaction, consent));
    std::string password = "secret";
    const storage::CredentialEntry entry{model::MerchantId("m1"), site_, {"cfa", "shop"}, "facts"};
    ASSERT_TRUE(storage::set_credential(transaction, vault_, entry, model::Secret::take(password),
                                        tests::noon()));
  }
  storage::ClaimedJob claim(storage::Transaction& transaction) {
    const auto credential =
        storage::credentials_of(transaction, model::MerchantId("m1"), site_).at(0);
    const storage::JobRequest request{model::MerchantId("m1"),    site_,
                                      credential.account,         credential.id,
                                      {model::Ledger::kApproval}, {day(10), day(11)},
                                      storage::Lane::kOnDemand,   tests::noon()};
    (void)storage::enqueue_or_join(transaction, request, tests::noon());
    return storage::claim_due(transaction, tests::noon(), std::span(&site_, 1),
                              {storage::BootId("b"), tests::noon() + std::chrono::hours(1)})
        .value();
  }
  void publish(storage::Transaction& transaction, const storage::ClaimedJob& job, unsigned date,
               const Sales& sales) {
    std::vector<model::ApprovalRecord> rows;
    for (const auto& sale : sales) {
      if (sale.day != date) continue;
      model::ApprovalRecord row;
      row.merchant_number = model::MerchantNumber("0012345678");
      row.card_company = "01";
      row.approval_number = sale.approval;
      row.date = day(date);
      row.time = model::parse_time_of_day("12:00:00").value();
      row.amount = model::Won(sale.amount);
      rows.push_back(row);
    }
    storage::SlicePublication publication;
    publication.key = {model::MerchantId("m1"), site_, model::Ledger::kApproval, day(date)};
    publication.job = job.id;
    publication.fence = job.fence;
    publication.verdict = storage::ProofCandidate{};
    publication.rows = rows;
    model::number_occurrences(publication.rows);
    using model::Measure;
    using model::TotalKind;
    publication.portal.printed =
        model::measured_like({{TotalKind::kSale, Measure::kCount, 0},
                              {TotalKind::kSale, Measure::kPrincipal, 0},
                              {TotalKind::kCancel, Measure::kCount, 0},
                              {TotalKind::kCancel, Measure::kPrincipal, 0}},
                             publication.rows);
    publication.scopes = {model::ScopeId("g1")};
    publication.read_began = publication.observed_at = tests::noon();
    const auto published = storage::publish_slice(transaction, publication, tests::noon());
    ASSERT_TRUE(published);
    ASSERT_EQ(published->verdict, storage::Verdict::kProved) << published->reason;
  }

  tests::TempFolder folder_;
  model::SiteId site_{"cardsales"};
  storage::Vault vault_{storage::KeyFile::create(folder_.path() / "key")};
  storage::Store store_ = storage::Store::open(folder_.path() / "store.db");
};

/// "missing/doubled/wrong" of a store that holds `ours` against `truth`.
std::string figures(const Sales& ours, const Sales& truth) {
  const auto comparison = ComparisonStand(ours).compared_with(truth);
  EXPECT_EQ(comparison.faults.empty(),
            comparison.missing + comparison.doubled + comparison.wrong == 0);
  return fmt::format("{}/{}/{}", comparison.missing, comparison.doubled, comparison.wrong);
}

TEST(DemoComparison, AnEqualStoreHasNoFault) {
  EXPECT_EQ(figures(honest(), honest()), "0/0/0");
  const auto comparison = ComparisonStand(honest()).compared_with(honest());
  EXPECT_EQ(comparison.slices, 2);
  EXPECT_EQ(comparison.rows, 8);
  EXPECT_EQ(comparison.unproved, 0);
  ASSERT_EQ(comparison.ledgers.size(), 1U);
  EXPECT_EQ(comparison.ledgers.front().proved, 2);
  EXPECT_EQ(comparison.ledgers.front().sum, 33'000);
}

TEST(DemoComparison, ARowThatIsLostIsMissing) {
  auto ours = honest();
  ours.erase(ours.begin() + 1);
  EXPECT_EQ(figures(ours, honest()), "1/0/0");
}

TEST(DemoComparison, ARowThatStandsTwiceIsDoubled) {
  auto ours = honest();
  ours.push_back(ours[3]);
  EXPECT_EQ(figures(ours, honest()), "0/1/0");
}

TEST(DemoComparison, ATwinThatIsLostIsMissing) {
  auto truth = honest();
  truth.push_back(truth[3]);
  EXPECT_EQ(figures(honest(), truth), "1/0/0");
}

TEST(DemoComparison, OneRowLostAndAnotherOfItsPriceDoubledAreBothSeen) {
  auto ours = honest();
  ours[1] = ours[0];
  EXPECT_EQ(figures(ours, honest()), "1/1/0");
}

TEST(DemoComparison, AChangedAmountIsMissingAndWrong) {
  auto ours = honest();
  ours[3].amount = 5001;
  EXPECT_EQ(figures(ours, honest()), "1/0/1");
}

TEST(DemoComparison, ARowMovedToAnotherDayIsMissingAndWrong) {
  auto ours = honest();
  ours[3].day = 11;
  EXPECT_EQ(figures(ours, honest()), "1/0/1");
}

TEST(DemoComparison, RowsOfNobodysMerchantAreNotOurs) {
  ComparisonStand stand(honest());
  Json rows = Json::array();
  for (const auto& sale : honest()) rows.push_back(ComparisonStand::truth_row(sale));
  auto stranger = ComparisonStand::truth_row({10, "99", 1});
  stranger["merchant"] = nullptr;
  rows.push_back(stranger);
  EXPECT_TRUE(compared(*stand.reader(), rows, stand.slices()).faults.empty());
}

TEST(DemoComparison, ASliceThatCouldBeProvedAndIsNotIsAFault) {
  ComparisonStand stand(honest());
  auto slices = stand.slices();
  auto unread = slices[0];
  unread["date"] = "2026-11-12";
  slices.push_back(unread);
  const auto comparison = compared(*stand.reader(), Json::array(), slices);
  EXPECT_EQ(comparison.unproved, 1);
  EXPECT_NE(comparison.unproved_lines.at(0).find("never read"), std::string::npos);
  EXPECT_NE(comparison.faults.at(0).find("unproved though obtainable"), std::string::npos);
}

TEST(DemoComparison, ASliceThatIsProvedThoughItCannotBeIsAFault) {
  ComparisonStand stand(honest());
  const auto comparison = compared(*stand.reader(), Json::array(), stand.slices(false));
  EXPECT_EQ(comparison.unobtainable, 2);
  EXPECT_NE(comparison.faults.at(0).find("proved though unobtainable"), std::string::npos);
}

}  // namespace
}  // namespace vancrawl::cli
