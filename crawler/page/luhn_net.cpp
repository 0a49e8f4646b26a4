#include "crawler/page/luhn_net.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <vector>

#include "crawler/model/text.h"
#include "crawler/page/html_tokens.h"

namespace vancrawl::page {
namespace {

constexpr std::size_t kFewest = 13;
constexpr std::size_t kMost = 19;
constexpr std::size_t kFewestCut = 2;        // stars
constexpr std::size_t kFewestPointed = 3;    // groups
constexpr std::size_t kFewestInPointed = 4;  // digits in each but the last
constexpr std::string_view kNbspEntity = "&nbsp;";
constexpr std::string_view kWideStar = "\xEF\xBC\x8A";

enum class Sort : unsigned char { kOther, kDigit, kStar, kSeparator, kPoint };

struct Place {
  Sort sort = Sort::kOther;
  unsigned char bytes = 1;
  char digit = '0';
};

/// Bytes that may be a part of a run of digits, stars and separators.
constexpr std::array<bool, 256> kRunBytes = [] {
  std::array<bool, 256> table{};
  constexpr std::string_view kPlain = "0123456789 -*./\t\n\r&nbsp;";
  for (const char c : kPlain) table[static_cast<unsigned char>(c)] = true;
  for (const unsigned c :
       {0xC2U, 0xA0U, 0xADU, 0xB7U, 0xE2U, 0x80U, 0x88U, 0x92U, 0xE3U, 0xEFU, 0xBCU}) {
    table[c] = true;
  }
  for (unsigned c = 0x8A; c <= 0x99; ++c) table[c] = true;
  return table;
}();

bool in_run(char c) { return kRunBytes[static_cast<unsigned char>(c)]; }

Place wide_place(std::string_view rest) {
  const auto third = static_cast<unsigned char>(rest[2]);
  if (rest.starts_with("\xEF\xBC")) {
    if (third >= 0x90 && third <= 0x99) {
      return {Sort::kDigit, 3, static_cast<char>('0' + (third - 0x90))};
    }
    if (third == 0x8A) return {Sort::kStar, 3};
    return {third == 0x8D ? Sort::kSeparator : Sort::kOther, 3};
  }
  const bool dash = rest.starts_with("\xE2\x80") && third >= 0x8B && third <= 0x95;
  const bool blank = rest.starts_with("\xE3\x80\x80") || rest.starts_with("\xE2\x88\x92");
  return {dash || blank ? Sort::kSeparator : Sort::kOther, 3};
}

Place place_at(std::string_view rest) {
  const char c = rest.front();
  if (model::is_digit(c)) return {Sort::kDigit, 1, c};
  if (c == '*') return {Sort::kStar, 1};
  if (c == ' ' || c == '-' || c == '\t' || c == '\n' || c == '\r') return {Sort::kSeparator, 1};
  if (c == '.' || c == '/') return {Sort::kPoint, 1};
  if (rest.starts_with(kNbspEntity)) return {Sort::kSeparator, kNbspEntity.size()};
  if (rest.starts_with("\xC2\xA0") || rest.starts_with("\xC2\xAD")) return {Sort::kSeparator, 2};
  if (rest.starts_with("\xC2\xB7")) return {Sort::kPoint, 2};
  const auto byte = static_cast<unsigned char>(c);
  if (rest.size() >= 3 && (byte == 0xEF || byte == 0xE2 || byte == 0xE3)) return wide_place(rest);
  return {};
}

struct Digit {
  char* at = nullptr;
  unsigned char bytes = 1;
  char value = '0';
};

/// Digits that stand together; a mask before them parts them from what stands further left, a
/// point, slash or middle dot only from groups of other sizes than a card's.
struct Group {
  std::size_t first = 0;
  std::size_t count = 0;
  bool behind_mask = false;
  bool behind_point = false;
};

/// The digits of one run, in groups.
class Run {
 public:
  void add(const Place& place, char* at) {
    if (place.sort != Sort::kDigit) {
      open_ = false;
      behind_mask_ = behind_mask_ || place.sort == Sort::kStar;
      behind_point_ = behind_point_ || place.sort == Sort::kPoint;
      return;
    }
    if (!open_) groups_.push_back({digits_.size(), 0, behind_mask_, behind_point_});
    open_ = true;
    behind_mask_ = false;
    behind_point_ = false;
    digits_.push_back({at, place.bytes, place.digit});
    ++groups_.back().count;
  }

  [[nodiscard]] bool mask() {
    if (digits_.size() < kFewest) return false;
    bool masked = false;
    for (std::size_t i = 0; i < groups_.size();) {
      const auto last = end_of_card(i);
      if (last > i) mask_groups(i, last);
      masked = masked || last > i;
      i = std::max(last, i + 1);
    }
    return masked;
  }

  void clear() {
    digits_.clear();
    groups_.clear();
    open_ = false;
    behind_mask_ = false;
    behind_point_ = false;
  }

