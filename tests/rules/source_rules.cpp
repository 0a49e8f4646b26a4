#include "tests/rules/source_rules.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string_view>

#include <fmt/format.h>

#include "tests/rules/code_text.h"

namespace vancrawl::rules {
namespace {

using Folders = std::vector<std::string_view>;

std::string at(const SourceFile& file, std::size_t line, const std::string& text) {
  return fmt::format("{}:{}: {}", file.path, line, text);
}

bool begins_with_one_of(std::string_view path, const Folders& prefixes) {
  return std::ranges::any_of(prefixes, [&](auto prefix) { return path.starts_with(prefix); });
}

/// A finding for each line of code in which one of the words stands.
Findings word_findings(const SourceFile& file, std::initializer_list<std::string_view> words,
                       std::string_view reason) {
  Findings findings;
  const auto code = code_of(file.text);
  const auto lines = lines_of(code);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (const auto word : words) {
      if (!has_word(lines[i], word)) continue;
      findings.push_back(at(file, i + 1, fmt::format("{}: {}", word, reason)));
      break;
    }
  }
  return findings;
}

/// What stands in the next pair of braces, both included; empty if there is none.
std::string_view body_after(std::string_view code, std::size_t from) {
  const auto open = code.find('{', from);
  if (open == std::string_view::npos) return {};
  int depth = 0;
  for (auto i = open; i < code.size(); ++i) {
    if (code[i] == '{') ++depth;
    if (code[i] == '}' && --depth == 0) return code.substr(open, i - open + 1);
  }
  return code.substr(open);
}

std::size_t default_of(std::string_view body) {
  for (const std::string_view word : {"default:", "default :"}) {
    if (has_word(body, word)) return body.find(word);
  }
  return std::string_view::npos;
}

/// True if a label is an enumerator as we name them, or if there is no label to tell by.
bool has_label_of_ours(std::string_view body) {
  bool has_label = false;
  for (auto at = body.find("case "); at != std::string_view::npos;
       at = body.find("case ", at + 1)) {
    has_label = true;
    auto label = body.substr(at + 5);
    label = label.substr(0, label.find_first_of(" \n{;"));
    const auto colon = label.rfind("::");
    const auto name = colon == std::string_view::npos ? label : label.substr(colon + 2);
    if (name.size() > 1 && name[0] == 'k' && name[1] >= 'A' && name[1] <= 'Z') return true;
  }
  return !has_label;
}

bool is_project_source(const SourceFile& file) {
  return is_source(file.path) && !file.path.starts_with("cmake/");
}

}  // namespace

Findings timer_findings(const SourceFile& file) {
  const Folders owners = {"crawler/async/", "tests/portals/net/", "tests/proxies/", "tests/bench/"};
  if (!is_project_source(file)) return {};
  auto findings = word_findings(
      file,
      {"std::this_thread::sleep_for", "std::this_thread::sleep_until", "this_thread::sleep_for",
       "this_thread::sleep_until", "usleep", "nanosleep", "clock_nanosleep", "::sleep("},
      "nothing sleeps; a wait goes by the injected Clock");
  if (begins_with_one_of(file.path, owners)) return findings;
  for (auto& finding : word_findings(
           file, {"steady_timer", "system_timer", "deadline_timer", "high_resolution_timer"},
           "timers are crawler/async's; a wait goes by the injected Clock")) {
    findings.push_back(std::move(finding));
  }
  return findings;
}

Findings length_findings(const SourceFile& file) {
  if (!is_project_source(file)) return {};
  const std::size_t limit = file.path.starts_with("tests/") ? 600 : 400;
  const auto lines = lines_of(file.text).size();
  if (lines <= limit) return {};
  return {at(file, lines, fmt::format("{} lines; {} is the limit", lines, limit))};
}

Findings banned_code_findings(const SourceFile& file) {
  if (!is_project_source(file)) return {};
  auto findings = word_findings(file, {"std::regex", "std::wregex", "std::basic_regex", "<regex>"},
                                "recurses on input from outside; write the few lines or use RE2");
  for (auto& finding :
       word_findings(file, {"detached", "detach()"}, "a task or thread has an owner (TaskGroup)")) {
    findings.push_back(std::move(finding));
  }
  for (const auto& include : includes_of(file.text)) {
    if (include.path != "boost/asio.hpp") continue;
    findings.push_back(at(file, include.line, "boost/asio.hpp: include the part that is used"));
  }
  return findings;
}

Findings library_findings(const SourceFile& file) {
  const Folders inside = {"opencv2/",   "opencv4/",  "curl/",  "gumbo.h",
                          "SQLiteCpp/", "sqlite3.h", "spdlog/"};
  if (!is_header(file.path) || file.path.starts_with("cmake/")) return {};
  Findings findings;
  for (const auto& include : includes_of(file.text)) {
    if (!begins_with_one_of(include.path, inside)) continue;
    findings.push_back(at(file, include.line, include.path + ": this library stays in .cpp files"));
  }
  return findings;
}

