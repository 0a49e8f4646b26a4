#include "crawler/page/key_texts.h"

#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "crawler/model/text.h"

namespace vancrawl::page {
namespace {

/// What the card number net leaves in the middle.
constexpr std::string_view kCutPlaces = "******";

/// The whole text or what follows its last ':', if that is one of the masks.
std::string mask_of(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon != std::string_view::npos) text.remove_prefix(colon + 1);
  const bool is_mask = text.size() == 1 && std::string_view("1aA_").contains(text.front());
  return is_mask ? std::string(text) : std::string();
}

}  // namespace

std::optional<PageFault> set_texts(KeyTexts texts, KeyNeeds needs, Area& area) {
  const auto drift = [](std::string message) {
    return PageFault{model::FailureClass::kLayoutDrift, std::move(message)};
  };
  if (needs.token && texts.token.empty()) return drift("a key without its token");
  if (texts.token.contains(kCutPlaces)) {
    return PageFault{model::FailureClass::kKeypadUnsure,
                     "a key's token reads like a card number and was cut"};
  }
  area.token = std::move(texts.token);
  area.label = model::narrowed(texts.label);
  area.mask = mask_of(texts.mask);
  if (needs.mask && area.mask.empty()) {
    return drift(
        fmt::format("a key's class is none of 1, a, A, _: \"{}\"", model::excerpt(texts.mask, 20)));
  }
  return std::nullopt;
}

}  // namespace vancrawl::page
