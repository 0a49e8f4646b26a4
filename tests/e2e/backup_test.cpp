#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/e2e/workspace.h"

namespace vancrawl::e2e {
namespace {

constexpr int kNotDone = 1;
constexpr int kBadInput = 2;

/// A store with one merchant, and its copy.
class BackupCommand : public testing::Test {
 protected:
  BackupCommand() {
    workspace.write("vancrawl.toml", "store = \"vancrawl.db\"\n");
    const auto added = workspace.run(
        {"merchants", "add", "shop1", "--business-number", "220-81-62517", "--name", "shop"});
    EXPECT_EQ(added.code, 0) << added.err;
    made = workspace.document({"backup", "copy.db"});
  }

  Workspace workspace;
  Json made;
};

TEST_F(BackupCommand, CopiesAndVerifiesAndNamesWhatIsInIt) {
  EXPECT_EQ(made.at("merchants"), 1);
  EXPECT_EQ(workspace.text_of("copy.db.sha256"),
            made.at("sha256").get<std::string>() + "  copy.db\n");
  EXPECT_EQ(workspace.document({"backup", "verify", "copy.db"}).at("sha256"), made.at("sha256"));
}

TEST_F(BackupCommand, NeverWritesOverAFile) {
  const auto again = workspace.run({"backup", "copy.db"});
  EXPECT_EQ(again.code, kBadInput);
  EXPECT_NE(again.err.find("copy.db is there already"), std::string::npos) << again.err;
  EXPECT_EQ(workspace.run({"backup", "restore", "copy.db"}).code, kBadInput);
}

TEST_F(BackupCommand, ADamagedCopyIsRefusedAndNotRestored) {
  {
    std::fstream bytes(workspace.file("copy.db"), std::ios::in | std::ios::out | std::ios::binary);
    bytes.seekp(20000);
    bytes.put('\x7e');
  }
  const auto verified = workspace.run({"backup", "verify", "copy.db"});
  EXPECT_EQ(verified.code, kNotDone);
  EXPECT_NE(verified.err.find("not what its checksum was made of"), std::string::npos)
      << verified.err;
  for (const auto* const part : {"vancrawl.db", "vancrawl.db-wal", "vancrawl.db-shm"}) {
    std::filesystem::remove(workspace.file(part));
  }
  const auto restored = workspace.run({"backup", "restore", "copy.db"});
  EXPECT_EQ(restored.code, kNotDone) << restored.err;
  EXPECT_FALSE(std::filesystem::exists(workspace.file("vancrawl.db")));
}

TEST_F(BackupCommand, RestoredIsTheStoreOfThen) {
  const auto later = workspace.run(
      {"merchants", "add", "shop2", "--business-number", "124-81-00998", "--name", "later"});
  EXPECT_EQ(later.code, 0) << later.err;
  for (const auto* const part : {"vancrawl.db", "vancrawl.db-wal", "vancrawl.db-shm"}) {
    std::filesystem::remove(workspace.file(part));
  }
  const auto restored = workspace.run({"backup", "restore", "copy.db"});
  EXPECT_EQ(restored.code, 0) << restored.err;
  const auto listed = workspace.run({"merchants", "list"});
  EXPECT_NE(listed.out.find("shop1"), std::string::npos) << listed.out << listed.err;
  EXPECT_EQ(listed.out.find("shop2"), std::string::npos) << listed.out;
}

TEST_F(BackupCommand, SaysWhatItWants) {
  EXPECT_EQ(workspace.run({"backup"}).code, kBadInput);
  EXPECT_EQ(workspace.run({"backup", "verify"}).code, kBadInput);
  EXPECT_EQ(workspace.run({"backup", "verify", "none.db"}).code, kBadInput);
}

}  // namespace
}  // namespace vancrawl::e2e
