#include "crawler/engine/scopes.h"

#include <gtest/gtest.h>

#include "crawler/model/failure.h"
#include "tests/crawler/engine/engine_stand.h"

namespace vancrawl::engine {
namespace {

using model::FailureClass;
using tests::business_number;

storage::Merchant merchant() {
  return {model::MerchantId("m1"),
          model::BusinessNumber(business_number(1)),
          "가게",
          {{"01", model::MerchantNumber("0000000111")}},
          {model::TerminalId("T1")}};
}

page::TableReading list_of(const std::vector<std::pair<std::string, std::string>>& lines) {
  page::TableReading list;
  for (const auto& [scope, business] : lines) {
    list.texts.push_back({{"scope", scope}, {"business_number", business}});
  }
  return list;
}

std::vector<std::string> ids_of(const std::vector<Scope>& scopes) {
  std::vector<std::string> ids;
  for (const auto& scope : scopes) ids.push_back(scope.id.text());
  return ids;
}

FailureClass failure_of(const std::function<void()>& step) {
  try {
    step();
  } catch (const model::VisitFailure& failure) {
    return failure.failure();
  }
  throw std::runtime_error("no failure was thrown");
}

TEST(Scopes, OfSeveralBusinessesBehindOneLoginTheMerchantsOwnAreRead) {
  const auto list =
      list_of({{"a", business_number(1)}, {"b", business_number(2)}, {"c", business_number(1)}});
  EXPECT_EQ(ids_of(scopes_for(list, merchant())), (std::vector<std::string>{"a", "c"}));
}

TEST(Scopes, ADashedBusinessNumberIsTheSame) {
  auto dashed = business_number(1);
  dashed.insert(5, "-").insert(3, "-");
  EXPECT_EQ(ids_of(scopes_for(list_of({{"a", dashed}}), merchant())),
            std::vector<std::string>{"a"});
}

TEST(Scopes, AScopeWithoutABusinessIsRead) {
  const auto scopes = scopes_for(list_of({{"a", ""}, {"b", "-"}}), merchant());
  EXPECT_EQ(ids_of(scopes), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(scopes.front().business.empty());
}

TEST(Scopes, ALoginOfAnotherBusinessAloneIsAnIdentityViolation) {
  EXPECT_EQ(failure_of([] { (void)scopes_for(list_of({{"b", business_number(2)}}), merchant()); }),
            FailureClass::kIdentityViolation);
  EXPECT_EQ(failure_of([] { (void)scopes_for(list_of({}), merchant()); }),
            FailureClass::kIdentityViolation);
}

TEST(Scopes, ALineWithoutAScopeIsADrift) {
  EXPECT_EQ(failure_of([] { (void)scopes_for(list_of({{"", business_number(1)}}), merchant()); }),
            FailureClass::kLayoutDrift);
}

model::ApprovalRecord row(const std::string& business, const std::string& number,
                          const std::string& terminal) {
  model::ApprovalRecord approval;
  approval.business = model::BusinessNumber(business);
  approval.merchant_number = model::MerchantNumber(number);
  approval.terminal = model::TerminalId(terminal);
  return approval;
}

/// "ours", "another" or "unknown": where one row of a scope goes.
std::string owner_of(const model::ApprovalRecord& approval, const std::string& scope_business) {
  const Scope scope{model::ScopeId("g"), model::BusinessNumber(scope_business), ""};
  const auto owned = split_by_owner(std::vector{approval}, scope, merchant());
  if (model::count_of(owned.ours) == 1) return "ours";
  return owned.unassigned == 1 ? "unknown" : "another";
}

TEST(Scopes, ARowBelongsToTheBusinessItCarries) {
  EXPECT_EQ(owner_of(row(business_number(1), "", ""), ""), "ours");
  EXPECT_EQ(owner_of(row(business_number(2), "", ""), business_number(1)), "another");
}

TEST(Scopes, ARowWithoutABusinessBelongsToItsMerchantNumberOrTerminal) {
  EXPECT_EQ(owner_of(row("", "0000000111", ""), ""), "ours");
  EXPECT_EQ(owner_of(row("", "", "T1"), ""), "ours");
}

TEST(Scopes, ARowWithoutAnythingBelongsToTheScope) {
  EXPECT_EQ(owner_of(row("", "0000000999", "T9"), business_number(1)), "ours");
}

TEST(Scopes, ARowOfAnUnknownOwnerIsCountedAndNotTaken) {
  EXPECT_EQ(owner_of(row("", "0000000999", "T9"), ""), "unknown");
}

TEST(Scopes, AMerchantNumberUnderAnotherBusinessIsAnIdentityViolation) {
  EXPECT_EQ(failure_of([] { (void)owner_of(row(business_number(2), "0000000111", ""), ""); }),
            FailureClass::kIdentityViolation);
  EXPECT_EQ(failure_of([] { (void)owner_of(row(business_number(2), "", "T1"), ""); }),
            FailureClass::kIdentityViolation);
}

TEST(Scopes, NoRowIsLostOrDoubledInTheSplit) {
  std::vector<model::ApprovalRecord> rows;
  for (int i = 0; i < 30; ++i) rows.push_back(row(i % 3 == 0 ? business_number(2) : "", "", ""));
  const Scope scope{model::ScopeId("g"), model::BusinessNumber(business_number(1)), ""};
  const auto owned = split_by_owner(rows, scope, merchant());
  EXPECT_EQ(model::count_of(owned.ours), 20U);
  EXPECT_EQ(model::count_of(owned.others), 10U);
  EXPECT_EQ(owned.unassigned, 0);
}

}  // namespace
}  // namespace vancrawl::engine
