#include "crawler/cli/replay_difference.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "storage/record_key.h"

namespace vancrawl::cli {
namespace {

using Approvals = std::vector<model::ApprovalRecord>;

model::ApprovalRecord sale(const std::string& number, std::int64_t amount) {
  model::ApprovalRecord row;
  row.date = model::BusinessDate::from_ymd(2026, 11, 19);
  row.merchant_number = model::MerchantNumber("0012345678");
  row.card_company = "신한";
  row.approval_number = number;
  row.amount = model::Won(amount);
  return row;
}

const model::ControlTotals kTwo = {{model::TotalKind::kSale, model::Measure::kCount, 2},
                                   {model::TotalKind::kSale, model::Measure::kPrincipal, 3000},
                                   {model::TotalKind::kCancel, model::Measure::kCount, 0},
                                   {model::TotalKind::kCancel, model::Measure::kPrincipal, 0}};

/// Two proved sales, and the same read made again.
struct Proved {
  Proved() {
    stored.slice.key = {model::MerchantId("m1"), model::SiteId("paper"), model::Ledger::kApproval,
                        model::BusinessDate::from_ymd(2026, 11, 19)};
    stored.slice.number = 7;
    stored.rows = Approvals{sale("1", 1000), sale("2", 2000)};
    storage::ProvedPart proved;
    proved.row_count = 2;
    proved.portal.printed = kTwo;
    proved.proof.scopes = {model::ScopeId("g1"), model::ScopeId("g2")};
    stored.slice.proved = proved;
    auto& read = replayed.publication;
    read.key = stored.slice.key;
    read.rows = Approvals{sale("2", 2000), sale("1", 1000)};
    read.verdict = storage::ProofCandidate{};
    read.portal.printed = kTwo;
    read.scopes = {model::ScopeId("g2"), model::ScopeId("g1")};
  }
  [[nodiscard]] Approvals& rows() { return std::get<Approvals>(replayed.publication.rows); }
  [[nodiscard]] nlohmann::ordered_json report() const {
    return json_of(stored, difference_of(stored, replayed));
  }
  StoredRead stored;
  engine::Replayed replayed;
};

TEST(ReplayDifference, TheSameRowsInAnotherOrderAreNone) {
  EXPECT_TRUE(difference_of(Proved().stored, Proved().replayed).empty());
}

TEST(ReplayDifference, ARowIsAddedGoneOrChangedByField) {
  Proved proved;
  proved.rows() = {sale("1", 1000), sale("3", 2000)};
  proved.rows().front().status = "매입";
  const auto report = proved.report();
  EXPECT_EQ(report.at("slice"), "m1 paper approval 2026-11-19");
  ASSERT_EQ(report.at("added").size(), 1U);
  EXPECT_EQ(report.at("added")[0].at("row").at("approval_number"), "3");
  ASSERT_EQ(report.at("gone").size(), 1U);
  EXPECT_EQ(report.at("gone")[0].at("record"), storage::key_of(7, sale("2", 2000)).text());
  ASSERT_EQ(report.at("changed").size(), 1U);
  EXPECT_EQ(report.at("changed")[0].at("fields").dump(),
            R"({"status":{"before":"","after":"매입"}})");
  EXPECT_TRUE(report.at("proof").empty());
}

TEST(ReplayDifference, TwinsAreCounted) {
  Proved proved;
  proved.stored.rows = Approvals{sale("1", 1000), sale("1", 1000)};
  std::get<Approvals>(proved.stored.rows)[1].occurrence = 1;
  proved.rows() = {sale("1", 1000), sale("1", 1000)};
  proved.replayed.publication.portal.printed[1].value = 2000;
  proved.stored.slice.proved->portal.printed[1].value = 2000;
  EXPECT_TRUE(difference_of(proved.stored, proved.replayed).empty());
  proved.rows().pop_back();
  EXPECT_EQ(difference_of(proved.stored, proved.replayed).rows.size(), 1U);
}

TEST(ReplayDifference, FiguresScopesAndStateOfTheProofAreHeldToo) {
  Proved proved;
  auto& read = proved.replayed.publication;
  read.portal.printed[1].value = 4000;
  read.scopes.pop_back();
  std::string what;
  for (const auto& one : difference_of(proved.stored, proved.replayed).proof)
    what += one.what + " ";
  EXPECT_EQ(what, "printed scopes state reason ");
  read.verdict = storage::MissedRead{model::FailureClass::kLayoutDrift, "rows: no column"};
  what.clear();
  for (const auto& one : difference_of(proved.stored, proved.replayed).proof)
    what += one.what + " ";
  EXPECT_EQ(what, "printed scopes state reason grade ");
}

/// A last run that came to that, replayed to that.
std::string differences(model::SliceState outcome, std::optional<model::FailureClass> failure,
                        const std::string& reason, const storage::SliceVerdict& verdict,
                        const std::string& asked_in_vain = "") {
  Proved proved;
  proved.stored.which = StoredRead::Which::kLastRun;
  storage::LatestPart latest;
  latest.outcome = outcome;
  latest.failure = failure;
  latest.reason = reason;
  latest.portal.printed = kTwo;
  proved.stored.slice.latest = latest;
  proved.replayed.publication.verdict = verdict;
  proved.replayed.asked_in_vain = asked_in_vain;
  std::string what;
  for (const auto& one : difference_of(proved.stored, proved.replayed).proof)
    what += one.what + " ";
  return what;
}

TEST(ReplayDifference, ALastRunIsHeldByItsOutcome) {
  using model::FailureClass;
  using model::SliceState;
  const storage::SliceVerdict good = storage::ProofCandidate{};
  const storage::SliceVerdict early = storage::ProvisionalRead{"early"};
  const storage::SliceVerdict lost = storage::MissedRead{FailureClass::kTimeout, "30 s"};
  EXPECT_EQ(differences(SliceState::kProvisional, std::nullopt, "early", early), "");
  EXPECT_EQ(differences(SliceState::kProvisional, std::nullopt, "early", good), "state reason ");
  EXPECT_EQ(differences(SliceState::kMissing, FailureClass::kTimeout, "timeout: 29 s", lost), "");
  EXPECT_EQ(differences(SliceState::kMissing, FailureClass::kNetwork, "network", lost), "failure ");
  EXPECT_EQ(differences(SliceState::kMissing, FailureClass::kNetwork, "network", lost, "GET /a"),
            "")
      << "it broke off where the evidence ends";
  EXPECT_EQ(differences(SliceState::kProvisional, std::nullopt, "early", lost, "GET /a"),
            "state reason failure ");
  EXPECT_EQ(differences(SliceState::kProvisional, std::nullopt,
                        "removal_unconfirmed: 9 of 20 rows vanished", good),
            "")
      << "that is said of the proof that stood";
}

}  // namespace
}  // namespace vancrawl::cli
