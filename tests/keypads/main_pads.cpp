// keypad-pads --style NAME|all --font FAMILY|all --damage 0..3 --count N --seed S --out FOLDER
//             [--bad KIND|all] [--vary SEED]
// Draws pads into FOLDER/<style>/ with a LABELS.json each and a geometry file a style (one a
// picture where the keys move), as `vancrawl keypad` reads them.
#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "keypad_solver/geometry.h"
#include "tests/keypads/bad_pads.h"
#include "tests/keypads/deal.h"
#include "tests/keypads/pad_layout.h"

namespace {

namespace keypads = vancrawl::keypads;
namespace files = std::filesystem;

struct Wishes {
  std::string style = "all";
  std::string font = "all";
  std::string bad;
  int damage = 0;
  int count = 1;
  std::uint64_t seed = 1;
  std::uint64_t vary = 0;  ///< 0: the plain look
  std::string out;
};

std::vector<const keypads::Style*> chosen_styles(const std::string& name) {
  if (name != "all") return {&keypads::style_named(name)};
  std::vector<const keypads::Style*> all;
  for (const keypads::Style& style : keypads::styles()) all.push_back(&style);
  return all;
}

std::vector<const keypads::PadFont*> chosen_fonts(const std::string& family) {
  if (family != "all") return {&keypads::pad_font(family)};
  std::vector<const keypads::PadFont*> all;
  for (const keypads::PadFont& font : keypads::pad_fonts()) all.push_back(&font);
  return all;
}

std::vector<keypads::BadKind> chosen_kinds(const std::string& name) {
  std::vector<keypads::BadKind> kinds;
  for (const keypads::BadKind kind : keypads::bad_kinds())
    if (name == "all" || keypads::bad_kind_name(kind) == name) kinds.push_back(kind);
  if (kinds.empty() && !name.empty()) throw std::invalid_argument("no bad pad is called " + name);
  return kinds;
}

void write_file(const files::path& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  if (!(file << bytes).flush()) throw std::runtime_error(path.string() + " cannot be written");
}

std::string extension_of(const std::string& file) {
  if (file.starts_with("\x89PNG")) return ".png";
  return file.starts_with("GIF") ? ".gif" : ".jpg";
}

std::string labels_of(const keypads::DealtPad& pad) {
  nlohmann::json labels;
  labels["cells"] = pad.faces;
  labels["classes"] = pad.classes;
  return labels.dump() + "\n";
}

std::string plain_name(std::string_view family) {
  std::string name(family);
  for (char& character : name)
    if (character == ' ') character = '_';
  return name;
}

/// One style in one font: the wanted number of pads.
void write_pads(keypads::Dealer& dealer, const keypads::Style& style, const keypads::PadFont& font,
                const Wishes& wishes, const files::path& folder) {
  const auto damage = static_cast<keypads::Damage>(wishes.damage);
  for (int i = 0; i < wishes.count; ++i) {
    const std::uint64_t seed = wishes.seed + static_cast<std::uint64_t>(i);
    const keypads::DealtPad pad = dealer.deal(style, font, seed, damage);
    const std::string file = keypads::file_of(style, pad);
    const std::string name = plain_name(font.family) + "-" +
                             std::string(keypads::damage_name(damage)) + "-" + std::to_string(seed);
    write_file(folder / (name + extension_of(file)), file);
    write_file(folder / (name + ".json"), labels_of(pad));
    const files::path geometry = folder / (style.keys_move ? name + ".toml" : "G.toml");
    write_file(geometry,
               vancrawl::keypad_solver::write_geometry(keypads::layout_spec_of(style, pad)));
  }
}

void write_bad_pads(keypads::Dealer& dealer, const keypads::Style& style,
                    const keypads::PadFont& font, const Wishes& wishes, const files::path& folder) {
  const auto damage = static_cast<keypads::Damage>(wishes.damage);
  for (const keypads::BadKind kind : chosen_kinds(wishes.bad)) {
    if (!keypads::can_be_bad(style, kind)) continue;
    for (int i = 0; i < wishes.count; ++i) {
      const std::uint64_t seed = wishes.seed + static_cast<std::uint64_t>(i);
      const keypads::BadPad bad = keypads::make_bad_pad(dealer, kind, style, font, seed, damage);
      const std::string name = "bad-" + std::string(keypads::bad_kind_name(kind)) + "-" +
                               plain_name(font.family) + "-" + std::to_string(seed);
      write_file(folder / (name + extension_of(bad.file)), bad.file);
    }
  }
}

void declare(CLI::App& app, Wishes& wishes) {
  app.add_option("--style", wishes.style, "name of a style, or all");
  app.add_option("--font", wishes.font, "family of a pad font, or all");
  app.add_option("--damage", wishes.damage, "0 clean, 1 mild, 2 drift, 3 harsh")
      ->check(CLI::Range(0, 3));
  app.add_option("--count", wishes.count, "pads of each style and font");
  app.add_option("--seed", wishes.seed, "of the first pad");
  app.add_option("--vary", wishes.vary, "seed of another skin; 0: the plain look");
  app.add_option("--bad", wishes.bad, "bad pads of this kind too, or all");
  app.add_option("--out", wishes.out, "folder to write to")->required();
}

void write_all(const Wishes& wishes) {
  keypads::Dealer dealer;
  for (const keypads::Style* plain : chosen_styles(wishes.style)) {
    const keypads::Style style = wishes.vary == 0 ? *plain : varied(*plain, wishes.vary);
    const files::path folder = files::path(wishes.out) / style.name;
    files::create_directories(folder);
    for (const keypads::PadFont* font : chosen_fonts(wishes.font)) {
      write_pads(dealer, style, *font, wishes, folder);
      write_bad_pads(dealer, style, *font, wishes, folder);
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("draws secure keypads with their truth");
  Wishes wishes;
  declare(app, wishes);
  CLI11_PARSE(app, argc, argv);
  // The end of the program: whatever failed is said.
  try {
    write_all(wishes);
    return 0;
  } catch (const std::exception& fault) {
    std::cerr << "keypad-pads: " << fault.what() << '\n';
    return 1;
  }
}
