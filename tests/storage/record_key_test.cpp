#include "storage/record_key.h"

#include <gtest/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

TEST(RecordKey, ItsTextComesBack) {
  const auto key = key_of(412, approval("00000001", 100));
  EXPECT_EQ(parse_record_key(key.text()), key);
  EXPECT_TRUE(key.text().starts_with("412-"));
}

TEST(RecordKey, StaysWhenContentChangesAndDiffersWhenTheKeyDoes) {
  auto row = approval("00000001", 100);
  const auto key = key_of(1, row);
  row.issuer = "하나";
  EXPECT_EQ(key_of(1, row), key);
  row.occurrence = 1;
  EXPECT_NE(key_of(1, row), key);
  EXPECT_NE(key_of(1, approval("00000002", 100)), key);
  EXPECT_NE(key_of(1, acquisition("1", 100)), key_of(1, acquisition("2", 100)));
  EXPECT_NE(key_of(1, deposit("a", 100)), key_of(1, deposit("b", 100)));
}

TEST(RecordKey, OtherTextsAreRefused) {
  for (const auto* const text :
       {"", "412", "412--0", "x-0123456789abcdef-0", "1-0123-0", "1-0123456789abcdeg-0",
        "1-0123456789abcdef-", "-1-0123456789abcdef-0"}) {
    EXPECT_FALSE(parse_record_key(text)) << text;
  }
}

}  // namespace
}  // namespace vancrawl::storage
