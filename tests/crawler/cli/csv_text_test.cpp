#include "crawler/cli/csv_text.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::cli {
namespace {

using Fields = std::vector<std::string>;
using Table = std::vector<Fields>;

Table table_of(std::string_view text) {
  const auto records = parse_csv(text);
  EXPECT_TRUE(records) << records.error().message;
  Table table;
  for (const auto& record : *records) table.push_back(record.fields);
  return table;
}

void expect_fault(std::string_view text, std::size_t line) {
  const auto records = parse_csv(text);
  ASSERT_FALSE(records) << text;
  EXPECT_EQ(records.error().line, line) << text << ": " << records.error().message;
}

TEST(CsvText, FieldsAndLinesComeBackAsWritten) {
  EXPECT_EQ(table_of("a,b\r\nc,\n"), (Table{{"a", "b"}, {"c", ""}}));
  EXPECT_EQ(table_of("a,b"), (Table{{"a", "b"}})) << "the last line end may be missing";
  EXPECT_EQ(table_of(",\n"), (Table{{"", ""}}));
  EXPECT_EQ(table_of(""), Table{});
  EXPECT_EQ(table_of("\n\r\na\n\n"), (Table{{"a"}})) << "empty lines are passed over";
}

TEST(CsvText, QuotedFieldsHoldCommasLineEndsAndQuotes) {
  EXPECT_EQ(table_of("\"a,b\",\"c\r\nd\",\"\"\"e\"\"\"\n"), (Table{{"a,b", "c\r\nd", "\"e\""}}));
  EXPECT_EQ(table_of("\"\",x\n"), (Table{{"", "x"}}));
}

TEST(CsvText, ARecordKnowsTheLineItBeginsOn) {
  const auto records = parse_csv("a\n\"b\nb\"\n\nc\n");
  ASSERT_TRUE(records);
  EXPECT_EQ(records->at(0).line, 1U);
  EXPECT_EQ(records->at(1).line, 2U);
  EXPECT_EQ(records->at(2).line, 5U);
}

TEST(CsvText, WhatIsNoCsvIsRefusedWithItsLine) {
  expect_fault("a\nb\"c\n", 2);
  expect_fault("a\n\"b\"c\n", 2);
  expect_fault("a\n\"b\nc", 2);
  expect_fault("a\rb\n", 1);
}

RC_GTEST_PROP(CsvText, WhatIsWrittenQuotedIsReadBack, ()) {
  const auto rows = *rc::gen::container<Table>(rc::gen::nonEmpty(rc::gen::container<Fields>(
      rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', '\r', ' ')))));
  std::string text;
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += i == 0 ? "\"" : ",\"";
      for (const char c : row[i]) text += c == '"' ? std::string("\"\"") : std::string(1, c);
      text += '"';
    }
    text += "\r\n";
  }
  RC_ASSERT(table_of(text) == rows);
}

RC_GTEST_PROP(CsvText, AnyBytesEndInRowsOrAFault, ()) {
  const auto text =
      *rc::gen::container<std::string>(rc::gen::element('a', ',', '"', '\n', '\r', '\0', '\xff'));
  const auto records = parse_csv(text);
  RC_ASSERT(records || records.error().line >= 1);
}

}  // namespace
}  // namespace vancrawl::cli
