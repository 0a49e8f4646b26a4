#include "crawler/page/key_texts.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "crawler/model/text.h"
#include "crawler/page/luhn_net.h"

namespace vancrawl::page {
namespace {

/// The fewest places cut from a number of thirteen digits are three; dashes may stand between them.
constexpr std::string_view kCutPlaces = "**";

PageFault drift(std::string message) {
  return {model::FailureClass::kLayoutDrift, std::move(message)};
}

/// The whole text or what follows its last ':', if that is one of the masks.
std::string mask_of(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon != std::string_view::npos) text.remove_prefix(colon + 1);
  const bool is_mask = text.size() == 1 && std::string_view("1aA_").contains(text.front());
  return is_mask ? std::string(text) : std::string();
}

}  // namespace

std::optional<PageFault> set_texts(KeyTexts texts, bool needs_token, Area& area) {
  if (needs_token && texts.token.empty()) return drift("a key without its token");
  if (texts.token.contains(kCutPlaces) || shows_cut_number(texts.token)) {
    return PageFault{model::FailureClass::kKeypadUnsure,
                     "a key's token reads like a card number and was cut"};
  }
  area.token = std::move(texts.token);
  area.label = model::narrowed(texts.label);
  area.mask = mask_of(texts.mask);
  if (!texts.mask.empty() && area.mask.empty()) {
    return drift(
        fmt::format("a key's class is none of 1, a, A, _: \"{}\"", model::excerpt(texts.mask, 20)));
  }
  return std::nullopt;
}

std::optional<PageFault> unsaid(const std::vector<Area>& keys, AskedClues asked) {
  const auto lacks = [&keys](std::string Area::* text) {
    return !keys.empty() &&
           std::ranges::all_of(keys, [text](const Area& key) { return (key.*text).empty(); });
  };
  if (asked.labels && lacks(&Area::label)) return drift("no key carries the label asked for");
  if (asked.masks && lacks(&Area::mask)) return drift("no key carries the class asked for");
  return std::nullopt;
}

}  // namespace vancrawl::page
