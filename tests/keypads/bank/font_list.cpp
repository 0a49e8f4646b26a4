#include "tests/keypads/bank/font_list.h"

#include <stdexcept>

#include <toml++/toml.h>

namespace vancrawl::keypads {
namespace {

std::string text_at(const toml::table& table, const char* key) {
  if (const auto* value = table[key].as_string()) return value->get();
  throw std::runtime_error(std::string("fonts.toml: a font without ") + key);
}

std::vector<std::filesystem::path> files_of(const toml::table& table) {
  const std::filesystem::path folder = text_at(table, "folder");
  const auto* names = table["files"].as_array();
  if (names == nullptr || names->empty())
    throw std::runtime_error("fonts.toml: a font without files");
  std::vector<std::filesystem::path> files;
  for (const toml::node& name : *names) files.push_back(folder / name.value_or<std::string>(""));
  return files;
}

ListedFont read_font(const toml::table& table) {
  return {.font = {.family = text_at(table, "family"),
                   .package = text_at(table, "package") + " " + text_at(table, "version"),
                   .licence = text_at(table, "licence")},
          .files = files_of(table),
          .has_hangul = table["hangul"].value_or(false)};
}

}  // namespace

std::vector<ListedFont> read_font_list(const std::filesystem::path& file) {
  const toml::table list = toml::parse_file(file.string());
  const auto* tables = list["font"].as_array();
  if (tables == nullptr) throw std::runtime_error(file.string() + " lists no font");
  std::vector<ListedFont> fonts;
  for (const toml::node& node : *tables) {
    if (!node.is_table()) throw std::runtime_error(file.string() + ": a font must be a table");
    fonts.push_back(read_font(*node.as_table()));
  }
  return fonts;
}

std::vector<std::filesystem::path> missing_files(const std::vector<ListedFont>& fonts) {
  std::vector<std::filesystem::path> missing;
  for (const ListedFont& font : fonts)
    for (const auto& file : font.files)
      if (!std::filesystem::exists(file)) missing.push_back(file);
  return missing;
}

}  // namespace vancrawl::keypads
