#pragma once

#include <string>
#include <vector>

namespace vancrawl::rules {

/// A file of the repository: its path from the root, with slashes, and what stands in it.
struct SourceFile {
  std::string path;
  std::string text;
};

/// The sources (.h, .cpp) and READMEs that git tracks; without git, all but build/ and hidden
/// folders. Sorted by path.
[[nodiscard]] std::vector<SourceFile> source_tree(const std::string& root);

/// What a command prints (both streams), and its exit status.
struct Ran {
  int status = -1;
  std::string output;
};
[[nodiscard]] Ran run_shell(const std::string& command);

[[nodiscard]] bool is_header(const std::string& path);
[[nodiscard]] bool is_source(const std::string& path);  ///< a header or a .cpp
[[nodiscard]] bool is_readme(const std::string& path);

}  // namespace vancrawl::rules
