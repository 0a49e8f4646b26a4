#include "crawler/page/name_rules.h"

#include <array>

#include "crawler/model/masked_card_number.h"
#include "crawler/model/text.h"

namespace vancrawl::page {
namespace {

constexpr std::size_t kLongestFolded = 64;
constexpr std::size_t kLastPlaces = 4;

char lower(char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); }

bool is_place(char c) {
  return model::is_digit(c) || c == '*' || (lower(c) >= 'a' && lower(c) <= 'z');
}

std::size_t hash_of(std::string_view text) {
  std::size_t hash = 1469598103934665603ULL;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return hash ^ (hash >> 32U);
}

}  // namespace

std::string folded_name(std::string_view text) {
  std::string folded;
  for (const char c : model::narrowed(text)) {
    const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    if (blank && !folded.empty() && folded.back() == ' ') continue;
    folded.push_back(blank ? ' ' : lower(c));
  }
  return folded;
}

NameRules::NameRules(const ScrubRules& rules) {
  const std::size_t names = rules.dropped.size() + rules.cards.size() + rules.accounts.size() +
                            rules.exempt.size() + rules.free_text.size();
  std::size_t slots = 16;
  while (slots < names * 2) slots *= 2;
  slots_.resize(slots);
  add(rules.dropped, kDropped);
  add(rules.cards, kCard);
  add(rules.accounts, kAccount);
  add(rules.exempt, kExempt);
  add(rules.free_text, kFreeText);
}

void NameRules::add(const std::vector<std::string>& names, NameFlag flag) {
  for (const auto& name : names) {
    std::string folded = folded_name(name);
    const auto slot = slot_of(folded);
    if (slots_[slot] == 0) {
      entries_.push_back({std::move(folded), kNoFlag});
      slots_[slot] = static_cast<std::uint16_t>(entries_.size());
    }
    auto& entry = entries_[slots_[slot] - 1U];
    entry.flags = static_cast<NameFlags>(entry.flags | flag);
  }
}

std::size_t NameRules::slot_of(std::string_view folded) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash_of(folded) & mask;
  while (slots_[slot] != 0 && entries_[slots_[slot] - 1U].name != folded) slot = (slot + 1) & mask;
  return slot;
}

NameFlags NameRules::flags_of(std::string_view name) const {
  if (entries_.empty()) return kNoFlag;
  if (name.size() > kLongestFolded) return flags_of_header(name);
  std::array<char, kLongestFolded> folded{};
  for (std::size_t i = 0; i < name.size(); ++i) folded[i] = lower(name[i]);
  const auto slot = slot_of({folded.data(), name.size()});
  return slots_[slot] == 0 ? kNoFlag : entries_[slots_[slot] - 1U].flags;
}

NameFlags NameRules::flags_of_header(std::string_view text) const {
  if (entries_.empty()) return kNoFlag;
  const auto slot = slot_of(folded_name(text));
  return slots_[slot] == 0 ? kNoFlag : entries_[slots_[slot] - 1U].flags;
}

std::string last_four(std::string_view account) {
  std::string places;
  for (const char c : model::narrowed(account)) {
    if (is_place(c)) places.push_back(c);
  }
  return places.size() <= kLastPlaces ? places : places.substr(places.size() - kLastPlaces);
}

std::string kept_of(std::string_view value, NameFlags flags) {
  if ((flags & kDropped) != 0) return {};
  if ((flags & kCard) != 0) {
    const auto card = model::MaskedCardNumber::cut(value);
    return card ? card->text() : std::string();
  }
  return last_four(value);
}

}  // namespace vancrawl::page
