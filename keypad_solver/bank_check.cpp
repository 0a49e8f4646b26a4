#include "keypad_solver/bank_check.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "keypad_solver/constraint.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr double kClose = 0.04;  // below this difference of scores the bank has no opinion
constexpr double kClear = 0.15;
constexpr double kSmallBelow = 0.85;  // of a tall character's height
constexpr double kTallAbove = 0.92;
constexpr std::string_view kSmall = "acemnorsuvwxz";
constexpr std::string_view kTall = "ABCDEFGHIKLMNOPRSTUVWXYZbdfhkl0123456789";
constexpr std::string_view kBars = "l1Iijt|";
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

Told tell_by_height(double height, char label, char other, std::optional<double> tall) {
  const bool is_small = kSmall.contains(label);
  if (!tall || is_small == kSmall.contains(other)) return Told::kNot;
  const double share = height / *tall;
  if (share > kSmallBelow && share < kTallAbove) return Told::kNot;
  return (share <= kSmallBelow) == is_small ? Told::kOwn : Told::kOther;
}

// Rows: characters the bank knows; columns: labels. The mean over a label's looks.
ScoreTable mean_scores(std::span<const LabelledLook> looks, std::string_view alphabet,
                       const FontBank& bank) {
  ScoreTable sums(alphabet.size(), alphabet.size());
  std::vector<double> counts(alphabet.size());
  for (const LabelledLook& look : looks) {
    const BankProbe probe{GlyphVector(look.shape)};
    const std::size_t column = alphabet.find(look.label);
    ++counts[column];
    for (std::size_t row = 0; row < alphabet.size(); ++row)
      sums.at(row, column) += bank.best_score(alphabet[row], probe);
  }
  for (std::size_t column = 0; column < alphabet.size(); ++column)
    for (std::size_t row = 0; row < alphabet.size(); ++row)
      sums.at(row, column) /= std::max(1.0, counts[column]);
  return sums;
}

class Check {
 public:
  Check(std::span<const LabelledLook> looks, std::string_view alphabet, const FontBank& bank)
      : looks_(looks),
        alphabet_(alphabet),
        bank_(bank),
        tall_(tall_height(looks, alphabet)),
        scores_(mean_scores(looks, alphabet, bank)) {}

  BankOpinion run() && {
    compare_whole();
    compare_looks();
    compare_pairs();
    BankOpinion opinion;
    for (const char label : alphabet_)
      if (disputes_.contains(label)) opinion.disputes.push_back(disputes_.at(label));
    opinion.untold.assign(untold_.begin(), untold_.end());
    return opinion;
  }

 private:
  [[nodiscard]] double score(std::size_t row, std::size_t label) const {
    return scores_.at(row, label);
  }

  // The labels against the permutation the bank likes best.
  void compare_whole() {
    const auto best = assign_best(scores_);
    assert(best);  // as many rows as columns, and every score is finite
    double gain = best->total;
    for (std::size_t i = 0; i < alphabet_.size(); ++i) gain -= score(i, i);
    if (gain <= kClose) return;
    for (std::size_t row = 0; row < alphabet_.size(); ++row) {
      const std::size_t label = best->column_of_row[row];
      if (label != row) weigh(label, row);
    }
  }

  // Two labels, otherwise undisputed, whose swap the bank would hardly notice.
  void compare_pairs() {
    for (std::size_t a = 0; a < alphabet_.size(); ++a)
      for (std::size_t b = a + 1; b < alphabet_.size(); ++b) {
        if (disputes_.contains(alphabet_[a]) || disputes_.contains(alphabet_[b])) continue;
        const double loss = score(a, a) + score(b, b) - score(a, b) - score(b, a);
        if (loss >= kClose || tell(a, b) == Told::kOwn) continue;
        if (tell(a, b) == Told::kNot) {
          leave(a, b);
        } else {
          weigh(a, b);
          weigh(b, a);
        }
      }
  }

  // A look of its own that is clearly another character's.
  void compare_looks() {
    for (const LabelledLook& look : looks_) {
      const BankProbe probe{GlyphVector(look.shape)};
      const double own = bank_.best_score(look.label, probe);
      const BankMatch best = bank_.best_match(alphabet_, probe);
      if (best.score > own + kClear)
        weigh(alphabet_.find(look.label), alphabet_.find(best.character));
    }
  }

  // By the heights of both: one that is certain is enough.
  [[nodiscard]] Told tell(std::size_t label, std::size_t other) const {
    if (!are_kin(alphabet_[label], alphabet_[other])) return Told::kNot;
    const Told own = tell_by_height(mean_height(label), alphabet_[label], alphabet_[other], tall_);
    if (own != Told::kNot) return own;
    return tell_by_height(mean_height(other), alphabet_[other], alphabet_[label], tall_);
  }

  [[nodiscard]] double mean_height(std::size_t label) const {
    double sum = 0;
    double count = 0;
    for (const LabelledLook& look : looks_)
      if (look.label == alphabet_[label]) {
        sum += look.height;
        ++count;
      }
    return sum / std::max(1.0, count);
  }

  void weigh(std::size_t label, std::size_t other) {
    const bool both_bars = kBars.contains(alphabet_[label]) && kBars.contains(alphabet_[other]);
    if (tell(label, other) == Told::kOwn) return;
    if (both_bars) return leave(label, other);
    disputes_.try_emplace(alphabet_[label], LabelDispute{.label = alphabet_[label],
                                                         .bank_says = alphabet_[other],
                                                         .own_score = score(label, label),
                                                         .bank_score = score(other, label)});
  }

  void leave(std::size_t label, std::size_t other) {
    std::string pair{alphabet_[label], alphabet_[other]};
    std::ranges::sort(pair);
    untold_.insert(std::move(pair));
  }

  std::span<const LabelledLook> looks_;
  std::string_view alphabet_;
  const FontBank& bank_;
  std::optional<double> tall_;
  ScoreTable scores_;
  std::map<char, LabelDispute> disputes_;
  std::set<std::string> untold_;
};

}  // namespace

bool BankOpinion::is_clear() const {
  double lead = 0;
  for (const LabelDispute& dispute : disputes) lead += dispute.bank_score - dispute.own_score;
  return lead >= kClear;
}

BankOpinion check_by_bank(std::span<const LabelledLook> looks, std::string_view alphabet,
                          const FontBank& bank) {
  return Check(looks, alphabet, bank).run();
}

std::string describe(std::span<const LabelDispute> disputes) {
  std::string text;
  for (const LabelDispute& dispute : disputes)
    text += fmt::format("{}{} looks like {} ({:.2f} to {:.2f})", text.empty() ? "" : ", ",
                        dispute.label, dispute.bank_says, dispute.bank_score, dispute.own_score);
  return text;
}

}  // namespace vancrawl::keypad_solver
