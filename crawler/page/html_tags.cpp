#include "crawler/page/html_tags.h"

#include <array>

namespace vancrawl::page {
namespace {

struct NamedTag {
  std::string_view name;
  Tag tag;
};

constexpr std::array kNamedTags = {NamedTag{"html", Tag::kHtml},
                                   NamedTag{"head", Tag::kHead},
                                   NamedTag{"body", Tag::kBody},
                                   NamedTag{"table", Tag::kTable},
                                   NamedTag{"caption", Tag::kCaption},
                                   NamedTag{"colgroup", Tag::kColgroup},
                                   NamedTag{"col", Tag::kCol},
                                   NamedTag{"thead", Tag::kThead},
                                   NamedTag{"tbody", Tag::kTbody},
                                   NamedTag{"tfoot", Tag::kTfoot},
                                   NamedTag{"tr", Tag::kTr},
                                   NamedTag{"td", Tag::kTd},
                                   NamedTag{"th", Tag::kTh},
                                   NamedTag{"div", Tag::kDiv},
                                   NamedTag{"p", Tag::kP},
                                   NamedTag{"ul", Tag::kUl},
                                   NamedTag{"ol", Tag::kOl},
                                   NamedTag{"li", Tag::kLi},
                                   NamedTag{"dl", Tag::kDl},
                                   NamedTag{"dt", Tag::kDt},
                                   NamedTag{"dd", Tag::kDd},
                                   NamedTag{"form", Tag::kForm},
                                   NamedTag{"select", Tag::kSelect},
                                   NamedTag{"option", Tag::kOption},
                                   NamedTag{"optgroup", Tag::kOptgroup},
                                   NamedTag{"h1", Tag::kBlock},
                                   NamedTag{"h2", Tag::kBlock},
                                   NamedTag{"h3", Tag::kBlock},
                                   NamedTag{"h4", Tag::kBlock},
                                   NamedTag{"h5", Tag::kBlock},
                                   NamedTag{"h6", Tag::kBlock},
                                   NamedTag{"center", Tag::kBlock},
                                   NamedTag{"fieldset", Tag::kBlock},
                                   NamedTag{"legend", Tag::kBlock},
                                   NamedTag{"section", Tag::kBlock},
                                   NamedTag{"article", Tag::kBlock},
                                   NamedTag{"header", Tag::kBlock},
                                   NamedTag{"footer", Tag::kBlock},
                                   NamedTag{"nav", Tag::kBlock},
                                   NamedTag{"main", Tag::kBlock},
                                   NamedTag{"aside", Tag::kBlock},
                                   NamedTag{"address", Tag::kBlock},
                                   NamedTag{"blockquote", Tag::kBlock},
                                   NamedTag{"pre", Tag::kBlock},
                                   NamedTag{"listing", Tag::kBlock},
                                   NamedTag{"menu", Tag::kBlock},
                                   NamedTag{"dir", Tag::kBlock},
                                   NamedTag{"figure", Tag::kBlock},
                                   NamedTag{"details", Tag::kBlock},
                                   NamedTag{"summary", Tag::kBlock},
                                   NamedTag{"frameset", Tag::kBlock},
                                   NamedTag{"noscript", Tag::kBlock},
                                   NamedTag{"hr", Tag::kVoidBlock},
                                   NamedTag{"frame", Tag::kVoidBlock},
                                   NamedTag{"br", Tag::kBr},
                                   NamedTag{"title", Tag::kTitle},
                                   NamedTag{"textarea", Tag::kTextarea},
                                   NamedTag{"input", Tag::kInput},
                                   NamedTag{"img", Tag::kImg},
                                   NamedTag{"image", Tag::kImg},
                                   NamedTag{"wbr", Tag::kVoid},
                                   NamedTag{"embed", Tag::kVoid},
                                   NamedTag{"keygen", Tag::kInput},
                                   NamedTag{"param", Tag::kVoid},
                                   NamedTag{"source", Tag::kVoid},
                                   NamedTag{"track", Tag::kVoid},
                                   NamedTag{"button", Tag::kButton},
                                   NamedTag{"object", Tag::kScope},
                                   NamedTag{"applet", Tag::kScope},
                                   NamedTag{"marquee", Tag::kScope},
                                   NamedTag{"template", Tag::kScope},
                                   NamedTag{"map", Tag::kMap},
                                   NamedTag{"area", Tag::kArea},
                                   NamedTag{"a", Tag::kA},
                                   NamedTag{"b", Tag::kB},
                                   NamedTag{"big", Tag::kBig},
                                   NamedTag{"code", Tag::kCode},
                                   NamedTag{"em", Tag::kEm},
                                   NamedTag{"font", Tag::kFont},
                                   NamedTag{"i", Tag::kI},
                                   NamedTag{"nobr", Tag::kNobr},
                                   NamedTag{"s", Tag::kS},
                                   NamedTag{"small", Tag::kSmall},
                                   NamedTag{"strike", Tag::kStrike},
                                   NamedTag{"strong", Tag::kStrong},
                                   NamedTag{"tt", Tag::kTt},
                                   NamedTag{"u", Tag::kU},
                                   NamedTag{"script", Tag::kScript},
                                   NamedTag{"style", Tag::kStyle},
                                   NamedTag{"iframe", Tag::kRawText},
                                   NamedTag{"noembed", Tag::kRawText},
                                   NamedTag{"noframes", Tag::kRawText},
                                   NamedTag{"meta", Tag::kDroppedVoid},
                                   NamedTag{"link", Tag::kDroppedVoid},
                                   NamedTag{"base", Tag::kDroppedVoid},
                                   NamedTag{"basefont", Tag::kDroppedVoid},
                                   NamedTag{"bgsound", Tag::kDroppedVoid},
                                   NamedTag{"svg", Tag::kForeign},
                                   NamedTag{"math", Tag::kForeign},
                                   NamedTag{"plaintext", Tag::kUnreadable},
                                   NamedTag{"xmp", Tag::kUnreadable},
                                   NamedTag{"isindex", Tag::kUnreadable}};

constexpr std::size_t kLongestName = 10;
constexpr std::size_t kSlots = 512;

constexpr char lower(char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); }

constexpr std::size_t slot_of(std::string_view name) {
  std::uint64_t hash = name.size();
  for (const char c : name) hash = hash * 31 + static_cast<unsigned char>(lower(c));
  return (hash * 0x9E3779B97F4A7C15ULL) >> 55U;
}

constexpr std::array<std::uint8_t, kSlots> kSlotTable = [] {
  std::array<std::uint8_t, kSlots> slots{};
  for (std::size_t i = 0; i < kNamedTags.size(); ++i) {
    std::size_t slot = slot_of(kNamedTags.at(i).name);
    while (slots.at(slot) != 0) slot = (slot + 1) % kSlots;
    slots.at(slot) = static_cast<std::uint8_t>(i + 1);
  }
  return slots;
}();

bool same(std::string_view name, std::string_view lower_name) {
  if (name.size() != lower_name.size()) return false;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (lower(name[i]) != lower_name[i]) return false;
  }
  return true;
}

