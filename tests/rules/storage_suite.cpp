#include "tests/rules/storage_suite.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

#include "tests/rules/code_text.h"

namespace vancrawl::rules {
namespace {

constexpr std::string_view kFolder = "tests/storage/";
constexpr std::string_view kStorage = "storage/";
constexpr std::string_view kWithout = "without ";

/// What only SQLite's own tests may say, in code or in a literal.
constexpr std::array<std::string_view, 8> kSql = {"sqlite3",       "SQLite::",    "PRAGMA ",
                                                  "SELECT ",       "INSERT INTO", "DELETE FROM",
                                                  ".connection()", "-wal"};

const SourceFile* file_at(const std::vector<SourceFile>& tree, const std::string& path) {
  const auto found = std::ranges::find(tree, path, &SourceFile::path);
  return found == tree.end() ? nullptr : &*found;
}

std::set<std::string> inner_headers(const std::vector<SourceFile>& tree) {
  std::set<std::string> inner;
  for (const auto& file : tree) {
    if (is_inner_header(file)) inner.insert(file.path);
  }
  return inner;
}

/// What the suite may not reach for, of one file.
Findings reaches(const SourceFile& file, const std::set<std::string>& inner) {
  Findings findings;
  const auto found = [&](std::size_t line, const std::string& why) {
    findings.push_back(file.path + ":" + std::to_string(line) + ": " + why);
  };
  for (const auto& include : includes_of(file.text)) {
    const bool is_database = include.path.contains("sqlite") || include.path.contains("SQLite");
    if (inner.contains(include.path) || is_database) {
      found(include.line, include.path + ": a file of the suite goes by public headers alone");
    }
  }
  std::size_t number = 0;
  for (const auto line : lines_of(file.text)) {
    ++number;
    for (const auto word : kSql) {
      if (line.contains(word))
        found(number, std::string(word) + ": a file of the suite knows no SQL");
    }
  }
  return findings;
}

std::set<std::string> included_by(const std::vector<const SourceFile*>& files) {
  std::set<std::string> included;
  for (const auto* const file : files) {
    for (const auto& include : includes_of(file->text)) included.insert(include.path);
  }
  return included;
}

bool is_storage_header(const SourceFile& file) {
  return file.path.starts_with(kStorage) && is_header(file.path);
}

}  // namespace

StorageSuite suite_of(const std::string& list) {
  StorageSuite suite;
  std::istringstream lines(list);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with(kWithout)) {
      const auto end = line.find(": ");
      // Without a reason it is a line that names nothing.
      if (end != std::string::npos) {
        suite.without.push_back(line.substr(kWithout.size(), end - kWithout.size()));
        continue;
      }
    }
    suite.files.push_back(line);
  }
  return suite;
}

bool is_inner_header(const SourceFile& file) {
  if (!is_storage_header(file)) return false;
  std::istringstream words(file.text);
  std::string text;
  for (std::string word; words >> word;) {
    if (word != "///" && word != "//") text += word + " ";
  }
  return text.contains("nly for the sources of this folder");
}

Findings storage_suite_findings(const std::vector<SourceFile>& tree, const StorageSuite& suite) {
  Findings findings;
  const auto inner = inner_headers(tree);
  std::vector<const SourceFile*> files;
  for (const auto& name : suite.files) {
    const auto path = std::string(kFolder) + name;
    const auto* const file = file_at(tree, path);
    if (file == nullptr) findings.push_back(path + ": the suite names it and it is not there");
    if (file == nullptr) continue;
    files.push_back(file);
    std::ranges::move(reaches(*file, inner), std::back_inserter(findings));
  }
  const auto included = included_by(files);
  for (const auto& file : tree) {
    if (!is_storage_header(file) || inner.contains(file.path)) continue;
    const auto name = file.path.substr(kStorage.size());
    const bool excused = std::ranges::count(suite.without, name) > 0;
    if (excused == included.contains(file.path)) {
      findings.push_back(file.path + (excused
                                          ? ": stands in suite.txt as missing, and is there"
                                          : ": no file of tests/storage/suite.txt includes it"));
    }
  }
  return findings;
}

}  // namespace vancrawl::rules
