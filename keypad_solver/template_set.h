#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keypad_solver/backdrop.h"
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

/// The exact pixels of one cell's face at the layout's own size (see face_hash.h), and what they
/// show: a character, or 0 for a dummy.
struct KnownFace {
  std::uint64_t hash = 0;
  char character = 0;

  bool operator==(const KnownFace&) const = default;
};

/// How the font bank stands to a skin; measured at enrolment.
enum class BankRelation {
  kReadable,    ///< the bank reads the skin by itself, so that both must agree on every pad
  kUnreadable,  ///< small bilingual letters that the bank cannot read: the set stands alone, with
                ///< stricter thresholds
};

/// "readable", "unreadable".
[[nodiscard]] std::string_view bank_relation_name(BankRelation relation);

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
  /// Looks of dummies that carry ink (logos, locks): a cell that is like one of these stands for no
  /// character.
  std::vector<GlyphShape> dummies;
  std::vector<KnownFace> faces;  ///< ascending by hash, none twice
  BankRelation bank = BankRelation::kReadable;
  std::optional<Backdrop> backdrop;  ///< empty: the layout's own frames serve
};

/// What is wrong with a set, for a person.
struct TemplateFault {
  std::string reason;
};

/// The enrolled templates of one skin of one site: what characters look like there and by what the
/// skin is recognised. Holds nothing secret. Immutable; may be shared between threads.
class TemplateSet {
 public:
  static constexpr std::size_t kMaxTemplates = 1024;  ///< dummies counted too
  static constexpr std::size_t kMaxFaces = 8192;

  [[nodiscard]] static std::expected<TemplateSet, TemplateFault> make(TemplateSetSpec spec);

  [[nodiscard]] const TemplateSetSpec& spec() const { return spec_; }
  /// Same picture size, alphabet and number of cells.
  [[nodiscard]] bool fits(const Layout& layout) const;
  /// The best score over the looks of the i-th character of the alphabet.
  [[nodiscard]] double best_score(std::size_t character, const GlyphVector& glyph) const;
  /// The best score over the looks of dummies; -1 when there are none.
  [[nodiscard]] double best_dummy_score(const GlyphVector& glyph) const;
  /// What cell pixels with this hash show: a character, 0 for a dummy; empty when never met.
  [[nodiscard]] std::optional<char> known_face(std::uint64_t hash) const;

 private:
  explicit TemplateSet(TemplateSetSpec spec);

  TemplateSetSpec spec_;
  std::vector<std::vector<GlyphVector>> looks_;
  std::vector<GlyphVector> dummies_;
};

/// The set whose size, alphabet and print fit the picture best, with at least two cells in three
/// alike, of equals the one nearest in colour; null when there is none (the site's failure is then
/// keypad_templates_missing). The result points into `sets`.
[[nodiscard]] const TemplateSet* choose_template_set(const Pixels& pixels, const Layout& layout,
                                                     std::span<const TemplateSet> sets);

/// Whether so many cells alike are enough to take a picture for a set's skin.
[[nodiscard]] bool is_same_skin(std::size_t cells_alike, std::size_t cells);

}  // namespace vancrawl::keypad_solver
