#include "tests/rules/source_tree.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include <sys/wait.h>

namespace vancrawl::rules {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> walked_paths(const fs::path& root) {
  std::vector<std::string> paths;
  for (auto at = fs::recursive_directory_iterator(root); at != fs::end(at); ++at) {
    const auto name = at->path().filename().string();
    if (at->is_directory() && (name.starts_with('.') || name == "build")) {
      at.disable_recursion_pending();
    } else if (at->is_regular_file()) {
      paths.push_back(fs::relative(at->path(), root).generic_string());
    }
  }
  return paths;
}

std::vector<std::string> tracked_paths(const std::string& root) {
  const auto listed = run_shell("git -C '" + root + "' ls-files 2>/dev/null");
  if (listed.status != 0 || listed.output.empty()) return walked_paths(root);
  std::vector<std::string> paths;
  std::istringstream lines(listed.output);
  for (std::string line; std::getline(lines, line);) paths.push_back(line);
  return paths;
}

}  // namespace

Ran run_shell(const std::string& command) {
  Ran ran;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run: " + command);
  std::array<char, 4096> chunk{};
  while (const auto size = std::fread(chunk.data(), 1, chunk.size(), pipe)) {
    ran.output.append(chunk.data(), size);
  }
  const int status = ::pclose(pipe);
  ran.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ran;
}

bool is_header(const std::string& path) { return path.ends_with(".h"); }
bool is_source(const std::string& path) { return is_header(path) || path.ends_with(".cpp"); }
bool is_readme(const std::string& path) {
  return path == "README.md" || path.ends_with("/README.md");
}

std::vector<SourceFile> source_tree(const std::string& root) {
  std::vector<SourceFile> files;
  for (const auto& path : tracked_paths(root)) {
    if (!is_source(path) && !is_readme(path)) continue;
    std::ifstream in(fs::path(root) / path, std::ios::binary);
    if (!in) continue;  // tracked, but removed from the work tree
    files.push_back({path, {std::istreambuf_iterator<char>(in), {}}});
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

}  // namespace vancrawl::rules