 private:
  /// One past the last group of the longest card that begins with group `first`; `first` if none.
  [[nodiscard]] std::size_t end_of_card(std::size_t first) const {
    std::size_t found = first;
    std::size_t count = 0;
    bool pointed = false;
    bool short_before = false;
    for (std::size_t i = first; i < groups_.size(); ++i) {
      if (i > first && groups_[i].behind_mask) break;
      pointed = pointed || (i > first && groups_[i].behind_point);
      short_before = short_before || (i > first && groups_[i - 1].count < kFewestInPointed);
      if (pointed && short_before) break;
      count += groups_[i].count;
      if (count > kMost) break;
      if (pointed && i - first + 1 < kFewestPointed) continue;
      if (count >= kFewest && is_card(groups_[first].first, count)) found = i + 1;
    }
    return found;
  }

  [[nodiscard]] bool is_card(std::size_t first, std::size_t count) const {
    std::array<char, kMost> plain{};
    for (std::size_t i = 0; i < count; ++i) plain.at(i) = digits_[first + i].value;
    return is_card_number(std::span<const char>(plain.data(), count));
  }

  void mask_groups(std::size_t first, std::size_t last) {
    const std::size_t end = groups_[last - 1].first + groups_[last - 1].count;
    for (std::size_t i = groups_[first].first + 6; i + 4 < end; ++i) {
      if (digits_[i].bytes == 1) {
        *digits_[i].at = '*';
      } else {
        std::memcpy(digits_[i].at, kWideStar.data(), kWideStar.size());
      }
    }
  }

  std::vector<Digit> digits_;
  std::vector<Group> groups_;
  bool open_ = false;
  bool behind_mask_ = false;
  bool behind_point_ = false;
};

/// Walks the text, collecting a run until something that is no part of one.
bool mask_walking(std::span<char> text, bool inside_tags) {
  Run run;
  bool masked = false;
  char* end = text.data() + text.size();
  for (char* at = text.data(); at < end;) {
    if (inside_tags && *at == '<') {
      run.add({Sort::kSeparator}, at);
      at += end_of_slim_tag({at, static_cast<std::size_t>(end - at)}, 0);
      continue;
    }
    const Place place = place_at({at, static_cast<std::size_t>(end - at)});
    if (place.sort == Sort::kOther) {
      if (run.mask()) masked = true;
      run.clear();
      at += 1;
      continue;
    }
    run.add(place, at);
    at += place.bytes;
  }
  return run.mask() || masked;
}

/// What a mask leaves standing may make a number with its neighbours: until nothing is found.
bool mask_all(std::span<char> text, bool inside_tags) {
  if (!mask_walking(text, inside_tags)) return false;
  while (mask_walking(text, inside_tags)) {
  }
  return true;
}

std::size_t digits_in(std::span<const char> text) {
  std::size_t count = 0;
  for (const char c : text) count += model::is_digit(c) || static_cast<unsigned char>(c) == 0xEF;
  return count;
}

/// 3, 4, 5, 6, 9, or Mastercard's second range.
bool has_card_prefix(std::span<const char> digits) {
  constexpr std::string_view kPrefixes = "34569";
  if (digits.front() != '2') return kPrefixes.contains(digits.front());
  const std::string_view front(digits.data(), 4);
  return digits.size() == 16 && front >= "2221" && front <= "2720";
}

}  // namespace

bool is_card_number(std::span<const char> digits) {
  if (digits.size() < kFewest || digits.size() > kMost) return false;
  if (!has_card_prefix(digits)) return false;
  int sum = 0;
  bool doubled = false;
  for (std::size_t i = digits.size(); i-- > 0; doubled = !doubled) {
    const int digit = digits[i] - '0';
    const int twice = digit > 4 ? digit * 2 - 9 : digit * 2;
    sum += doubled ? twice : digit;
  }
  return sum % 10 == 0;
}

bool mask_card_numbers(std::span<char> text, bool inside_tags) {
  if (text.size() < kFewest) return false;
  if (inside_tags) return digits_in(text) >= kFewest && mask_all(text, true);
  bool masked = false;
  // Thirteen places stand nowhere that a probe every thirteen bytes would not meet.
  for (std::size_t probe = kFewest - 1; probe < text.size();) {
    if (!in_run(text[probe])) {
      probe += kFewest;
      continue;
    }
    std::size_t begin = probe;
    std::size_t end = probe + 1;
    while (begin > 0 && in_run(text[begin - 1])) --begin;
    while (end < text.size() && in_run(text[end])) ++end;
    const auto run = text.subspan(begin, end - begin);
    if (digits_in(run) >= kFewest && mask_all(run, false)) masked = true;
    probe = end + kFewest;
  }
  return masked;
}

bool shows_cut_number(std::string_view text) {
  bool behind_digit = false;
  std::size_t stars = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Place place = place_at(text.substr(at));
    at += place.bytes;
    if (place.sort == Sort::kSeparator || place.sort == Sort::kPoint) continue;
    if (place.sort != Sort::kStar) {
      behind_digit = place.sort == Sort::kDigit;
      stars = 0;
    } else if (behind_digit && ++stars == kFewestCut) {
      return true;
    }
  }
  return false;
}

}  // namespace vancrawl::page
