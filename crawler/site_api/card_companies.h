#pragma once

#include <map>
#include <optional>
#include <string>

namespace vancrawl::site_api {

class TomlSection;

/// The closed list of card companies (acquirers, 매입사) of all sites: one code each, however a
/// site prints it. It lies beside the sites' folders (sites/card_companies.toml).
class CardCompanies {
 public:
  /// Throw TomlFault: a text that two companies claim, an empty name.
  [[nodiscard]] static CardCompanies of_file(const std::string& path);
  [[nodiscard]] static CardCompanies of_text(const std::string& text, const std::string& name);

  [[nodiscard]] bool has(const std::string& code) const { return names_.contains(code); }
  /// Of a code, or of a text that means one company on any site.
  [[nodiscard]] std::optional<std::string> code_of(const std::string& text) const;
  /// "01 KB카드, 03 신한카드, …"
  [[nodiscard]] std::string shown() const;
  /// Printed text -> code. Codes are not among them: a site's codes may be others.
  [[nodiscard]] const std::map<std::string, std::string>& printed() const { return printed_; }

 private:
  explicit CardCompanies(TomlSection file);

  std::map<std::string, std::string> names_;  ///< by code
  std::map<std::string, std::string> printed_;
};

}  // namespace vancrawl::site_api
