#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace vancrawl::site_api {

/// A file that cannot be taken: "file:line:column: what is wrong, what is allowed".
class TomlFault : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One table of a TOML file, read key by key. Every key must be asked for: done() refuses the first
/// that was not, with its line and column. Wrong types and missing keys throw TomlFault. Copies
/// share the file.
class TomlSection {
 public:
  /// Throws TomlFault for a file that cannot be read or parsed.
  [[nodiscard]] static TomlSection of_file(const std::string& path);
  [[nodiscard]] static TomlSection of_text(const std::string& text, const std::string& name);

  [[nodiscard]] bool has(const std::string& key) const;
  [[nodiscard]] std::string text(const std::string& key);
  [[nodiscard]] std::string text_or(const std::string& key, std::string otherwise);
  [[nodiscard]] std::int64_t integer_or(const std::string& key, std::int64_t otherwise,
                                        std::int64_t least, std::int64_t most);
  [[nodiscard]] bool boolean_or(const std::string& key, bool otherwise);
  [[nodiscard]] std::vector<std::string> texts_or_none(const std::string& key);
  [[nodiscard]] std::vector<std::int64_t> integers_or_none(const std::string& key);
  /// [["name", "value"], …]
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> pairs_or_none(
      const std::string& key);
  /// {name = "value", …}, all texts.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> entries_or_none(
      const std::string& key);
  /// {"1" = 0, …}, all whole numbers.
  [[nodiscard]] std::vector<std::pair<std::string, std::int64_t>> integer_entries_or_none(
      const std::string& key);
  [[nodiscard]] TomlSection section(const std::string& key);
  [[nodiscard]] std::optional<TomlSection> section_or_none(const std::string& key);
  /// An array of tables.
  [[nodiscard]] std::vector<TomlSection> sections_or_none(const std::string& key);
  /// The tables below this one, in name order: [requests.a], [requests.b] …
  [[nodiscard]] std::vector<std::pair<std::string, TomlSection>> named_sections();

  /// Refuses keys that nobody asked for.
  void done() const;
  /// A fault at the place of a key (or of the table, if the key is absent).
  [[nodiscard]] TomlFault fault(const std::string& key, const std::string& what) const;

 private:
  struct Table;
  explicit TomlSection(std::shared_ptr<Table> table);
  std::shared_ptr<Table> table_;
};

}  // namespace vancrawl::site_api
