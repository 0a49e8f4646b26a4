#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/fuzz/mutation.h"
#include "tests/fuzz/sites.h"
#include "tests/fuzz/targets.h"

// So that a fault which a sanitizer finds ends in abort too, and the handler below names its input.
extern "C" const char* __asan_default_options() { return "abort_on_error=1"; }
extern "C" const char* __ubsan_default_options() { return "abort_on_error=1"; }

namespace vancrawl::fuzz {
namespace {

/// Of each file of a corpus; VANCRAWL_FUZZ_MUTATIONS sets another number.
std::size_t mutations() {
  const char* const number = std::getenv("VANCRAWL_FUZZ_MUTATIONS");
  return number == nullptr ? 300 : std::stoul(number);
}

constexpr std::size_t kMebibyte = std::size_t{1024} * 1024;

std::size_t memory_in_use_mb() {
  std::ifstream counts("/proc/self/statm");
  std::size_t pages = 0;
  counts >> pages >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) / kMebibyte;
}

/// What a long run may hold at its end beyond what it held at a quarter of the way, when the
/// sanitizer's own store of freed memory was full.
constexpr std::size_t kGrowthMb = 64;
constexpr std::size_t kLongRun = 100'000;

/// What is being run, for a handler that may not allocate.
std::string running;

void name_input(int /*signal*/) {
  const auto written = ::write(STDERR_FILENO, running.data(), running.size());
  static_cast<void>(written);
  ::signal(SIGABRT, SIG_DFL);
  ::raise(SIGABRT);
}

struct Named {
  std::string name;
  std::string bytes;
};

/// In the order of their names, so that every run is the same.
std::vector<Named> corpus_of(const Target& target) {
  const std::string folder(target.corpus);
  std::vector<Named> files;
  const auto path = std::string(VANCRAWL_SOURCE_DIR "/tests/fuzz/corpus/") + folder;
  for (const auto& entry : std::filesystem::directory_iterator(path)) {
    const auto name = entry.path().filename().string();
    files.push_back({name, corpus_file(folder + "/" + name)});
  }
  std::ranges::sort(files, {}, &Named::name);
  return files;
}

/// A copy of just the right length, so that the address sanitizer sees a read past the end.
void run(const Target& target, const std::string& name, const std::string& bytes) {
  running = "input: " + std::string(target.name) + " " + name + "\n";
  const std::vector<std::uint8_t> data(bytes.begin(), bytes.end());
  target.run(data);
}

std::string repeated(std::string_view piece, std::size_t times) {
  std::string text;
  text.reserve(piece.size() * times);
  for (std::size_t i = 0; i < times; ++i) text += piece;
  return text;
}

/// Pages made to hurt, too large to be kept as files.
std::vector<Named> bombs() {
  return {{"nested tables", repeated("<table><tr><td>", 3000)},
          {"nested formatting", repeated("<b><i><a>", 500) + repeated("<p>", 2000)},
          {"nested arrays", repeated("[", 100'000)},
          {"nested objects", repeated(R"({"resultList":)", 5000)},
          {"one row of many cells", "<table><tr>" + repeated("<td>1", 50'000)},
          {"spans", "<table>" + repeated("<tr><td colspan=1000 rowspan=1000>1", 300)},
          {"digits", repeated("<p>4111 1111 1111 ", 2000) + repeated("41", 100'000)},
          {"attributes", "<p " + repeated("a=1 ", 50'000) + ">"},
          {"open comments", repeated("<!--", 100'000)},
          {"open tags", repeated("<", 200'000)},
          {"references", repeated("&#5", 100'000)},
          {"too large", std::string(4 * 1024 * 1024 + 1, '<')}};
}

class EveryTarget : public testing::TestWithParam<Target> {
 protected:
  void SetUp() override { ::signal(SIGABRT, name_input); }
  void TearDown() override { ::signal(SIGABRT, SIG_DFL); }
};

TEST_P(EveryTarget, KeepsItsPromisesOnTheCorpusAndItsMutations) {
  const auto& target = GetParam();
  const auto files = corpus_of(target);
  ASSERT_FALSE(files.empty());
  std::vector<std::string> corpus;
  for (const auto& file : files) corpus.push_back(file.bytes);
  Mutator mutator(corpus, 20'261'101);
  const std::size_t rounds = mutations();
  std::size_t early_mb = 0;
  for (const auto& file : files) run(target, file.name, file.bytes);
  for (std::size_t i = 0; i < rounds; ++i) {
    if (i == rounds / 4) early_mb = memory_in_use_mb();
    for (const auto& file : files) {
      run(target, file.name + " mutation " + std::to_string(i), mutator.changed(file.bytes));
    }
  }
  if (rounds * files.size() < kLongRun) return;
  const auto late_mb = memory_in_use_mb();
  std::cout << rounds * files.size() << " inputs; " << early_mb << " MiB at a quarter, " << late_mb
            << " MiB at the end\n";
  EXPECT_LE(late_mb, early_mb + kGrowthMb);
}

TEST_P(EveryTarget, KeepsItsPromisesOnInputsMadeToHurt) {
  for (const auto& bomb : bombs()) run(GetParam(), bomb.name, bomb.bytes);
}

INSTANTIATE_TEST_SUITE_P(Fuzz, EveryTarget, testing::ValuesIn(targets().begin(), targets().end()),
                         [](const auto& target) { return std::string(target.param.name); });

}  // namespace
}  // namespace vancrawl::fuzz
