#include "crawler/site_api/card_companies.h"

#include <fmt/format.h>

#include "crawler/site_api/toml_section.h"

namespace vancrawl::site_api {

CardCompanies::CardCompanies(TomlSection file) {
  for (auto& [code, company] : file.section("companies").named_sections()) {
    const auto& name = names_.emplace(code, company.text("name")).first->second;
    if (name.empty()) throw company.fault("name", "a card company needs a name");
    for (const auto& text : company.texts_or_none("printed")) {
      const auto claimed = printed_.emplace(text, code);
      if (claimed.second) continue;
      throw company.fault("printed", fmt::format("\"{}\" stands under company {} already", text,
                                                 claimed.first->second));
    }
    company.done();
  }
  file.done();
}

CardCompanies CardCompanies::of_file(const std::string& path) {
  return CardCompanies(TomlSection::of_file(path));
}

CardCompanies CardCompanies::of_text(const std::string& text, const std::string& name) {
  return CardCompanies(TomlSection::of_text(text, name));
}

std::optional<std::string> CardCompanies::code_of(const std::string& text) const {
  if (has(text)) return text;
  const auto found = printed_.find(text);
  if (found == printed_.end()) return std::nullopt;
  return found->second;
}

std::string CardCompanies::shown() const {
  std::string all;
  for (const auto& [code, name] : names_) {
    all += fmt::format("{}{} {}", all.empty() ? "" : ", ", code, name);
  }
  return all;
}

}  // namespace vancrawl::site_api
