#include "tests/bench/celery_peer.h"

#include <array>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

namespace vancrawl::bench {
namespace {

std::string output_of(const std::string& command) {
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("does not start: " + command);
  std::string text;
  std::array<char, 4096> bytes{};
  for (std::size_t got = 0; (got = std::fread(bytes.data(), 1, bytes.size(), pipe)) > 0;) {
    text.append(bytes.data(), got);
  }
  if (::pclose(pipe) != 0) throw std::runtime_error("fails: " + command);
  return text;
}

}  // namespace

nlohmann::ordered_json measure_celery() {
  const auto script = std::filesystem::path(VANCRAWL_SOURCE_DIR) / "tests/bench/celery_peer.py";
  // Debian's Celery belongs to Debian's Python, which need not be the first in the path.
  return nlohmann::ordered_json::parse(
      output_of(fmt::format("/usr/bin/python3 '{}'", script.string())));
}

}  // namespace vancrawl::bench
