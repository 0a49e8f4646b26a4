#include <random>

#include <fmt/ranges.h>
#include <rapidcheck.h>

#include "tests/crawler/page/reading.h"

namespace vancrawl::page {
namespace {

using model::FailureClass;

TableDefinition approval_detail() {
  TableDefinition definition;
  definition.name = "approvals";
  definition.ledger = model::Ledger::kApproval;
  definition.dialect = Dialect::kJson;
  definition.sign = SignRule::kNegativeCancel;
  auto kind = column(Field::kKind, {"authClss"});
  kind.values = {{"0", "sale"}, {"1", "cancel"}};
  definition.columns = {
      column(Field::kDate, {"trnsDate"}),      column(Field::kTime, {"trnsTime"}),
      column(Field::kCardCompany, {"cardCo"}), column(Field::kCardNumber, {"cardNo"}),
      column(Field::kAmount, {"authAmt"}),     column(Field::kApprovalNumber, {"authNo"}),
      column(Field::kInstalments, {"insTrm"}), kind,
      column(Field::kRowNumber, {"rnum"}),     column(Field::kTotalCount, {"totalCnt"})};
  definition.known = {"cardNm"};
  return definition;
}

std::string row(int number, const std::string& amount, const std::string& kind,
                const std::string& approval, const std::string& more = {}) {
  return fmt::format(
      R"({{"rnum":{},"trnsDate":"20261120","trnsTime":"130522","cardCo":"03","cardNm":"신한",)"
      R"("cardNo":"123456******7890","authAmt":"{}","authNo":"{}","authClss":"{}","insTrm":"00",)"
      R"("totalCnt":"2"{}}})",
      number, amount, approval, kind, more);
}

std::string two_rows() {
  return "[" + row(1, "4500", "0", "30001234") + "," + row(2, "-4500", "1", "30001234") + "]";
}

TEST(JsonTable, AWatchSeesTheCellsAsPrinted) {
  std::vector<std::string> amounts;
  const auto table = made(approval_detail());
  const auto reading = table.read_watched(
      scrubbed(two_rows()), [&](const auto& cells) { amounts.emplace_back(cells[4].value()); });
  ASSERT_TRUE(reading);
  EXPECT_EQ(amounts, (std::vector<std::string>{"4500", "-4500"}));
}

TEST(JsonTable, ABareArrayIsReadWhateverTheKindOfItsNumbers) {
  const auto reading = read(approval_detail(), two_rows());
  ASSERT_TRUE(reading) << reading.error().message;
  const auto& rows = approvals(*reading);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].amount, model::Won(4500));
  EXPECT_EQ(rows[0].date.iso(), "2026-11-20");
  EXPECT_EQ(rows[0].time.iso(), "13:05:22");
  EXPECT_EQ(rows[0].card.text(), "123456******7890");
  EXPECT_EQ(rows[1].kind, model::TransactionKind::kCancel);
  EXPECT_EQ(rows[1].amount, model::Won(4500));
  EXPECT_EQ(rows[1].approval_number, "30001234");
  EXPECT_EQ(reading->row_numbers, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(reading->total_count, 2);
  EXPECT_TRUE(reading->findings.empty());
}

TEST(JsonTable, C09TwoIdenticalSalesStayTwo) {
  const auto reading = read(approval_detail(),
                            "[" + row(1, "3000", "0", "1") + "," + row(1, "3000", "0", "1") + "]");
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->row_count(), 2U);
}

TEST(JsonTable, KeysAreComparedWithoutCase) {
  auto body = two_rows();
  body.replace(body.find("authAmt"), 7, "AuthAmt");
  const auto reading = read(approval_detail(), body);
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(reading->row_count(), 2U);
}

TEST(JsonTable, C12AMissingKeyIsDriftThatNamesBothSets) {
  auto body = two_rows();
  body.replace(body.rfind("authNo"), 6, "authId");
  const auto reading = read(approval_detail(), body);
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().failure, FailureClass::kLayoutDrift);
  EXPECT_TRUE(reading.error().message.contains("missing \"authNo\"")) << reading.error().message;
  EXPECT_TRUE(reading.error().message.contains("authId")) << reading.error().message;
}

TEST(JsonTable, C12ADoubledKeyIsDrift) {
  const auto body = "[" + row(1, "1", "0", "1", R"(,"AUTHAMT":"2")") + "]";
  const auto reading = read(approval_detail(), body);
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().failure, FailureClass::kLayoutDrift);
}

