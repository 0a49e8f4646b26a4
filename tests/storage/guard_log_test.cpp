#include "storage/guard_log.h"

#include <fstream>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "storage/store_error.h"
#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

void ignore(const GuardLine&) {}

/// Three lines.
void fill(const std::filesystem::path& file) {
  GuardLog log(file, ignore);
  for (const auto* const text : {R"({"a":1})", R"({"b":2})", R"({"c":3})"}) {
    const auto line = line_after(log.head(), text);
    log.append(std::span(&line, 1));
  }
  log.sync();
}

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void put_bytes(const std::filesystem::path& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << bytes;
}

std::string refusal_of(const std::filesystem::path& file) {
  try {
    (void)read_guard_log(file, ignore);
  } catch (const StoreError& error) {
    EXPECT_EQ(error.fault(), StoreFault::kGuardLog);
    return error.what();
  }
  return "";
}

TEST(GuardLog, WhatWasAppendedIsReadBackInOrder) {
  const ScratchFolder folder;
  fill(folder.file("guard"));
  std::vector<std::string> texts;
  const auto head = read_guard_log(folder.file("guard"),
                                   [&](const GuardLine& line) { texts.push_back(line.text); });
  EXPECT_EQ(texts, (std::vector<std::string>{R"({"a":1})", R"({"b":2})", R"({"c":3})"}));
  EXPECT_EQ(head.number, 3);
  EXPECT_EQ(GuardLog(folder.file("guard"), ignore).head(), head);
}

TEST(GuardLog, NoFileIsNoLine) {
  const ScratchFolder folder;
  EXPECT_EQ(read_guard_log(folder.file("none"), ignore), GuardHead());
  EXPECT_FALSE(std::filesystem::exists(folder.file("none"))) << "reading made a file";
}

TEST(GuardLog, ATornLastLineIsPassedOverWhereverItWasTorn) {
  const ScratchFolder folder;
  const auto file = folder.file("guard");
  fill(file);
  const auto whole = bytes_of(file);
  const auto second_end = whole.find('\n', whole.find('\n') + 1) + 1;
  for (auto size = second_end; size < whole.size(); ++size) {
    put_bytes(file, whole.substr(0, size));
    EXPECT_EQ(read_guard_log(file, ignore).number, 2) << size;
    GuardLog log(file, ignore);
    const auto line = line_after(log.head(), R"({"c":3})");
    log.append(std::span(&line, 1));
    EXPECT_EQ(bytes_of(file), whole) << "it goes on as if the line had never been begun";
  }
}

TEST(GuardLog, AnyOtherDamageIsRefusedWithFileAndLine) {
  const ScratchFolder folder;
  const auto file = folder.file("guard");
  fill(file);
  const auto whole = bytes_of(file);
  for (std::size_t place = 0; place < whole.size() - 1; ++place) {
    auto damaged = whole;
    damaged[place] = static_cast<char>(damaged[place] ^ 1);
    put_bytes(file, damaged);
    const auto line =
        std::count(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(place), '\n') + 1;
    const auto why = refusal_of(file);
    EXPECT_NE(why.find(file.string() + ":" + std::to_string(line) + ":"), std::string::npos)
        << place << " " << why;
    EXPECT_THROW(GuardLog(file, ignore), StoreError);
    EXPECT_EQ(bytes_of(file), damaged) << "a damaged log is left as it is";
  }
}

TEST(GuardLog, ALineThatIsMissingDoubledOrMovedIsRefused) {
  const ScratchFolder folder;
  const auto file = folder.file("guard");
  fill(file);
  const auto whole = bytes_of(file);
  const auto first = whole.substr(0, whole.find('\n') + 1);
  const auto second = whole.substr(first.size(), whole.find('\n', first.size()) + 1 - first.size());
  const auto third = whole.substr(first.size() + second.size());
  for (const auto& text : {second + third, first + third, first + first + second + third,
                           second + first + third, first + third + second}) {
    put_bytes(file, text);
    EXPECT_NE(refusal_of(file), "");
  }
}

TEST(GuardLog, ASecondHolderIsRefusedUntilTheFirstIsGone) {
  const ScratchFolder folder;
  {
    const GuardLog first(folder.file("guard"), ignore);
    EXPECT_THROW(GuardLog(folder.file("guard"), ignore), StoreError);
  }
  EXPECT_NO_THROW(GuardLog(folder.file("guard"), ignore));
}

TEST(GuardLog, ALineThatDoesNotFollowTheLastIsNotWritten) {
  const ScratchFolder folder;
  GuardLog log(folder.file("guard"), ignore);
  const auto line = line_after({7, "abc"}, "{}");
  EXPECT_THROW(log.append(std::span(&line, 1)), StoreError);
  EXPECT_EQ(bytes_of(folder.file("guard")), "");
}

RC_GTEST_PROP(GuardLog, RandomBytesAreRefusedOrPassedOverAndNeverRead, (const std::string& bytes)) {
  const ScratchFolder folder;
  put_bytes(folder.file("guard"), bytes);
  try {
    RC_ASSERT(read_guard_log(folder.file("guard"), ignore).number == 0);
  } catch (const StoreError& error) {
    RC_ASSERT(error.fault() == StoreFault::kGuardLog);
  }
}

}  // namespace
}  // namespace vancrawl::storage
