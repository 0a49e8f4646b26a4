#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/command.h"
#include "crawler/cli/keypad_command.h"
#include "tests/crawler/session/test_loop.h"

namespace vancrawl::cli::tests {

/// tests/keypads/captures: 1.png, 2.png, 3.png and drift.jpg of one generated skin (a 4 x 3 pad in
/// B612), each with its truth, and pad.toml.
inline std::string capture_file(const std::string& name) {
  return std::string(VANCRAWL_SOURCE_DIR) + "/tests/keypads/captures/" + name;
}

inline std::string text_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline nlohmann::json truth_of(const std::string& name) {
  return nlohmann::json::parse(text_of(capture_file(name + ".json")));
}

/// A folder of its own, orders for the captures, and what commands say.
class KeypadCommands : public ::testing::Test {
 protected:
  [[nodiscard]] std::string file(const std::string& name) const {
    return (folder_.path() / name).string();
  }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_.path() / name, std::ios::binary) << text;
  }

  static KeypadOrder order(std::vector<std::string> images) {
    KeypadOrder order;
    order.geometry = capture_file("pad.toml");
    order.images = std::move(images);
    order.json = true;
    return order;
  }
  static std::string labelled(const std::string& name) {
    return capture_file(name + ".png") + "=" + capture_file(name + ".json");
  }
  [[nodiscard]] KeypadOrder learning() const {
    auto learn = order({labelled("1"), labelled("2"), labelled("3")});
    learn.out = file("pad");
    return learn;
  }

  /// The JSON lines that a command prints; it must exit 0.
  static std::vector<nlohmann::json> lines(int (*command)(const KeypadOrder&),
                                           const KeypadOrder& order) {
    ::testing::internal::CaptureStdout();
    EXPECT_EQ(command(order), 0);
    std::istringstream printed(::testing::internal::GetCapturedStdout());
    std::vector<nlohmann::json> documents;
    for (std::string line; std::getline(printed, line);)
      documents.push_back(nlohmann::json::parse(line));
    return documents;
  }

  /// What a command says on standard error beside the lines it prints, and its exit code.
  struct Said {
    int code = 0;
    std::vector<nlohmann::json> lines;
    std::string error;
  };
  static Said said_by(int (*command)(const KeypadOrder&), const KeypadOrder& order) {
    ::testing::internal::CaptureStdout();
    ::testing::internal::CaptureStderr();
    Said said;
    said.code = command(order);
    std::istringstream printed(::testing::internal::GetCapturedStdout());
    said.error = ::testing::internal::GetCapturedStderr();
    for (std::string line; std::getline(printed, line);)
      said.lines.push_back(nlohmann::json::parse(line));
    return said;
  }

  /// What a command refuses its input with; it must print nothing.
  static std::string fault_of(int (*command)(const KeypadOrder&), const KeypadOrder& order) {
    ::testing::internal::CaptureStdout();
    std::string fault = "taken";
    try {
      static_cast<void>(command(order));
    } catch (const InputError& error) {
      fault = error.what();
    }
    EXPECT_EQ(::testing::internal::GetCapturedStdout(), "");
    return fault;
  }

 private:
  vancrawl::tests::TempFolder folder_;
};

}  // namespace vancrawl::cli::tests