TEST(JsonTable, C12AnAddedKeyIsAFindingAndAddedMoneyMakesTheSliceProvisional) {
  const auto harmless =
      read(approval_detail(), "[" + row(1, "1", "0", "1", R"(,"memo":"x")") + "]");
  ASSERT_TRUE(harmless);
  ASSERT_EQ(harmless->findings.size(), 1U);
  EXPECT_FALSE(harmless->findings[0].makes_provisional);
  const auto money =
      read(approval_detail(), "[" + row(1, "1", "0", "1", R"(,"cnclAmt":"0")") + "]");
  ASSERT_TRUE(money);
  ASSERT_EQ(money->findings.size(), 1U);
  EXPECT_TRUE(money->findings[0].makes_provisional);
  EXPECT_EQ(money->row_count(), 1U);
}

TEST(JsonTable, ARowOfUnknownKindIsKeptAndItsTextIsListedOnce) {
  const auto reading =
      read(approval_detail(), "[" + row(1, "-7", "9", "1") + "," + row(2, "1", "9", "1") + "]");
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(reading->row_count(), 2U);
  for (const auto& approval : std::get<std::vector<model::ApprovalRecord>>(reading->rows)) {
    EXPECT_EQ(approval.kind, model::TransactionKind::kUnknown);
    EXPECT_FALSE(approval.amount.is_negative());
  }
  EXPECT_EQ(reading->unmapped, (std::vector<model::UnmappedText>{{"kind", "9", true}}));
}

TEST(JsonTable, AMapCannotNameAnUnknownKind) {
  auto definition = approval_detail();
  for (auto& column : definition.columns) {
    if (column.field == Field::kKind) column.values["9"] = "unknown";
  }
  EXPECT_FALSE(Table::make(definition));
}

TEST(JsonTable, ASignThatContradictsItsKindIsAnIdentityViolation) {
  for (const auto& body : {row(1, "-1", "0", "1"), row(1, "1", "1", "1")}) {
    const auto reading = read(approval_detail(), "[" + body + "]");
    ASSERT_FALSE(reading);
    EXPECT_EQ(reading.error().failure, FailureClass::kIdentityViolation);
  }
}

TEST(JsonTable, AnAmountThatIsNoneIsNeverZero) {
  for (const std::string amount : {"", "-", "12.5", "1,23", "1e3"}) {
    const auto reading = read(approval_detail(), "[" + row(1, amount, "0", "1") + "]");
    ASSERT_FALSE(reading) << amount;
    EXPECT_EQ(reading.error().failure, FailureClass::kIdentityViolation);
  }
}

TEST(JsonTable, C06AnEmptyArrayProvesNothingUnlessItIsTheDeclaredMarker) {
  auto definition = approval_detail();
  definition.empty_marker = "조회된 결과가 없습니다";
  const auto unmarked = read(definition, "[]");
  ASSERT_TRUE(unmarked);
  EXPECT_EQ(unmarked->row_count(), 0U);
  EXPECT_FALSE(unmarked->empty_marker_seen);
  definition.empty_marker = "[]";
  EXPECT_TRUE(read(definition, "[]")->empty_marker_seen);
  EXPECT_FALSE(read(definition, two_rows())->empty_marker_seen);
}

TEST(JsonTable, AnErrorObjectIsNoEmptyDay) {
  const auto reading = read(approval_detail(), R"({"error_msg":"세션이 만료되었습니다"})");
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().failure, FailureClass::kUnknownPage);
  EXPECT_TRUE(reading.error().message.contains("error_msg"));
}

TableDefinition day_summary() {
  TableDefinition definition;
  definition.name = "day summary";
  definition.dialect = Dialect::kJson;
  definition.rows = "resultList";
  auto company = column(Field::kText, {"cardCo"});
  company.name = "card_company";
  definition.columns = {company};
  definition.known = {"pcaCnt", "pcaAmt"};
  definition.totals = {
      {model::TotalKind::kCancel, model::Measure::kPrincipal, "resultSum.totCnclAmt", "", "", ""},
      {model::TotalKind::kSale, model::Measure::kCount, "resultSum.totAuthCnt", "", "", ""},
      {model::TotalKind::kNet, model::Measure::kPrincipal, "resultList[].pcaAmt", "", "", ""}};
  EchoDefinition echo;
  echo.key = "param.stdDate";
  definition.echoes = {echo};
  return definition;
}

