#include "crawler/model/masked_card_number.h"

#include <algorithm>

#include "crawler/model/secret.h"
#include "crawler/model/text.h"

namespace vancrawl::model {
namespace {

constexpr std::size_t kFewestPlaces = 8;
constexpr std::size_t kMostPlaces = 19;
constexpr std::string_view kMaskDot = "●";

/// One place of a card number, or '\0' for a separator, or '?' for what does not belong there.
char place_of(char c) {
  if (is_digit(c)) return c;
  if (c == '*' || c == 'X' || c == 'x') return '*';
  return c == '-' || c == ' ' ? '\0' : '?';
}

}  // namespace

std::expected<MaskedCardNumber, ParseFault> MaskedCardNumber::cut(std::string_view text) {
  // The message shows the shape only: what was seen may be a whole number.
  const auto refused = [&] {
    return std::unexpected(
        ParseFault{"(" + std::to_string(text.size()) + " bytes)", "a card number of 8-19 places"});
  };
  std::string plain = narrowed(text);
  for (auto at = plain.find(kMaskDot); at != std::string::npos; at = plain.find(kMaskDot)) {
    plain.replace(at, kMaskDot.size(), "*");
  }
  MaskedCardNumber card;
  if (plain.empty()) return card;
  std::string places;
  places.reserve(plain.size());
  for (const char c : plain) {
    if (const char place = place_of(c); place != '\0') places.push_back(place);
  }
  const bool fits =
      places.size() >= kFewestPlaces && places.size() <= kMostPlaces && !places.contains('?');
  if (fits) {
    // Ten kept places of a short number would be nearly all of it.
    const std::size_t front = places.size() >= 12 ? 6 : 2;
    card.first_.fill('*');
    std::copy_n(places.begin(), front, card.first_.begin());
    std::copy_n(places.end() - 4, 4, card.last_.begin());
    card.places_ = static_cast<unsigned char>(places.size());
  }
  wipe(places);
  wipe(plain);
  if (!fits) return refused();
  return card;
}

std::string MaskedCardNumber::text() const {
  if (empty()) return {};
  std::string shown(places_, '*');
  const std::size_t front = places_ >= 12 ? 6 : 2;
  std::copy_n(first_.begin(), front, shown.begin());
  std::copy_n(last_.begin(), 4, shown.end() - 4);
  return shown;
}

}  // namespace vancrawl::model
