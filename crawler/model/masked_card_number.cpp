#include "crawler/model/masked_card_number.h"

#include <algorithm>
#include <array>

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

/// Full-width places and dots as plain ones.
std::string with_plain_places(std::string_view text) {
  std::string plain = narrowed(text);
  for (auto at = plain.find(kMaskDot); at != std::string::npos; at = plain.find(kMaskDot)) {
    plain.replace(at, kMaskDot.size(), "*");
  }
  return plain;
}

}  // namespace

std::expected<MaskedCardNumber, ParseFault> MaskedCardNumber::cut(std::string_view text) {
  // The message shows the shape only: what was seen may be a whole number.
  const auto refused = [&] {
    return std::unexpected(
        ParseFault{"(" + std::to_string(text.size()) + " bytes)", "a card number of 8-19 places"});
  };
  const bool is_plain = is_ascii(text);
  std::string narrow = is_plain ? std::string() : with_plain_places(text);
  const std::string_view plain = is_plain ? trimmed(text) : std::string_view(narrow);
  if (plain.empty()) return MaskedCardNumber();
  std::array<char, kMostPlaces> places{};
  std::size_t count = 0;
  bool fits = true;
  for (const char c : plain) {
    const char place = place_of(c);
    if (place == '\0') continue;
    fits = fits && place != '?' && count < kMostPlaces;
    if (!fits) break;
    places[count++] = place;
  }
  MaskedCardNumber card;
  fits = fits && count >= kFewestPlaces;
  if (fits) {
    // Ten kept places of a short number would be nearly all of it.
    const std::size_t front = count >= 12 ? 6 : 2;
    card.first_.fill('*');
    std::copy_n(places.begin(), front, card.first_.begin());
    std::copy_n(places.begin() + static_cast<std::ptrdiff_t>(count) - 4, 4, card.last_.begin());
    card.places_ = static_cast<unsigned char>(count);
  }
  wipe(places);
  wipe(narrow);
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

bool MaskedCardNumber::may_be(const MaskedCardNumber& other) const {
  if (empty() || other.empty()) return true;
  const auto fits = [](char a, char b) { return a == b || !is_digit(a) || !is_digit(b); };
  return std::ranges::equal(first_, other.first_, fits) &&
         std::ranges::equal(last_, other.last_, fits);
}

}  // namespace vancrawl::model
