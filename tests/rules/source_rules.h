#pragma once

#include <string>
#include <vector>

#include "tests/rules/source_tree.h"

namespace vancrawl::rules {

/// Where a rule is broken and how: "crawler/page/table.h:12: …".
using Findings = std::vector<std::string>;

/// Who may include whom; a folder of sources without a line in the table is a finding itself.
[[nodiscard]] Findings include_findings(const SourceFile& file);
/// Timers belong to crawler/async; sleeping belongs to nobody.
[[nodiscard]] Findings timer_findings(const SourceFile& file);
/// 400 lines, in tests/ 600.
[[nodiscard]] Findings length_findings(const SourceFile& file);
/// std::regex, tasks and threads nobody owns, all of Asio at once.
[[nodiscard]] Findings banned_code_findings(const SourceFile& file);
/// Libraries stay inside .cpp files.
[[nodiscard]] Findings library_findings(const SourceFile& file);
/// A switch over our enums (its labels are kUpperCamel) names every case, so that the compiler can
/// tell of a case that was added. Lists of others (the codes of a library) may have a default.
[[nodiscard]] Findings default_findings(const SourceFile& file);
/// Commands print to, and read from, what their Invocation holds.
[[nodiscard]] Findings sink_findings(const SourceFile& file);
/// A command that changes the store says that it runs in the process that holds it.
[[nodiscard]] Findings place_findings(const SourceFile& file);
[[nodiscard]] Findings name_findings(const SourceFile& file);
/// Folders of sources have a README, and it stays short.
[[nodiscard]] Findings readme_findings(const std::vector<SourceFile>& tree);

}  // namespace vancrawl::rules
