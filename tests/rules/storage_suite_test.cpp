#include "tests/rules/storage_suite.h"

#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

namespace vancrawl::rules {
namespace {

const SourceFile kPublic{"storage/store.h", "#pragma once\n"};
const SourceFile kInner{"storage/columns.h",
                        "/// Columns. Only for\n/// the sources of this folder.\n"};

std::size_t findings_of(const std::string& text, const std::string& list = "a_test.cpp\n") {
  const std::vector<SourceFile> tree = {kPublic, kInner, {"tests/storage/a_test.cpp", text}};
  return storage_suite_findings(tree, suite_of(list)).size();
}

TEST(StorageSuite, PublicHeadersAloneAreNoFinding) {
  EXPECT_EQ(findings_of("#include \"storage/store.h\"\n"), 0U);
}

TEST(StorageSuite, RefusesInnerHeadersAndSqlite) {
  const std::string open = "#include \"storage/store.h\"\n";
  EXPECT_EQ(findings_of(open + "#include \"storage/columns.h\"\n"), 1U);
  EXPECT_EQ(findings_of(open + "#include <SQLiteCpp/SQLiteCpp.h>\n"), 1U);
  EXPECT_EQ(findings_of(open + "tx.connection().run(x);\n"), 1U);
  EXPECT_EQ(findings_of(open + "run(\"SELECT 1\");\n"), 1U);
}

TEST(StorageSuite, RefusesAPublicHeaderThatNoFileSpeaksOf) {
  EXPECT_EQ(findings_of("int a;\n"), 1U);
  EXPECT_EQ(findings_of("int a;\n", "a_test.cpp\nwithout store.h: a reason\n"), 0U);
  EXPECT_EQ(findings_of("int a;\n", "a_test.cpp\nwithout store.h\n"), 2U) << "no reason";
  EXPECT_EQ(
      findings_of("#include \"storage/store.h\"\n", "a_test.cpp\nwithout store.h: a reason\n"), 1U);
}

TEST(StorageSuite, RefusesALineThatNamesNothing) {
  EXPECT_EQ(findings_of("#include \"storage/store.h\"\n", "a_test.cpp\nb_test.cpp\n"), 1U);
}

TEST(StorageSuite, OfThisTreeGoesByPublicHeadersAndSpeaksOfEachOfThem) {
  std::ifstream file(VANCRAWL_SOURCE_DIR "/tests/storage/suite.txt");
  std::ostringstream list;
  list << file.rdbuf();
  const auto suite = suite_of(list.str());
  EXPECT_GT(suite.files.size(), 20U);
  for (const auto& finding : storage_suite_findings(source_tree(VANCRAWL_SOURCE_DIR), suite)) {
    ADD_FAILURE() << finding;
  }
}

}  // namespace
}  // namespace vancrawl::rules
