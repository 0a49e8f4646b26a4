#include "keypad_solver/bank_check.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

namespace vancrawl::keypad_solver {
namespace {

constexpr double kClose = 0.02;       // below this difference of scores the bank has no opinion
constexpr double kSmallBelow = 0.85;  // of a tall character's height
constexpr double kTallAbove = 0.92;
constexpr std::string_view kSmall = "acemnorsuvwxz";
constexpr std::string_view kTall = "ABCDEFGHIKLMNOPRSTUVWXYZbdfhkl0123456789";
constexpr std::string_view kBars = "l1Ii|";
constexpr std::array<std::string_view, 4> kKin{kBars, "oO0", "sS5", "zZ2"};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool are_kin(char a, char b) {
  if (is_letter(a) && is_letter(b) && (a ^ b) == ('a' ^ 'A')) return true;
  return std::ranges::any_of(
      kKin, [&](std::string_view kin) { return kin.contains(a) && kin.contains(b); });
}

bool has_kin(char c, std::string_view alphabet) {
  return std::ranges::any_of(alphabet, [&](char other) { return other != c && are_kin(c, other); });
}

// The median height of the characters that are tall and cannot be taken for small ones.
std::optional<double> tall_height(std::span<const LabelledLook> looks, std::string_view alphabet) {
  std::vector<double> heights;
  for (const LabelledLook& look : looks)
    if (kTall.contains(look.label) && !has_kin(look.label, alphabet))
      heights.push_back(look.height);
  if (heights.empty()) return std::nullopt;
  const auto middle = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
  std::ranges::nth_element(heights, middle);
  return *middle;
}

enum class Told { kOwn, kOther, kNot };

Told tell_by_height(const LabelledLook& look, char other, std::optional<double> tall) {
  const bool is_small = kSmall.contains(look.label);
  if (!tall || is_small == kSmall.contains(other)) return Told::kNot;
  const double share = look.height / *tall;
  if (share > kSmallBelow && share < kTallAbove) return Told::kNot;
  return (share <= kSmallBelow) == is_small ? Told::kOwn : Told::kOther;
}

class Check {
 public:
  Check(std::string_view alphabet, std::optional<double> tall) : alphabet_(alphabet), tall_(tall) {}

  void add(const LabelledLook& look, const FontBank& bank) {
    const BankProbe probe{GlyphVector(look.shape)};
    const double own = bank.best_score(look.label, probe);
    for (const char other : alphabet_)
      if (other != look.label) weigh(look, other, own, bank.best_score(other, probe));
  }

  BankOpinion finish() && {
    BankOpinion opinion;
    for (const auto& [label, dispute] : disputes_) opinion.disputes.push_back(dispute);
    opinion.untold.assign(untold_.begin(), untold_.end());
    return opinion;
  }

 private:
  void weigh(const LabelledLook& look, char other, double own, double score) {
    if (score < own - kClose) return;
    const bool kin = are_kin(look.label, other);
    const Told told = kin ? tell_by_height(look, other, tall_) : Told::kNot;
    if (told == Told::kOwn) return;
    const bool both_bars = kBars.contains(look.label) && kBars.contains(other);
    if (told == Told::kNot && (score <= own + kClose || both_bars)) return leave(look.label, other);
    dispute({look.label, other, own, score});
  }

  void leave(char label, char other) {
    std::string pair{label, other};
    std::ranges::sort(pair);
    untold_.insert(std::move(pair));
  }

  void dispute(const LabelDispute& found) {
    const auto [place, is_first] = disputes_.try_emplace(found.label, found);
    const auto lead = [](const LabelDispute& d) { return d.bank_score - d.own_score; };
    if (!is_first && lead(found) > lead(place->second)) place->second = found;
  }

  std::string_view alphabet_;
  std::optional<double> tall_;
  std::map<char, LabelDispute> disputes_;
  std::set<std::string> untold_;
};

}  // namespace

BankOpinion check_by_bank(std::span<const LabelledLook> looks, std::string_view alphabet,
                          const FontBank& bank) {
  Check check(alphabet, tall_height(looks, alphabet));
  for (const LabelledLook& look : looks) check.add(look, bank);
  return std::move(check).finish();
}

std::string describe(std::span<const LabelDispute> disputes) {
  std::string text;
  for (const LabelDispute& dispute : disputes)
    text += fmt::format("{}{} looks like {} ({:.2f} to {:.2f})", text.empty() ? "" : ", ",
                        dispute.label, dispute.bank_says, dispute.bank_score, dispute.own_score);
  return text;
}

}  // namespace vancrawl::keypad_solver
