#include "keypad_solver/template_files.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/format.h>
#include <toml++/toml.h>

namespace vancrawl::keypad_solver {
namespace {

constexpr std::int64_t kFormat = 2;
constexpr std::uintmax_t kMaxFileBytes = std::uintmax_t{2} * 1024 * 1024;
constexpr double kPermille = 1000;
constexpr std::string_view kDigits = ".123456789abcdef";

// Thrown and caught in this file only: a reader of nested text says where it stopped.
class BadText : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

std::string hex_of(const Colour& colour) {
  return fmt::format("{:02x}{:02x}{:02x}{:02x}", colour[0], colour[1], colour[2], colour[3]);
}

void append_canvas(std::string& text, const GlyphShape& shape) {
  for (std::size_t i = 0; i < shape.ink.size(); ++i) {
    text += kDigits[shape.ink[i]];
    if ((i + 1) % GlyphShape::kWidth == 0) text += '\n';
  }
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

void append_shape(std::string& text, const GlyphShape& shape) {
  text +=
      fmt::format("aspect_permille = {}\nink = \"\"\"\n", std::lround(shape.aspect * kPermille));
  append_canvas(text, shape);
  text += "\"\"\"\n";
}

std::string text_of(const std::vector<std::uint8_t>& levels) {
  std::string text;
  for (const std::uint8_t level : levels) text += "0123456789abcdef"[level];
  return text;
}

void append_backdrop(std::string& text, const Backdrop& backdrop) {
  text += "\n# Where frames lie on every picture: how much edge each column and row begins with.\n";
  text += fmt::format("backdrop = [\n  \"{}\",\n  \"{}\",\n]\n", text_of(backdrop.columns),
                      text_of(backdrop.rows));
}

std::string written_head(const TemplateSetSpec& spec) {
  std::string text = fmt::format(
      "format = {}\nname = \"{}\"\nversion = {}\nprovenance = \"{}\"\nwidth = {}\nheight = {}\n"
      "alphabet = \"{}\"\nmin_score_permille = {}\nbank = \"{}\"\n\n# Colours beside each cell's "
      "character: upper, lower.\nprint = [\n",
      kFormat, spec.name, spec.version, escaped(spec.provenance), spec.width, spec.height,
      escaped(spec.alphabet), std::lround(spec.min_score * kPermille),
      bank_relation_name(spec.bank));
  for (const KeyPrint& key : spec.print.keys)
    text += fmt::format("  \"{} {}\",\n", hex_of(key.top), hex_of(key.bottom));
  text += "]\n\n# Exact pixels met before: hash and character, without one a dummy.\nfaces = [\n";
  for (const KnownFace& face : spec.faces) {
    text += fmt::format("  \"{:016x}", face.hash);
    if (face.character != 0) text += " " + escaped(std::string_view(&face.character, 1));
    text += "\",\n";
  }
  return text + "]\n";
}

void expect_keys(const toml::table& table, const std::vector<std::string_view>& keys,
                 const std::vector<std::string_view>& optional_keys = {}) {
  for (const auto& [key, value] : table)
    if (std::ranges::find(keys, key.str()) == keys.end() &&
        std::ranges::find(optional_keys, key.str()) == optional_keys.end())
      throw BadText(fmt::format("unknown key {}", key.str()));
  for (const std::string_view key : keys)
    if (!table.contains(key)) throw BadText(fmt::format("the key {} is missing", key));
}

std::int64_t read_number(const toml::table& table, std::string_view key, std::int64_t high) {
  const auto* value = table[key].as_integer();
  if (value == nullptr || value->get() < 1 || value->get() > high)
    throw BadText(fmt::format("{} must be a whole number of 1 to {}", key, high));
  return value->get();
}

std::string read_text(const toml::table& table, std::string_view key) {
  const auto* value = table[key].as_string();
  if (value == nullptr) throw BadText(fmt::format("{} must be a text", key));
  return value->get();
}

std::uint8_t read_hex_digit(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<std::uint8_t>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<std::uint8_t>(digit - 'a' + 10);
  throw BadText("a colour must be of 0-9 and a-f");
}

Colour read_colour(std::string_view text) {
  Colour colour{};
  for (std::size_t i = 0; i < colour.size(); ++i)
    colour[i] = static_cast<std::uint8_t>(read_hex_digit(text[2 * i]) * 16 +
                                          read_hex_digit(text[2 * i + 1]));
  return colour;
}

KeyPrint read_key_print(const toml::node& node) {
  constexpr std::size_t kColourLength = 8;
  const auto* value = node.as_string();
  if (value == nullptr || value->get().size() != 2 * kColourLength + 1 ||
      value->get()[kColourLength] != ' ')
    throw BadText("a cell's print must be two colours rrggbbaa");
  const std::string_view text = value->get();
  return {.top = read_colour(text.substr(0, kColourLength)),
          .bottom = read_colour(text.substr(kColourLength + 1))};
}

SkinPrint read_print(const toml::table& table) {
  const auto* list = table["print"].as_array();
  if (list == nullptr) throw BadText("print must be a list");
  SkinPrint print;
  for (const toml::node& node : *list) print.keys.push_back(read_key_print(node));
  return print;
}

GlyphShape read_canvas(std::string_view text) {
  constexpr std::size_t kLine = std::size_t{GlyphShape::kWidth} + 1;
  if (text.size() != kLine * GlyphShape::kHeight) throw BadText("a canvas must be 24 x 32");
  GlyphShape shape;
  for (std::size_t i = 0; i < shape.ink.size(); ++i) {
    const std::size_t row = i / GlyphShape::kWidth;
    const std::size_t level = kDigits.find(text[i + row]);
    if (level == std::string_view::npos) throw BadText("a canvas must be of ., 1-9 and a-f");
    shape.ink[i] = static_cast<std::uint8_t>(level);
  }
  for (std::size_t row = 1; row <= GlyphShape::kHeight; ++row)
    if (text[row * kLine - 1] != '\n') throw BadText("a canvas must be 24 x 32");
  return shape;
}

GlyphShape read_shape(const toml::table& table) {
  GlyphShape shape = read_canvas(read_text(table, "ink"));
  shape.aspect = static_cast<double>(read_number(table, "aspect_permille", 50000)) / kPermille;
  return shape;
}

Template read_template(const toml::node& node) {
  const auto* table = node.as_table();
  if (table == nullptr) throw BadText("template must be a list of tables");
  expect_keys(*table, {"character", "aspect_permille", "ink"});
  const std::string character = read_text(*table, "character");
  if (character.size() != 1) throw BadText("character must be one character");
  return {.character = character[0], .shape = read_shape(*table)};
}

std::vector<Template> read_templates(const toml::table& table) {
  const auto* list = table["template"].as_array();
  if (list == nullptr) throw BadText("template must be a list of tables");
  std::vector<Template> templates;
  for (const toml::node& node : *list) templates.push_back(read_template(node));
  return templates;
}

std::vector<GlyphShape> read_dummies(const toml::table& table) {
  std::vector<GlyphShape> dummies;
  if (!table.contains("dummy")) return dummies;
  const auto* list = table["dummy"].as_array();
  if (list == nullptr) throw BadText("dummy must be a list of tables");
  for (const toml::node& node : *list) {
    const auto* dummy = node.as_table();
    if (dummy == nullptr) throw BadText("dummy must be a list of tables");
    expect_keys(*dummy, {"aspect_permille", "ink"});
    dummies.push_back(read_shape(*dummy));
  }
  return dummies;
}

KnownFace read_face(const toml::node& node, std::string_view alphabet) {
  constexpr std::size_t kHash = 16;
  const auto* value = node.as_string();
  const std::string_view text = value == nullptr ? std::string_view{} : value->get();
  if (text.size() < kHash || text.size() > kHash + 2 || text.size() == kHash + 1)
    throw BadText(
        "a face must be 16 hexadecimal digits, then a blank and its character or nothing");
  KnownFace face;
  for (const char digit : text.substr(0, kHash)) face.hash = face.hash * 16 + read_hex_digit(digit);
  if (text.size() == kHash) return face;
  if (text[kHash] != ' ' || !alphabet.contains(text[kHash + 1]))
    throw BadText("a face shows a character that is not in the alphabet");
  face.character = text[kHash + 1];
  return face;
}

std::vector<KnownFace> read_faces(const toml::table& table) {
  const auto* list = table["faces"].as_array();
  if (list == nullptr) throw BadText("faces must be a list");
  const std::string alphabet = read_text(table, "alphabet");
  std::vector<KnownFace> faces;
  for (const toml::node& node : *list) faces.push_back(read_face(node, alphabet));
  return faces;
}

BankRelation read_bank_relation(const toml::table& table) {
  const std::string name = read_text(table, "bank");
  for (const BankRelation relation : {BankRelation::kReadable, BankRelation::kUnreadable})
    if (name == bank_relation_name(relation)) return relation;
  throw BadText("bank must be readable or unreadable");
}

// Lines of hexadecimal digits, one a pixel.
std::vector<std::uint8_t> read_levels(const toml::node& node) {
  const auto* text = node.as_string();
  if (text == nullptr) throw BadText("backdrop must be two texts");
  std::vector<std::uint8_t> levels;
  for (const char c : text->get()) levels.push_back(read_hex_digit(c));
  return levels;
}

std::optional<Backdrop> read_backdrop(const toml::table& table) {
  if (!table.contains("backdrop")) return std::nullopt;
  const auto* list = table["backdrop"].as_array();
  if (list == nullptr || list->size() != 2) throw BadText("backdrop must be two texts");
  return Backdrop{.columns = read_levels((*list)[0]), .rows = read_levels((*list)[1])};
}

TemplateSetSpec read_set(const toml::table& table) {
  expect_keys(table,
              {"format", "name", "version", "provenance", "width", "height", "alphabet",
               "min_score_permille", "bank", "print", "faces", "template"},
              {"backdrop", "dummy"});
  if (read_number(table, "format", 1'000'000) != kFormat) throw BadText("unknown format");
  return {
      .name = read_text(table, "name"),
      .version = static_cast<std::uint32_t>(read_number(table, "version", 1'000'000)),
      .provenance = read_text(table, "provenance"),
      .width = static_cast<std::int32_t>(read_number(table, "width", Pixels::kMaxSide)),
      .height = static_cast<std::int32_t>(read_number(table, "height", Pixels::kMaxSide)),
      .alphabet = read_text(table, "alphabet"),
      .min_score = static_cast<double>(read_number(table, "min_score_permille", 1000)) / kPermille,
      .print = read_print(table),
      .templates = read_templates(table),
      .dummies = read_dummies(table),
      .faces = read_faces(table),
      .bank = read_bank_relation(table),
      .backdrop = read_backdrop(table)};
}

std::expected<std::string, TemplateFault> read_file(const std::filesystem::path& path) {
  std::error_code fault;
  const std::uintmax_t size = std::filesystem::file_size(path, fault);
  if (fault) return std::unexpected(TemplateFault{path.string() + ": " + fault.message()});
  if (size > kMaxFileBytes) return std::unexpected(TemplateFault{path.string() + ": too large"});
  std::ifstream file(path, std::ios::binary);
  std::string text(size, '\0');
  if (!file.read(text.data(), static_cast<std::streamsize>(size)))
    return std::unexpected(TemplateFault{path.string() + ": cannot be read"});
  return text;
}

std::expected<std::vector<std::filesystem::path>, TemplateFault> list_folders(
    const std::filesystem::path& parent) {
  std::error_code fault;
  std::vector<std::filesystem::path> folders;
  for (std::filesystem::directory_iterator entry(parent, fault), end; !fault && entry != end;
       entry.increment(fault))
    if (entry->is_directory()) folders.push_back(entry->path());
  if (fault) return std::unexpected(TemplateFault{parent.string() + ": " + fault.message()});
  std::ranges::sort(folders);
  return folders;
}

}  // namespace

std::string write_template_set(const TemplateSet& set) {
  const TemplateSetSpec& spec = set.spec();
  std::string text = written_head(spec);
  if (spec.backdrop) append_backdrop(text, *spec.backdrop);
  for (const Template& look : spec.templates) {
    text += fmt::format("\n[[template]]\ncharacter = \"{}\"\n",
                        escaped(std::string_view(&look.character, 1)));
    append_shape(text, look.shape);
  }
  for (const GlyphShape& look : spec.dummies) {
    text += "\n[[dummy]]\n";
    append_shape(text, look);
  }
  return text;
}

std::expected<TemplateSet, TemplateFault> parse_template_set(const std::string& text) {
  // toml::parse_error and BadText both say what is wrong with the text: a value for the caller.
  try {
    return TemplateSet::make(read_set(toml::parse(text)));
  } catch (const toml::parse_error& fault) {
    return std::unexpected(
        TemplateFault{fmt::format("line {}: {}", fault.source().begin.line, fault.description())});
  } catch (const BadText& fault) {
    return std::unexpected(TemplateFault{fault.what()});
  }
}

std::expected<TemplateSet, TemplateFault> load_template_set(const std::filesystem::path& folder) {
  const auto path = folder / "set.toml";
  const auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  auto set = parse_template_set(*text);
  if (!set) return std::unexpected(TemplateFault{path.string() + ": " + set.error().reason});
  if (set->spec().name != folder.filename().string())
    return std::unexpected(TemplateFault{path.string() + ": the name is not the folder's"});
  return set;
}

std::expected<std::vector<TemplateSet>, TemplateFault> load_template_sets(
    const std::filesystem::path& keypads) {
  const auto folders = list_folders(keypads);
  if (!folders) return std::unexpected(folders.error());
  std::vector<TemplateSet> sets;
  for (const auto& folder : *folders) {
    auto set = load_template_set(folder);
    if (!set) return std::unexpected(set.error());
    sets.push_back(std::move(*set));
  }
  return sets;
}

}  // namespace vancrawl::keypad_solver
