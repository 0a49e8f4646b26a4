#include "crawler/site_api/definition_pads.h"

#include <tuple>
#include <utility>

namespace vancrawl::site_api {
namespace {

using session::PadDefinition;
using session::PadPage;
using session::PadSends;
using session::PadSkin;

constexpr std::int64_t kMinSide = 16;
constexpr std::int64_t kMaxSide = 4096;
constexpr std::int64_t kMaxCells = 64;
constexpr std::int64_t kLongestGapMs = 10'000;

/// [least, most]
std::pair<int, int> read_range(TomlSection& section, const std::string& key, std::int64_t least,
                               std::int64_t most, bool rises) {
  const auto both = section.integers_or_none(key);
  const bool fits = both.size() == 2 && both[0] >= least && both[1] >= least && both[0] <= most &&
                    both[1] <= most && (!rises || both[0] <= both[1]);
  if (!fits) {
    throw section.fault(key, "must be two numbers of " + std::to_string(least) + " to " +
                                 std::to_string(most) + (rises ? ", the smaller one first" : ""));
  }
  return {static_cast<int>(both[0]), static_cast<int>(both[1])};
}

PadPage read_pad_page(TomlSection section, const std::string& skin) {
  PadPage page;
  page.name = section.text_or("name", "");
  page.picture = section.text("picture");
  page.set = section.text_or("set", skin);
  page.alphabet = section.text_or("alphabet", page.alphabet);
  const auto order = section.text_or("order", "permutation");
  const auto known = keypad_solver::order_named(order);
  const bool serves = known == keypad_solver::Order::kPermutation ||
                      known == keypad_solver::Order::kOrderedWithDummies;
  if (!serves) {
    throw section.fault("order", R"(must be "permutation" or "ordered_with_dummies")");
  }
  page.order = *known;
  std::tie(page.dummies_min, page.dummies_max) = read_range(section, "dummies", 0, kMaxCells, true);
  page.marked_dummies_max =
      static_cast<int>(section.integer_or("marked_dummies", 0, 0, page.dummies_max));
  section.done();
  return page;
}

PadSends read_sends(TomlSection& section) {
  const auto sends = section.text_or("sends", "one_field");
  if (sends == "one_field") return PadSends::kOneField;
  if (sends == "each_press") return PadSends::kEachPress;
  throw section.fault("sends", R"(must be "one_field" or "each_press")");
}

PadSkin read_skin(const std::string& name, TomlSection& section, const PadDefinition& pad) {
  PadSkin skin;
  std::tie(skin.width, skin.height) = read_range(section, "size", kMinSide, kMaxSide, false);
  skin.sends = read_sends(section);
  skin.reshuffles = section.boolean_or("reshuffles", false);
  for (auto& page : section.sections_or_none("pages")) {
    skin.pages.push_back(read_pad_page(std::move(page), name));
  }
  section.done();
  if (skin.pages.empty()) throw section.fault("pages", "a skin has at least one page");
  const bool each = skin.sends == PadSends::kEachPress;
  if (each && !pad.each_press) {
    throw section.fault("sends", "needs the table each_press of its pad");
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
                           .mask = std::move(*mask),
                           .switch_format = section.text_or("switch_format", "")};
  const auto shortest = session::EachPress::kShortestGap.count();
  rules.gap =
      std::chrono::milliseconds(section.integer_or("gap_ms", shortest, shortest, kLongestGapMs));
  section.done();
  return rules;
}

PadDefinition read_pad(TomlSection& section) {
  PadDefinition pad;
  pad.press_format = section.text("press_format");
  pad.separator = section.text("separator");
  if (auto each = section.section_or_none("each_press")) pad.each_press = read_each_press(*each);
  for (auto& [name, skin] : section.section("skins").named_sections()) {
    pad.skins.emplace(name, read_skin(name, skin, pad));
  }
  section.done();
  if (pad.skins.empty()) throw section.fault("skins", "a pad has at least one skin");
  return pad;
}

}  // namespace

std::map<std::string, PadDefinition, std::less<>> read_pads(std::optional<TomlSection> pads) {
  std::map<std::string, PadDefinition, std::less<>> all;
  if (!pads) return all;
  for (auto& [name, section] : pads->named_sections()) all.emplace(name, read_pad(section));
  return all;
}

}  // namespace vancrawl::site_api
