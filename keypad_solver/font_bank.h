#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keypad_solver/bank_file.h"
#include "keypad_solver/glyph.h"
#include "keypad_solver/template_set.h"

namespace vancrawl::keypad_solver {

/// A glyph in the bank's own numbers: half the canvas's resolution, and whole numbers, so that
/// every machine gets the same scores. Make one a cell and ask the bank with it as often as needed.
class BankProbe {
 public:
  explicit BankProbe(const GlyphVector& glyph);
  explicit BankProbe(const BankCanvas& canvas);

  /// Correlation of the halved canvases less GlyphVector::kAspectWeight times the distance of the
  /// logarithms of the aspects.
  [[nodiscard]] double score(const BankProbe& other) const;

 private:
  friend class FontBank;

  static constexpr std::size_t kFine = BankCanvas::kArea;
  static constexpr std::size_t kCoarse = BankCanvas::kArea / 4;  ///< means of 2 x 2 places

  void set(const std::array<float, kFine>& values);

  std::array<std::int16_t, kFine> fine_{};
  std::array<std::int16_t, kCoarse> coarse_{};
  float beyond_coarse_ = 0;  ///< norm of what the means do not show
  float log_aspect_ = 0;
};

/// A character of the bank and how much a glyph is like it.
struct BankMatch {
  char character = 0;
  double score = 0;
};

/// What characters look like in free fonts that have nothing to do with any site: the scorer that
/// is independent of enrolled sets, and the only one where nothing is enrolled. Holds printable
/// ASCII and, apart from it, what is easily taken for it (jamo, signs). A score is that of the look
/// most like the glyph, see BankProbe::score; about 0.005 above GlyphVector::score. Immutable; may
/// be shared by threads.
class FontBank {
 public:
  /// See bank_file.h. Refuses damaged bytes and a bank without any character.
  [[nodiscard]] static std::expected<FontBank, TemplateFault> parse(
      std::span<const std::byte> file);

  [[nodiscard]] const std::vector<BankFont>& fonts() const { return fonts_; }
  /// The ASCII characters it holds, ascending.
  [[nodiscard]] const std::string& characters() const { return characters_; }

  /// The best score over all fonts' looks of a character; -1 when the bank does not hold it. With
  /// a floor, a result at or below it only means that nothing is above it.
  [[nodiscard]] double best_score(char character, const BankProbe& probe, double floor = -1) const;
  [[nodiscard]] double best_score(char character, const GlyphVector& glyph) const {
    return best_score(character, BankProbe(glyph));
  }
  /// The best score of whatever is not in the alphabet: other characters, jamo, signs. Left out is
  /// what no shape can tell from the alphabet: the other case of its letters, and among o O ㅇ ring
  /// and among l I i | ㅣ the others when it holds one (0 and 1 are none of these).
  /// -1 when nothing is left. Whoever only asks whether it exceeds a floor may say so: a result at
  /// or below the floor then only means that nothing is above it.
  [[nodiscard]] double best_stranger(std::string_view alphabet, const BankProbe& probe,
                                     double floor = -1) const;
  [[nodiscard]] double best_stranger(std::string_view alphabet, const GlyphVector& glyph) const {
    return best_stranger(alphabet, BankProbe(glyph));
  }
  /// The character among these that the glyph is most like; the earlier of equals.
  [[nodiscard]] BankMatch best_match(std::string_view among, const BankProbe& probe) const;

 private:
  struct Range {
    std::uint16_t code = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };

  explicit FontBank(const BankContents& contents);
  void add_look(const BankLook& look);
  [[nodiscard]] const Range* range_of(std::uint16_t code) const;
  [[nodiscard]] double improved(std::size_t look, const BankProbe& probe, double best) const;
  [[nodiscard]] double best_in(const Range& range, const BankProbe& probe, double best) const;

  std::vector<BankFont> fonts_;
  std::string characters_;
  std::vector<Range> ranges_;  ///< ascending by code
  // One entry a look; the canvases packed row after row.
  std::vector<float> log_aspects_;
  std::vector<float> beyond_coarse_;
  std::vector<std::int16_t> coarse_;
  std::vector<std::int16_t> fine_;
};

/// The bank of keypad_solver/bank, part of the program; parsed at the first call.
[[nodiscard]] const FontBank& built_in_font_bank();

}  // namespace vancrawl::keypad_solver