constexpr std::array<TagTraits, kTagCount> kTraits = [] {
  std::array<TagTraits, kTagCount> traits{};
  const auto at = [&](Tag tag) -> TagTraits& { return traits.at(static_cast<std::size_t>(tag)); };
  for (auto i = static_cast<std::size_t>(Tag::kHtml); i <= static_cast<std::size_t>(Tag::kTitle);
       ++i) {
    traits.at(i).is_structural = true;
  }
  for (const Tag tag : {Tag::kCol, Tag::kVoidBlock, Tag::kBr, Tag::kInput, Tag::kImg, Tag::kVoid,
                        Tag::kArea, Tag::kDroppedVoid}) {
    at(tag).is_void = true;
  }
  for (auto i = static_cast<std::size_t>(Tag::kTable); i <= static_cast<std::size_t>(Tag::kTh);
       ++i) {
    traits.at(i).is_table_part = true;
  }
  for (const Tag tag : {Tag::kCol, Tag::kColgroup}) at(tag).is_table_part = false;
  for (const Tag tag : {Tag::kMap, Tag::kArea}) at(tag).is_structural = true;
  for (const Tag tag : {Tag::kTd, Tag::kTh, Tag::kCaption, Tag::kScope}) at(tag).is_marker = true;
  for (auto i = static_cast<std::size_t>(Tag::kA); i <= static_cast<std::size_t>(Tag::kU); ++i) {
    traits.at(i).is_formatting = true;
  }
  return traits;
}();

}  // namespace

Tag tag_of(std::string_view name) {
  if (name.empty() || name.size() > kLongestName) return Tag::kOther;
  if (name.size() == 2 && lower(name[0]) == 't') {  // most of a listing
    const char second = lower(name[1]);
    if (second == 'd') return Tag::kTd;
    if (second == 'r') return Tag::kTr;
    if (second == 'h') return Tag::kTh;
  }
  for (std::size_t slot = slot_of(name); kSlotTable[slot] != 0; slot = (slot + 1) % kSlots) {
    const auto& named = kNamedTags[kSlotTable[slot] - 1U];
    if (same(name, named.name)) return named.tag;
  }
  return Tag::kOther;
}

const TagTraits& traits_of(Tag tag) { return kTraits[static_cast<std::size_t>(tag)]; }

}  // namespace vancrawl::page
