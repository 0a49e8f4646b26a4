#pragma once

#include <cstdint>
#include <expected>
#include <span>
#include <string>
#include <vector>

#include "keypad_solver/glyph.h"
#include "keypad_solver/layout.h"
#include "keypad_solver/pixels.h"
#include "keypad_solver/skin_print.h"

namespace vancrawl::keypad_solver {

/// One enrolled look of a character; its ink has levels 0..kTemplateLevels.
struct Template {
  char character = 0;
  GlyphShape shape{};
};
inline constexpr std::uint8_t kTemplateLevels = 15;

/// Everything a set says, as its file does.
struct TemplateSetSpec {
  std::string name;           ///< [a-z0-9_]+, the folder's name
  std::uint32_t version = 0;  ///< grows with every enrolment; at least 1
  std::string provenance;     ///< who or what the pictures and labels came from
  std::int32_t width = 0;     ///< of the pictures enrolled, as in the layout
  std::int32_t height = 0;
  std::string alphabet;
  /// Lowest score of a character this skin accepts; the solver's own still holds. An enrolled font
  /// is met again nearly unchanged, so that a higher one than the solver's tells strange letters.
  double min_score = 0.60;
  SkinPrint print;
  std::vector<Template> templates;  ///< in the alphabet's order, one or more a character
};

/// What is wrong with a set, for a person.
struct TemplateFault {
  std::string reason;
};

/// The enrolled templates of one skin of one site: what characters look like there and by what the
/// skin is recognised. Holds nothing secret. Immutable; may be shared between threads.
class TemplateSet {
 public:
  static constexpr std::size_t kMaxTemplates = 1024;

  [[nodiscard]] static std::expected<TemplateSet, TemplateFault> make(TemplateSetSpec spec);

  [[nodiscard]] const TemplateSetSpec& spec() const { return spec_; }
  /// Same picture size, alphabet and number of cells.
  [[nodiscard]] bool fits(const Layout& layout) const;
  /// The best score over the looks of the i-th character of the alphabet.
  [[nodiscard]] double best_score(std::size_t character, const GlyphVector& glyph) const;

 private:
  explicit TemplateSet(TemplateSetSpec spec);

  TemplateSetSpec spec_;
  std::vector<std::vector<GlyphVector>> looks_;
};

/// The set whose size, alphabet and print fit the picture best, with at least two cells in three
/// alike; null when there is none (the site's failure is then keypad_templates_missing).
/// The result points into `sets`.
[[nodiscard]] const TemplateSet* choose_template_set(const Pixels& pixels, const Layout& layout,
                                                     std::span<const TemplateSet> sets);

/// Whether so many cells alike are enough to take a picture for a set's skin.
[[nodiscard]] bool is_same_skin(std::size_t cells_alike, std::size_t cells);

}  // namespace vancrawl::keypad_solver
