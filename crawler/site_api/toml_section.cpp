#include "crawler/site_api/toml_section.h"

#include <set>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace vancrawl::site_api {

struct TomlSection::Table {
  std::shared_ptr<const toml::table> file;  ///< keeps every node alive
  const toml::table* here = nullptr;
  std::string file_name;
  std::string name;
  std::set<std::string, std::less<>> asked;

  [[nodiscard]] const toml::node* find(const std::string& key) {
    asked.insert(key);
    return here->get(key);
  }
  [[nodiscard]] std::string place(const toml::source_region& region) const {
    return fmt::format("{}:{}:{}", file_name, region.begin.line, region.begin.column);
  }
  [[nodiscard]] std::string full(const std::string& key) const {
    return name.empty() ? key : name + "." + key;
  }
};

namespace {

std::shared_ptr<const toml::table> parsed(const std::function<toml::table()>& parse,
                                          const std::string& name) {
  try {
    return std::make_shared<const toml::table>(parse());
  } catch (const toml::parse_error& error) {  // the library's fault, told in our words
    throw TomlFault(fmt::format("{}:{}:{}: {}", name, error.source().begin.line,
                                error.source().begin.column, std::string(error.description())));
  }
}

}  // namespace

TomlSection::TomlSection(std::shared_ptr<Table> table) : table_(std::move(table)) {}

TomlSection TomlSection::of_file(const std::string& path) {
  auto table = std::make_shared<Table>();
  table->file = parsed([&] { return toml::parse_file(path); }, path);
  table->here = table->file.get();
  table->file_name = path;
  return TomlSection(table);
}

TomlSection TomlSection::of_text(const std::string& text, const std::string& name) {
  auto table = std::make_shared<Table>();
  table->file = parsed([&] { return toml::parse(text); }, name);
  table->here = table->file.get();
  table->file_name = name;
  return TomlSection(table);
}

TomlFault TomlSection::fault(const std::string& key, const std::string& what) const {
  const auto* const node = table_->here->get(key);
  const auto& region = node != nullptr ? node->source() : table_->here->source();
  return TomlFault(fmt::format("{}: {}: {}", table_->place(region), table_->full(key), what));
}

bool TomlSection::has(const std::string& key) const {
  table_->asked.insert(key);
  return table_->here->contains(key);
}

std::string TomlSection::text(const std::string& key) {
  const auto* const node = table_->find(key);
  if (node == nullptr) throw fault(key, "is missing");
  const auto value = node->value_exact<std::string>();
  if (!value) throw fault(key, "must be a text in quotes");
  return *value;
}

std::string TomlSection::text_or(const std::string& key, std::string otherwise) {
  return has(key) ? text(key) : std::move(otherwise);
}

std::int64_t TomlSection::integer_or(const std::string& key, std::int64_t otherwise,
                                     std::int64_t least, std::int64_t most) {
  const auto* const node = table_->find(key);
  if (node == nullptr) return otherwise;
  const auto value = node->value_exact<std::int64_t>();
  if (!value || *value < least || *value > most) {
    throw fault(key, fmt::format("must be a whole number from {} to {}", least, most));
  }
  return *value;
}

bool TomlSection::boolean_or(const std::string& key, bool otherwise) {
  const auto* const node = table_->find(key);
  if (node == nullptr) return otherwise;
  const auto value = node->value_exact<bool>();
  if (!value) throw fault(key, "must be true or false");
  return *value;
}

std::vector<std::string> TomlSection::texts_or_none(const std::string& key) {
  const auto* const node = table_->find(key);
  if (node == nullptr) return {};
  const auto* const array = node->as_array();
  if (array == nullptr) throw fault(key, "must be a list of texts");
  std::vector<std::string> texts;
  for (const auto& element : *array) {
    const auto value = element.value_exact<std::string>();
    if (!value) throw fault(key, "must hold texts only");
    texts.push_back(*value);
  }
  return texts;
}

