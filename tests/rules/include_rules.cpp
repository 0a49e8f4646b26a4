#include <algorithm>
#include <array>
#include <string_view>

#include "tests/rules/code_text.h"
#include "tests/rules/source_rules.h"

namespace vancrawl::rules {
namespace {

/// A folder (or the beginning of a path) and what its files may include beside the folder itself.
/// Of several lines that fit a path the longest is meant.
struct Line {
  std::string_view from;
  std::array<std::string_view, 10> to{};
};

constexpr std::string_view kModel = "crawler/model/";
constexpr std::string_view kAsync = "crawler/async/";
constexpr std::string_view kHttp = "crawler/http/";
constexpr std::string_view kPage = "crawler/page/";
constexpr std::string_view kSession = "crawler/session/";
constexpr std::string_view kSiteApi = "crawler/site_api/";
constexpr std::string_view kEngine = "crawler/engine/";
constexpr std::string_view kKeypads = "keypad_solver/";
constexpr std::string_view kProxies = "proxy_pool/";
constexpr std::string_view kStorage = "storage/";
constexpr std::string_view kSites = "sites/";

constexpr std::array<Line, 24> kArrows = {{
    {kModel, {}},
    // model: the Clock that a wait goes by.
    {kAsync, {kModel}},
    {kProxies, {kModel}},
    {kKeypads, {kModel}},
    {kStorage, {kModel}},
    {kPage, {kModel}},
    {kHttp, {kModel, kAsync}},
    {kSession, {kModel, kAsync, kHttp, kPage, kProxies, kKeypads}},
    {kSiteApi, {kModel, kPage, kSession}},
    // site_api/definition alone turns site.toml into keypad layouts.
    {"crawler/site_api/definition", {kModel, kPage, kSession, kKeypads}},
    {kSites, {kSiteApi, kPage, kSession, kModel}},
    {kEngine, {kSiteApi, kSession, kHttp, kPage, kModel, kAsync, kStorage, kProxies}},
    // The socket knows nothing of what runs behind it.
    {"crawler/control/", {}},
    {"crawler/api/", {kEngine, kStorage, kModel}},
    {"crawler/cli/", {"crawler/", kKeypads, kProxies, kStorage}},
    {"crawler/main", {"crawler/", kKeypads, kProxies, kStorage, kSites}},
    {"crawler/daemon", {"crawler/", kKeypads, kProxies, kStorage, kSites}},
    {"crawler/config", {"crawler/", kKeypads, kProxies, kStorage, kSites}},
    // The simulator must not agree with the crawler by sharing its code.
    {"tests/portals/",
     {kModel, "tests/keypads/pad_picture", "tests/keypads/raster", "tests/keypads/typeface",
      "tests/keypads/sample_skins", "tests/keypads/seeded_random"}},
    {"tests/keypads/", {}},
    // From drawn pads to the solver, for enrolment and tests; out of the simulator's reach.
    {"tests/keypads/pad_layout", {kKeypads}},
    {"tests/keypads/main_", {kKeypads}},
    // The bank is what the solver sees of fonts.
    {"tests/keypads/bank/", {kKeypads, "tests/keypads/"}},
    {"tests/", {"crawler/", kKeypads, kProxies, kStorage, kSites, "tests/"}},
}};

const Line* line_for(std::string_view path) {
  const Line* best = nullptr;
  for (const auto& line : kArrows) {
    if (!path.starts_with(line.from)) continue;
    if (best == nullptr || best->from.size() < line.from.size()) best = &line;
  }
  return best;
}

bool is_ours(std::string_view include) {
  constexpr std::array<std::string_view, 6> kRoots = {"crawler/", kStorage, kKeypads,
                                                      kProxies,   kSites,   "tests/"};
  return std::ranges::any_of(kRoots, [&](auto root) { return include.starts_with(root); });
}

/// The folder whose files may include each other: one site for a site, one library for the rest.
std::string own_folder(const std::string& path, const Line& line) {
  const auto end = line.from == kSites ? path.find('/', kSites.size()) : line.from.rfind('/');
  return path.substr(0, end + 1);
}

bool may_include(const std::string& path, const Line& line, std::string_view include) {
  if (include.starts_with(own_folder(path, line))) return true;
  return std::ranges::any_of(line.to,
                             [&](auto to) { return !to.empty() && include.starts_with(to); });
}

}  // namespace

Findings include_findings(const SourceFile& file) {
  if (!is_source(file.path) || file.path.starts_with("cmake/")) return {};
  const auto found = [&](std::size_t line, const std::string& text) {
    return file.path + ":" + std::to_string(line) + ": " + text;
  };
  const Line* const line = line_for(file.path);
  if (line == nullptr) return {found(1, "no line of the table of includes fits this folder")};
  Findings findings;
  for (const auto& include : includes_of(file.text)) {
    if (!is_ours(include.path)) {
      if (!include.quoted) continue;
      findings.push_back(found(include.line, include.path + ": include from the repository root"));
    } else if (!may_include(file.path, *line, include.path)) {
      findings.push_back(found(include.line, include.path + ": an arrow against the table"));
    }
  }
  return findings;
}

}  // namespace vancrawl::rules
