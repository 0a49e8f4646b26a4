#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include <gtest/gtest.h>
#include <unistd.h>

#include "tests/rules/source_tree.h"

namespace vancrawl::rules {
namespace {

/// The definitions that CMakeLists.txt gives to every target.
std::string definitions() {
  std::ifstream in(std::string(VANCRAWL_SOURCE_DIR) + "/CMakeLists.txt");
  std::string flags;
  for (std::string word; in >> word;) {
    while (word.ends_with(')')) word.pop_back();
    if (word.starts_with("BOOST_")) flags += " -D" + word;
  }
  return flags;
}

Ran compile(const std::string& header, const std::string& flags) {
  return run_shell(
      "clang++-19 -fsyntax-only -std=c++23 -x c++ -Wno-pragma-once-outside-header -I '" +
      std::string(VANCRAWL_SOURCE_DIR) + "'" + flags + " '" + header + "' 2>&1");
}

std::vector<std::string> public_headers() {
  std::vector<std::string> headers;
  for (const auto& file : source_tree(VANCRAWL_SOURCE_DIR)) {
    const bool outside = file.path.starts_with("tests/") || file.path.starts_with("cmake/");
    if (is_header(file.path) && !outside) headers.push_back(file.path);
  }
  return headers;
}

TEST(HeadersCompileAlone, EveryHeaderOutsideTheTests) {
  const auto headers = public_headers();
  ASSERT_GT(headers.size(), 10U);
  const auto flags = definitions();
  ASSERT_NE(flags.find("BOOST_ASIO_SEPARATE_COMPILATION"), std::string::npos);
  std::atomic<std::size_t> next = 0;
  std::mutex reporting;
  const auto work = [&] {
    for (auto i = next++; i < headers.size(); i = next++) {
      const auto ran = compile(std::string(VANCRAWL_SOURCE_DIR) + "/" + headers[i], flags);
      const std::scoped_lock lock(reporting);
      if (ran.status != 0)
        ADD_FAILURE() << headers[i] << " does not compile alone:\n" << ran.output;
    }
  };
  std::vector<std::jthread> workers;
  for (unsigned i = 0; i < std::max(2U, std::thread::hardware_concurrency()); ++i) {
    workers.emplace_back(work);
  }
}

TEST(HeadersCompileAlone, AHeaderThatLeansOnItsIncluderIsNoticed) {
  const auto path =
      std::filesystem::path(testing::TempDir()) / ("leaning-" + std::to_string(::getpid()) + ".h");
  std::ofstream(path) << "#pragma once\nstruct A { std::string name; };\n";
  const auto ran = compile(path.string(), definitions());
  std::filesystem::remove(path);
  EXPECT_NE(ran.status, 0);
  EXPECT_NE(ran.output.find("std"), std::string::npos) << ran.output;
}

}  // namespace
}  // namespace vancrawl::rules