TEST(JsonTable, TotalsComeFromAPathOrASumOverTheRowsAndTheEchoFromItsKey) {
  const auto reading = read(
      day_summary(),
      R"({"param":{"stdDate":"2026-11-20"},"resultList":[{"cardCo":"01","pcaCnt":1,"pcaAmt":"1,000"},)"
      R"({"cardCo":"03","pcaCnt":"2","pcaAmt":2000}],"resultSum":{"totAuthCnt":"3","totCnclAmt":"-500"}})");
  ASSERT_TRUE(reading) << reading.error().message;
  EXPECT_EQ(reading->totals,
            (model::ControlTotals{{model::TotalKind::kSale, model::Measure::kCount, 3},
                                  {model::TotalKind::kCancel, model::Measure::kPrincipal, 500},
                                  {model::TotalKind::kNet, model::Measure::kPrincipal, 3000}}));
  EXPECT_EQ(reading->echoed_date, model::BusinessDate::from_ymd(2026, 11, 20));
  ASSERT_EQ(reading->texts.size(), 2U);
  EXPECT_EQ(reading->texts[1].at("card_company"), "03");
}

TEST(JsonTable, ATotalOrAnEchoThatIsNotThereIsDrift) {
  for (
      const std::string body :
      {R"({"param":{"stdDate":"20261120"},"resultList":[{"cardCo":"1","pcaAmt":1}],"resultSum":{"totAuthCnt":1}})",
       R"({"param":{"stdDate":"20261120"},"resultList":[{"cardCo":"1"}],"resultSum":{"totAuthCnt":1,"totCnclAmt":0}})",
       R"({"resultList":[{"cardCo":"1","pcaAmt":1}],"resultSum":{"totAuthCnt":1,"totCnclAmt":0}})"}) {
    const auto reading = read(day_summary(), body);
    ASSERT_FALSE(reading) << body;
    EXPECT_EQ(reading.error().failure, FailureClass::kLayoutDrift) << reading.error().message;
  }
}

TEST(JsonTable, OnePortalIdWithTwoContentsIsAnIdentityViolation) {
  auto definition = approval_detail();
  definition.columns[5] = column(Field::kPortalId, {"authNo"});
  const auto twice = "[" + row(1, "5", "0", "77") + "," + row(2, "6", "0", "77") + "]";
  const auto reading = read(definition, twice);
  ASSERT_FALSE(reading);
  EXPECT_EQ(reading.error().failure, FailureClass::kIdentityViolation);
  EXPECT_TRUE(read(definition, "[" + row(1, "5", "0", "7") + "," + row(2, "-5", "1", "7") + "]"));
}

TEST(JsonTable, AbsentTextsMeanNone) {
  auto definition = approval_detail();
  auto original = column(Field::kOriginalDate, {"orgnl"});
  original.absent = {"20", "00000000", ""};
  definition.columns.push_back(original);
  for (const std::string none : {"20", "00000000", ""}) {
    const auto reading =
        read(definition, "[" + row(1, "1", "0", "1", fmt::format(R"(,"orgnl":"{}")", none)) + "]");
    ASSERT_TRUE(reading) << reading.error().message;
    EXPECT_FALSE(approvals(*reading)[0].original_date);
  }
  EXPECT_FALSE(read(definition, "[" + row(1, "1", "0", "1", R"(,"orgnl":"2026")") + "]"));
}

TEST(JsonTable, ADefinitionThatALedgerCannotHoldIsRefused) {
  auto definition = approval_detail();
  definition.columns.push_back(column(Field::kPaid, {"paid"}));
  EXPECT_FALSE(Table::make(definition));
  definition = approval_detail();
  definition.columns[7].values = {{"0", "sold"}};
  EXPECT_FALSE(Table::make(definition));
}

TEST(JsonTable, ShuffledKeysGiveTheSameRows) {
  EXPECT_TRUE(rc::check([] {
    std::vector<std::string> fields = {R"("rnum":1)",
                                       R"("trnsDate":"20261120")",
                                       R"("trnsTime":"130522")",
                                       R"("cardCo":"03")",
                                       R"("cardNo":"123456******7890")",
                                       R"("authAmt":"4500")",
                                       R"("authNo":"30001234")",
                                       R"("authClss":"0")",
                                       R"("insTrm":"03")",
                                       R"("totalCnt":"2")"};
    const auto plain = read(approval_detail(), fmt::format("[{{{}}}]", fmt::join(fields, ",")));
    const auto seed = *rc::gen::arbitrary<unsigned>();
    std::string body = "[";
    for (int i = 0; i < 3; ++i) {
      std::ranges::shuffle(fields, std::minstd_rand(seed + static_cast<unsigned>(i)));
      body += (i == 0 ? "{" : ",{") + fmt::format("{}", fmt::join(fields, ",")) + "}";
    }
    const auto shuffled = read(approval_detail(), body + "]");
    RC_ASSERT(shuffled.has_value());
    for (const auto& record : approvals(*shuffled)) RC_ASSERT(record == approvals(*plain)[0]);
  }));
}

}  // namespace
}  // namespace vancrawl::page