Findings default_findings(const SourceFile& file) {
  const Folders ours = {"crawler/", "storage/", "proxy_pool/", "keypad_solver/", "sites/"};
  if (!is_source(file.path) || !begins_with_one_of(file.path, ours)) return {};
  const auto code = code_of(file.text);
  const std::string_view all = code;
  Findings findings;
  for (auto at_switch = all.find("switch"); at_switch != std::string_view::npos;
       at_switch = all.find("switch", at_switch + 1)) {
    const auto body = body_after(all, at_switch);
    const auto default_at = default_of(body);
    if (default_at == std::string_view::npos || !has_label_of_ours(body)) continue;
    const auto before = all.substr(0, all.find(body, at_switch) + default_at);
    const auto line = static_cast<std::size_t>(std::ranges::count(before, '\n')) + 1;
    findings.push_back(
        at(file, line, "default: name every case, so that a case that is added is noticed"));
  }
  return findings;
}

namespace {

/// Lines of prints that name no stream: what follows the bracket is a text, which is blanked.
Findings streamless_prints(const SourceFile& file) {
  Findings findings;
  const auto code = code_of(file.text);
  constexpr std::string_view kPrint = "fmt::print(";
  for (auto found = code.find(kPrint); found != std::string::npos;
       found = code.find(kPrint, found + 1)) {
    const auto next = code.find_first_not_of(" \n", found + kPrint.size());
    if (next == std::string::npos || std::string_view("\",)").find(code[next]) == std::string::npos)
      continue;
    const auto line = std::ranges::count(std::string_view(code).substr(0, found), '\n') + 1;
    findings.push_back(at(file, static_cast<std::size_t>(line), "fmt::print names no stream"));
  }
  return findings;
}

}  // namespace

Findings sink_findings(const SourceFile& file) {
  // The edge of the program gives a command its streams; a demonstration runs by itself alone.
  const Folders edges = {"crawler/cli/application.cpp", "crawler/cli/demo"};
  const bool is_command = file.path.starts_with("crawler/cli/") && file.path.ends_with(".cpp");
  if (!is_command || begins_with_one_of(file.path, edges)) return {};
  auto findings =
      word_findings(file,
                    {"stdin", "stdout", "stderr", "STDIN_FILENO", "STDOUT_FILENO", "STDERR_FILENO",
                     "std::cin", "std::cout", "std::cerr", "printf", "puts", "putchar"},
                    "a command reads and prints through its Invocation: it may run in "
                    "another process than the one that was asked");
  for (auto& finding : streamless_prints(file)) findings.push_back(std::move(finding));
  return findings;
}

Findings place_findings(const SourceFile& file) {
  const Folders others = {"crawler/cli/options.cpp", "crawler/cli/demo"};
  const bool is_command = file.path.starts_with("crawler/cli/") && file.path.ends_with(".cpp");
  if (!is_command || begins_with_one_of(file.path, others)) return {};
  std::size_t opened = 0;
  std::size_t placed = 0;
  const auto code = code_of(file.text);
  for (const auto line : lines_of(code)) {
    opened += has_word(line, "open_store(") ? 1U : 0U;
    placed += has_word(line, "Place::kOwner") ? 1U : 0U;
  }
  if (opened <= placed) return {};
  return {at(file, 1,
             "open_store without Place::kOwner: a command that changes the store runs in the "
             "process that holds it")};
}

Findings name_findings(const SourceFile& file) {
  constexpr std::array<std::string_view, 12> kBanned = {
      "util", "utils", "helper",  "helpers", "common",    "manager",
      "info", "infos", "process", "impl",    "processes", "managers"};
  if (!is_project_source(file)) return {};
  Findings findings;
  auto rest = std::string_view(file.path);
  while (!rest.empty()) {
    const auto end = std::min(rest.find_first_of("/_.-"), rest.size());
    if (std::ranges::find(kBanned, rest.substr(0, end)) != kBanned.end()) {
      findings.push_back(at(file, 1, fmt::format("\"{}\" in a name", rest.substr(0, end))));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return findings;
}

Findings readme_findings(const std::vector<SourceFile>& tree) {
  constexpr std::size_t kMostLines = 60;
  const Folders folders = {"crawler/model",  "crawler/async",   "crawler/http",
                           "crawler/page",   "crawler/session", "crawler/site_api",
                           "crawler/engine", "crawler/control", "crawler/api",
                           "crawler/cli",    "sites",           "keypad_solver",
                           "proxy_pool",     "storage",         "tests/portals"};
  Findings findings;
  for (const auto folder : folders) {
    const auto inside = std::string(folder) + "/";
    const auto is_inside = [&](const SourceFile& file) {
      return is_source(file.path) && file.path.starts_with(inside);
    };
    const auto readme = inside + "README.md";
    const bool has_readme = std::ranges::find(tree, readme, &SourceFile::path) != tree.end();
    if (has_readme || std::ranges::none_of(tree, is_inside)) continue;
    findings.push_back(readme + ":1: missing, and the folder has sources");
  }
  for (const auto& file : tree) {
    const bool is_long_one = file.path == "README.md" || file.path == "sites/README.md";
    if (!is_readme(file.path) || is_long_one) continue;
    const auto lines = lines_of(file.text).size();
    if (lines <= kMostLines) continue;
    findings.push_back(at(file, lines, fmt::format("{} lines; 60 is the limit", lines)));
  }
  return findings;
}

}  // namespace vancrawl::rules
