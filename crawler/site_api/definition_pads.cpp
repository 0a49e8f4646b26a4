#include "crawler/site_api/definition_pads.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "crawler/session/address.h"
#include "crawler/site_api/definition_pad_keys.h"
#include "crawler/site_api/definition_pad_layout.h"

namespace vancrawl::site_api {
namespace {

using session::PadDefinition;
using session::PadPage;
using session::PadSends;
using session::PadSkin;

constexpr std::int64_t kMinSide = 16;
constexpr std::int64_t kMaxSide = 4096;
constexpr std::int64_t kLongestGapMs = 10'000;

PadSize read_size(TomlSection& skin) {
  const auto size = skin.integers_or_none("size");
  const auto fits = [](std::int64_t side) { return side >= kMinSide && side <= kMaxSide; };
  if (size.size() != 2 || !fits(size[0]) || !fits(size[1])) {
    throw skin.fault("size", "must be two numbers of " + std::to_string(kMinSide) + " to " +
                                 std::to_string(kMaxSide) + ", width and height of its pictures");
  }
  return {static_cast<int>(size[0]), static_cast<int>(size[1])};
}

bool has_key_pictures(const session::KeySource& source) {
  const auto* const keys = std::get_if<page::KeyMarks>(&source);
  return keys != nullptr && keys->has_pictures;
}

PadPage read_pad_page(TomlSection section, const std::string& skin, PadSize size,
                      const PadDefinition& pad, const std::string& keypads_folder) {
  PadPage page;
  page.name = section.text_or("name", "");
  if (has_key_pictures(pad.keys) && section.has("picture")) {
    throw section.fault("picture", "each key has its own: keys says pictures = true");
  }
  if (!has_key_pictures(pad.keys)) page.picture = section.text("picture");
  page.set = section.text_or("set", skin);
  page.layout = read_pad_layout(section, size, keypads_folder);
  section.done();
  return page;
}

PadSends read_sends(TomlSection& section) {
  const auto sends = section.text_or("sends", "one_field");
  if (sends == "one_field") return PadSends::kOneField;
  if (sends == "each_press") return PadSends::kEachPress;
  throw section.fault("sends", R"(must be "one_field" or "each_press")");
}

/// A pad's cells are found in one way.
void check_cells(const TomlSection& skin, const PadPage& page, const PadDefinition& pad) {
  const bool is_found = !std::holds_alternative<std::monostate>(pad.keys);
  if (is_found == page.layout.cells.empty()) return;
  throw skin.fault("pages",
                   is_found ? "geometry fixes the cells, which keys or json_keys of the pad find"
                            : "need geometry, or the pad keys or json_keys: where its cells are");
}

PadSkin read_skin(const std::string& name, TomlSection& section, const PadDefinition& pad,
                  const std::string& keypads_folder) {
  PadSkin skin;
  const auto size = read_size(section);
  skin.width = size.width;
  skin.height = size.height;
  skin.sends = read_sends(section);
  skin.reshuffles = section.boolean_or("reshuffles", false);
  for (auto& page : section.sections_or_none("pages")) {
    skin.pages.push_back(read_pad_page(std::move(page), name, size, pad, keypads_folder));
    check_cells(section, skin.pages.back(), pad);
  }
  section.done();
  if (skin.pages.empty()) throw section.fault("pages", "a skin has at least one page");
  const bool each = skin.sends == PadSends::kEachPress;
  if (each && !pad.each_press) {
    throw section.fault("sends", "needs the table each_press of its pad");
  }
  if (each && std::holds_alternative<session::JsonKeys>(pad.keys)) {
    throw section.fault("sends", "json_keys are asked for once: they need \"one_field\"");
  }
  if (has_key_pictures(pad.keys) && (each || skin.pages.size() > 1)) {
    throw section.fault("pages", "keys with pictures need sends = \"one_field\" and one page");
  }
  if (skin.reshuffles && (!each || skin.pages.size() > 1)) {
    throw section.fault("reshuffles", "needs sends = \"each_press\" and one page");
  }
  if (each && skin.pages.size() > 1 && pad.each_press->switch_format.empty()) {
    throw section.fault("pages", "several need switch_format in each_press");
  }
  return skin;
}

session::EachPress read_each_press(TomlSection section) {
  auto mask = page::Pattern::make(section.text("mask_pattern"), 1);
  if (!mask) throw section.fault("mask_pattern", mask.error().message);
  session::EachPress rules{.press = section.text("press"),
                           .clear = section.text("clear"),
                           .reload = section.text_or("reload", ""),
                           .mask = std::move(*mask),
                           .switch_format = section.text_or("switch_format", "")};
  const auto shortest = session::EachPress::kShortestGap.count();
  rules.gap =
      std::chrono::milliseconds(section.integer_or("gap_ms", shortest, shortest, kLongestGapMs));
  section.done();
  return rules;
}

bool has_tokens(const session::KeySource& source) {
  if (const auto* const keys = std::get_if<page::KeyMarks>(&source)) {
    return !keys->token_attribute.empty();
  }
  const auto* const json = std::get_if<session::JsonKeys>(&source);
  return json != nullptr && !json->marks.token.empty();
}

std::string read_press_format(TomlSection& section, const PadDefinition& pad) {
  auto format = section.text("press_format");
  bool asks_token = false;
  const auto known = [&asks_token](std::string_view name) {
    asks_token = asks_token || name == "token";
    const auto& all = PadDefinition::kPlaceholders;
    return std::ranges::find(all, name) != all.end();
  };
  const auto taken = session::take_pieces(format, {[](std::string_view) {}, known});
  if (!taken) {
    throw section.fault("press_format",
                        fmt::format("{}; there are {{{}}}", taken.error(),
                                    fmt::join(PadDefinition::kPlaceholders, "}, {")));
  }
  if (asks_token && !has_tokens(pad.keys)) {
    throw section.fault("press_format", "{token} needs token in keys or json_keys");
  }
  return format;
}

PadDefinition read_pad(TomlSection& section, const std::string& keypads_folder) {
  PadDefinition pad;
  pad.keys = read_key_source(section);
  pad.press_format = read_press_format(section, pad);
  pad.separator = section.text("separator");
  if (auto each = section.section_or_none("each_press")) pad.each_press = read_each_press(*each);
  for (auto& [name, skin] : section.section("skins").named_sections()) {
    pad.skins.emplace(name, read_skin(name, skin, pad, keypads_folder));
  }
  section.done();
  if (pad.skins.empty()) throw section.fault("skins", "a pad has at least one skin");
  return pad;
}

}  // namespace

std::map<std::string, PadDefinition, std::less<>> read_pads(std::optional<TomlSection> pads,
                                                            const std::string& keypads_folder) {
  std::map<std::string, PadDefinition, std::less<>> all;
  if (!pads) return all;
  for (auto& [name, section] : pads->named_sections()) {
    all.emplace(name, read_pad(section, keypads_folder));
  }
  return all;
}

}  // namespace vancrawl::site_api
