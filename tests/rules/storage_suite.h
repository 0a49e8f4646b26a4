#pragma once

#include <string>
#include <vector>

#include "tests/rules/source_rules.h"
#include "tests/rules/source_tree.h"

namespace vancrawl::rules {

/// tests/storage/suite.txt: the files that every engine must pass, and the public headers of
/// storage that stand outside of it with a reason.
struct StorageSuite {
  std::vector<std::string> files;    ///< without their folder
  std::vector<std::string> without;  ///< headers, without their folder
};

[[nodiscard]] StorageSuite suite_of(const std::string& list);

/// A header of storage that only its own sources may include, by its own words.
[[nodiscard]] bool is_inner_header(const SourceFile& file);

/// Files of the suite that reach behind the public headers, lines that name nothing, and public
/// headers that the suite does not speak of.
[[nodiscard]] Findings storage_suite_findings(const std::vector<SourceFile>& tree,
                                              const StorageSuite& suite);

}  // namespace vancrawl::rules
