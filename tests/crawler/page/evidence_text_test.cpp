#include "crawler/page/evidence_text.h"

#include <gtest/gtest.h>

namespace vancrawl::page {
namespace {

TEST(EvidenceText, WhatWasStoredComesBackAndIsNamedByItsContent) {
  const std::string text = "<table>승인" + std::string(50'000, 'x');
  EXPECT_LT(compressed(text).size(), text.size() / 10);
  EXPECT_EQ(*decompressed(compressed(text)), text);
  EXPECT_EQ(*decompressed(compressed("")), "");
  EXPECT_EQ(evidence_hash(text).text().size(), 64U);
  EXPECT_EQ(evidence_hash(text), evidence_hash(text));
  EXPECT_NE(evidence_hash(text), evidence_hash(text + "y"));
}

TEST(EvidenceText, DamagedBytesAreRefused) {
  auto bytes = compressed(std::string(1000, 'x') + "abc");
  EXPECT_FALSE(decompressed("no frame"));
  EXPECT_FALSE(decompressed(bytes.substr(0, bytes.size() / 2)));
}

TEST(EvidenceText, APageHashSaysNothingWithoutItsKey) {
  EXPECT_EQ(page_hash("key of the store", "body"), page_hash("key of the store", "body"));
  EXPECT_NE(page_hash("key of the store", "body"), page_hash("key of another!!", "body"));
  EXPECT_NE(page_hash("short", "body"), page_hash("", "body"));
  EXPECT_NE(page_hash(std::string(200, 'k'), "body"), page_hash(std::string(201, 'k'), "body"));
}

}  // namespace
}  // namespace vancrawl::page
