#include "keypad_solver/font_vote.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace vancrawl::keypad_solver {
namespace {

constexpr double kNothing = -2;
constexpr std::size_t kFonts = 3;  // with the most votes

// None for 1: in many fonts it is nearer to their l and I than to most others' 1.
constexpr std::array<std::string_view, 10> kLookAlikes{"OoQDU", "",    "Zz?", "BEz", "A",
                                                       "Ss",    "bGC", "T?Y", "B&S", "gqP"};

std::string letters_like(char character, std::string_view alphabet) {
  std::string letters;
  for (const char letter : kLookAlikes[static_cast<std::size_t>(character - '0')])
    if (!alphabet.contains(letter)) letters += letter;
  return letters;
}

bool is_digit(char character) { return character >= '0' && character <= '9'; }

}  // namespace

double find_look_alike(const FontBank& bank, std::string_view alphabet,
                       const std::vector<Seen>& seen,
                       const std::vector<std::size_t>& column_of_row) {
  std::vector<double> votes(bank.fonts().size());
  std::vector<std::vector<double>> own(alphabet.size());
  for (std::size_t row = 0; row < alphabet.size(); ++row) {
    if (!is_digit(alphabet[row])) continue;
    own[row] = bank.scores_by_font(alphabet[row], seen[column_of_row[row]].probe);
    for (std::size_t font = 0; font < votes.size(); ++font) votes[font] += own[row][font];
  }
  std::uint64_t chosen = 0;
  for (std::size_t i = 0; i < kFonts; ++i) {
    const auto best = std::ranges::max_element(votes);
    chosen |= std::uint64_t{1} << static_cast<unsigned>(best - votes.begin());
    *best = -1e9;
  }
  double most = kNothing;
  for (std::size_t row = 0; row < alphabet.size(); ++row) {
    if (own[row].empty()) continue;
    double digit = -1;
    for (std::size_t font = 0; font < own[row].size(); ++font)
      if ((chosen >> font & 1U) != 0) digit = std::max(digit, own[row][font]);
    const double letter = bank.best_in_fonts(letters_like(alphabet[row], alphabet),
                                             seen[column_of_row[row]].probe, chosen);
    most = std::max(most, letter - digit);
  }
  return most;
}

}  // namespace vancrawl::keypad_solver