std::vector<std::int64_t> TomlSection::integers_or_none(const std::string& key) {
  const auto* const node = table_->find(key);
  if (node == nullptr) return {};
  const auto* const array = node->as_array();
  if (array == nullptr) throw fault(key, "must be a list of whole numbers");
  std::vector<std::int64_t> numbers;
  for (const auto& element : *array) {
    const auto value = element.value_exact<std::int64_t>();
    if (!value) throw fault(key, "must hold whole numbers only");
    numbers.push_back(*value);
  }
  return numbers;
}

std::vector<std::pair<std::string, std::string>> TomlSection::pairs_or_none(
    const std::string& key) {
  const auto* const node = table_->find(key);
  if (node == nullptr) return {};
  const auto* const array = node->as_array();
  if (array == nullptr) throw fault(key, "must be a list of pairs of texts");
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& element : *array) {
    const auto* const pair = element.as_array();
    const bool two_texts =
        pair != nullptr && pair->size() == 2 && (*pair)[0].is_string() && (*pair)[1].is_string();
    if (!two_texts) throw fault(key, R"(must hold pairs like ["name", "value"])");
    pairs.emplace_back(*(*pair)[0].value_exact<std::string>(),
                       *(*pair)[1].value_exact<std::string>());
  }
  return pairs;
}

std::vector<std::pair<std::string, std::string>> TomlSection::entries_or_none(
    const std::string& key) {
  const auto* const node = table_->find(key);
  if (node == nullptr) return {};
  const auto* const entries = node->as_table();
  if (entries == nullptr) throw fault(key, R"(must be a table like {"1" = "cancel"})");
  std::vector<std::pair<std::string, std::string>> texts;
  for (const auto& [name, element] : *entries) {
    const auto value = element.value_exact<std::string>();
    if (!value) throw fault(key, "must hold texts only");
    texts.emplace_back(std::string(name.str()), *value);
  }
  return texts;
}

std::vector<std::pair<std::string, std::int64_t>> TomlSection::integer_entries_or_none(
    const std::string& key) {
  const auto* const node = table_->find(key);
  if (node == nullptr) return {};
  const auto* const entries = node->as_table();
  if (entries == nullptr) throw fault(key, R"(must be a table like {"1" = 0})");
  std::vector<std::pair<std::string, std::int64_t>> numbers;
  for (const auto& [name, element] : *entries) {
    const auto value = element.value_exact<std::int64_t>();
    if (!value) throw fault(key, "must hold whole numbers only");
    numbers.emplace_back(std::string(name.str()), *value);
  }
  return numbers;
}

TomlSection TomlSection::section(const std::string& key) {
  auto found = section_or_none(key);
  if (!found) throw fault(key, "is missing");
  return *found;
}

std::optional<TomlSection> TomlSection::section_or_none(const std::string& key) {
  const auto* const node = table_->find(key);
  if (node == nullptr) return std::nullopt;
  if (!node->is_table()) throw fault(key, "must be a table");
  auto inner = std::make_shared<Table>(
      Table{table_->file, node->as_table(), table_->file_name, table_->full(key), {}});
  return TomlSection(inner);
}

std::vector<TomlSection> TomlSection::sections_or_none(const std::string& key) {
  const auto* const node = table_->find(key);
  if (node == nullptr) return {};
  const auto* const array = node->as_array();
  if (array == nullptr) throw fault(key, "must be a list of tables");
  std::vector<TomlSection> sections;
  for (const auto& element : *array) {
    if (!element.is_table()) throw fault(key, "must hold tables only");
    sections.push_back(TomlSection(std::make_shared<Table>(
        Table{table_->file, element.as_table(), table_->file_name, table_->full(key), {}})));
  }
  return sections;
}

std::vector<std::pair<std::string, TomlSection>> TomlSection::named_sections() {
  std::vector<std::pair<std::string, TomlSection>> sections;
  for (const auto& [name, node] : *table_->here) {
    sections.emplace_back(std::string(name.str()), section(std::string(name.str())));
  }
  return sections;
}

void TomlSection::done() const {
  for (const auto& [name, node] : *table_->here) {
    if (table_->asked.contains(std::string(name.str()))) continue;
    throw TomlFault(fmt::format("{}: {}: no such key here; known: {}", table_->place(name.source()),
                                table_->full(std::string(name.str())),
                                fmt::join(table_->asked, ", ")));
  }
}

}  // namespace vancrawl::site_api
