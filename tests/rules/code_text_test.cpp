#include "tests/rules/code_text.h"

#include <gtest/gtest.h>

namespace vancrawl::rules {
namespace {

TEST(CodeOf, BlanksCommentsAndLiteralsAndKeepsEveryPlace) {
  EXPECT_EQ(code_of("int a; // b\nint c;"), "int a;     \nint c;");
  EXPECT_EQ(code_of("a /* b\nc */ d"), "a     \n     d");
  EXPECT_EQ(code_of("f(\"x\\\"y\", 'z', '\\'');"), "f(      ,    ,     );");
  EXPECT_EQ(code_of("R\"(a\" // b)\" c"), "             c");
  EXPECT_EQ(code_of("R\"x(a)\" b)x\" c"), "             c");
  EXPECT_EQ(code_of("int n = 1'000'000; // '"), "int n = 1'000'000;     ");
  EXPECT_EQ(code_of("#include \"a/b.h\"  // why"), "#include \"a/b.h\"        ");
  EXPECT_EQ(code_of("const auto s = \"// no comment\"; g();"),
            "const auto s =                ; g();");
}

TEST(HasWord, AsksForWholeNames) {
  EXPECT_TRUE(has_word("x = std::regex(y)", "std::regex"));
  EXPECT_FALSE(has_word("is_detached_one", "detached"));
  EXPECT_TRUE(has_word("semi_detached, detached)", "detached"));
  EXPECT_TRUE(has_word("  default:", "default:"));
}

TEST(IncludesOf, FindsPathsWithTheirLines) {
  const auto includes =
      includes_of("#pragma once\n#include <a>\n// #include <b>\n # include \"c.h\"\n");
  ASSERT_EQ(includes.size(), 2U);
  EXPECT_EQ(includes[0].path, "a");
  EXPECT_FALSE(includes[0].quoted);
  EXPECT_EQ(includes[1].path, "c.h");
  EXPECT_TRUE(includes[1].quoted);
  EXPECT_EQ(includes[1].line, 4U);
}

}  // namespace
}  // namespace vancrawl::rules
