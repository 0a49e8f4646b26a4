#include "keypad_solver/solver.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "keypad_solver/clue_check.h"
#include "keypad_solver/doubts.h"
#include "keypad_solver/exact_path.h"
#include "keypad_solver/font_bank.h"
#include "keypad_solver/scoring.h"
#include "keypad_solver/shift.h"
#include "keypad_solver/skin_print.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr double kNoLeftover = -1;
constexpr double kNothingYet = -2;
constexpr std::array kOtherThresholds = {0.6, 1.5};
constexpr double kLightThreshold = 0.35;
constexpr std::string_view kDotted = "ij!?:;%\"";

double middle_score(const Reading& reading) {
  std::vector<double> scores;
  for (const Hit& hit : reading.hits) scores.push_back(hit.score);
  const auto middle = scores.begin() + static_cast<std::ptrdiff_t>(scores.size() / 2);
  std::ranges::nth_element(scores, middle);
  return *middle;
}

// Written so that a NaN refuses.
std::optional<Refusal> judge(const Reading& reading, const Limits& limits) {
  if (!(reading.min_score >= limits.min_score)) return Refusal::kLowScore;
  if (!(reading.leftover <= limits.leftover)) return Refusal::kDecoy;
  if (!(reading.gap >= limits.gap)) return Refusal::kAmbiguous;
  for (const Hit& hit : reading.hits)
    if (!(hit.margin >= limits.cell_margin)) return Refusal::kCellMargin;
  return std::nullopt;
}

bool is_digit(char character) { return character >= '0' && character <= '9'; }
bool is_letter(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

// One pad, from its picture to what is thought of it.
class Attempt {
 public:
  Attempt(const Pixels& pixels, const Layout& layout, const TemplateSet* set,
          const PageClues& clues, const FontBank& bank, const Thresholds& thresholds)
      : pixels_(pixels),
        layout_(layout),
        set_(set),
        clues_(clues),
        bank_(bank),
        thresholds_(thresholds) {}

  [[nodiscard]] std::optional<Refusal> check_frame();
  [[nodiscard]] std::optional<Reading> read_exactly() const;
  [[nodiscard]] Look look(bool tells_all);

 private:
  [[nodiscard]] std::optional<Refusal> check_skin() const;
  [[nodiscard]] std::optional<Refusal> find_faces();
  [[nodiscard]] std::optional<Refusal> look_at_cells();
  [[nodiscard]] bool is_small_bilingual() const;
  [[nodiscard]] std::optional<Refusal> read();
  [[nodiscard]] std::optional<Refusal> read_and_judge(ScoreTable scores);
  [[nodiscard]] std::optional<WholeReading> read_once(const ScoreTable& scores);
  [[nodiscard]] bool cut_again(const WholeReading& whole, ScoreTable& scores) const;
  [[nodiscard]] std::optional<Refusal> ask_bank();
  [[nodiscard]] std::optional<Refusal> check_doubts();
  [[nodiscard]] std::optional<Refusal> check_places() const;
  [[nodiscard]] std::optional<Refusal> check_clues() const;

  [[nodiscard]] const Limits& limits() const;
  [[nodiscard]] bool bank_can_read() const {
    return set_ == nullptr || set_->spec().bank == BankRelation::kReadable;
  }
  void describe_cells(const ScoreTable& scores);
  [[nodiscard]] double best_leftover(const ScoreTable& scores, const WholeReading& whole) const;
  [[nodiscard]] bool needs_second_look(const Reading& reading) const;

  const Pixels& pixels_;
  const Layout& layout_;
  const TemplateSet* set_;
  const PageClues& clues_;
  const FontBank& bank_;
  const Thresholds& thresholds_;

  std::vector<Rect> cells_;
  std::vector<Rect> faces_;
  CellEdge edge_ = CellEdge::kCuts;
  std::vector<CellSight> sights_;
  std::vector<Seen> seen_;
  std::size_t unclear_ = 0;
  bool tells_all_ = false;
  Look look_;
};

const Limits& Attempt::limits() const {
  const bool digits_only = std::ranges::all_of(layout_.spec().alphabet, is_digit);
  if (set_ == nullptr) return digits_only ? thresholds_.bank : thresholds_.bank_letters;
  if (!bank_can_read()) return thresholds_.set_alone;
  return digits_only ? thresholds_.set : thresholds_.set_letters;
}

std::optional<Refusal> Attempt::check_frame() {
  if (clues_.stale) return Refusal::kStale;
  auto cells = layout_.cells_in(pixels_.width(), pixels_.height());
  auto faces = layout_.faces_in(pixels_.width(), pixels_.height());
  if (!cells || !faces) return Refusal::kSizeMismatch;
  cells_ = std::move(*cells);
  faces_ = std::move(*faces);
  if (set_ != nullptr && !set_->fits(layout_)) return Refusal::kUnknownProfile;
  return std::nullopt;
}

std::optional<Reading> Attempt::read_exactly() const {
  if (set_ == nullptr) return std::nullopt;
  const auto characters = read_known_faces(pixels_, layout_, *set_);
  if (!characters || !clues_agree(clues_, *characters)) return std::nullopt;
  Reading reading{.hits = {}, .min_score = 1, .gap = 1, .leftover = kNoLeftover, .exact = true};
  for (const char character : layout_.spec().alphabet) {
    const auto cell =
        static_cast<std::size_t>(std::ranges::find(*characters, character) - characters->begin());
    reading.hits.push_back({.character = character,
                            .cell = static_cast<std::uint16_t>(cell),
                            .box = cells_[cell],
                            .score = 1,
                            .margin = 1});
  }
  return reading;
}

std::optional<Refusal> Attempt::check_skin() const {
  if (set_ == nullptr) return std::nullopt;
  const std::size_t alike = count_alike(take_print(pixels_, faces_), set_->spec().print);
  if (!is_same_skin(alike, faces_.size())) return Refusal::kUnknownProfile;
  return std::nullopt;
}

std::optional<Refusal> Attempt::find_faces() {
  const Backdrop* backdrop =
      set_ != nullptr && set_->spec().backdrop ? &*set_->spec().backdrop : nullptr;
  edge_ = edge_of_faces(layout_.spec(), pixels_, faces_);
  if (edge_ == CellEdge::kWhole) return std::nullopt;  // nothing lies beside a tile
  const Shift shift = find_shift(pixels_, layout_, backdrop);
  if (!shift.is_known) return std::nullopt;
  if (shift.cell_share > thresholds_.off_centre) return Refusal::kSizeMismatch;
  const auto dx = static_cast<std::int32_t>(std::lround(shift.x));
  const auto dy = static_cast<std::int32_t>(std::lround(shift.y));
  for (Rect& face : faces_) {
    face.x = std::clamp(face.x + dx, 0, pixels_.width() - face.w);
    face.y = std::clamp(face.y + dy, 0, pixels_.height() - face.h);
  }
  return std::nullopt;
}

std::optional<Refusal> Attempt::look_at_cells() {
  sights_.reserve(faces_.size());
  seen_.reserve(faces_.size());
  look_.cells.reserve(faces_.size());
  for (std::size_t i = 0; i < faces_.size(); ++i) {
    const CellSight& sight = sights_.emplace_back(look_at_cell(pixels_, faces_[i], edge_));
    look_.cells.push_back({.kind = sight.kind});
    if (sight.kind == SightKind::kUnclear) ++unclear_;
    if (sight.kind == SightKind::kGlyph) seen_.emplace_back(i, sight.shape);
  }
  if (unclear_ > layout_.spec().marked_dummies_max) return Refusal::kBadImage;
  if (seen_.size() < layout_.spec().alphabet.size()) return Refusal::kTooFewGlyphs;
  return std::nullopt;
}

// What is more like a sign of the bank or an enrolled dummy than like any character is no decoy.
double Attempt::best_leftover(const ScoreTable& scores, const WholeReading& whole) const {
  double best = kNoLeftover;
  for (std::size_t column = 0; column < scores.columns(); ++column) {
    if (std::ranges::find(whole.column_of_row, column) != whole.column_of_row.end()) continue;
    const double score = best_in_column(scores, column, scores.rows());
    if (score <= best || (!tells_all_ && score <= limits().leftover)) {
      best = std::max(best, score);
      continue;
    }
    const Seen& seen = seen_[column];
    if (set_ != nullptr && set_->best_dummy_score(seen.glyph) > score) continue;
    if (bank_.best_stranger(layout_.spec().alphabet, seen.probe, score) > score) continue;
    best = score;
  }
  return best;
}

void Attempt::describe_cells(const ScoreTable& scores) {
  for (std::size_t column = 0; column < seen_.size(); ++column) {
    CellLook& cell = look_.cells[seen_[column].cell];
    std::size_t best = 0;
    for (std::size_t row = 1; row < scores.rows(); ++row)
      if (scores.at(row, column) > scores.at(best, column)) best = row;
    cell.best = layout_.spec().alphabet[best];
    cell.score = scores.at(best, column);
    cell.margin = cell.score - best_in_column(scores, column, best);
  }
  for (const Hit& hit : look_.reading.hits) look_.cells[hit.cell].taken_by = hit.character;
}

bool Attempt::needs_second_look(const Reading& reading) const {
  return reading.gap < thresholds_.second_look_gap ||
         reading.min_score < thresholds_.second_look_score;
}

// A dot comes and goes with the threshold.
bool Attempt::cut_again(const WholeReading& whole, ScoreTable& scores) const {
  bool has_cut = false;
  const double middle = middle_score(look_.reading);
  for (std::size_t row = 0; row < scores.rows(); ++row) {
    const std::size_t column = whole.column_of_row[row];
    if (!kDotted.contains(layout_.spec().alphabet[row])) continue;
    if (middle - scores.at(row, column) < thresholds_.second_cut_spread) continue;
    for (const double share : kOtherThresholds) {
      const Rect& face = faces_[seen_[column].cell];
      const CellSight sight = look_at_cell(pixels_, face, edge_, share);
      if (sight.kind != SightKind::kGlyph) continue;
      if (set_ != nullptr)
        raise_with_set(sight.shape, *set_, column, scores);
      else
        raise_with_bank(sight.shape, bank_, layout_.spec().alphabet, column, scores);
      has_cut = true;
    }
  }
  return has_cut;
}

std::optional<WholeReading> Attempt::read_once(const ScoreTable& scores) {
  auto whole = read_whole(scores, seen_, layout_.spec());
  if (whole) look_.reading = reading_of(scores, *whole, seen_, cells_, layout_.spec().alphabet);
  return whole;
}

std::optional<Refusal> Attempt::read_and_judge(ScoreTable scores) {
  auto whole = read_once(scores);
  if (!whole) return Refusal::kTooFewGlyphs;
  bool looks_again = cut_again(*whole, scores);
  if (needs_second_look(look_.reading)) {
    if (set_ != nullptr)
      look_again_with_set(seen_, *set_, scores);
    else
      look_again_with_bank(seen_, bank_, layout_.spec().alphabet, scores);
    looks_again = true;
  }
  if (looks_again) whole = read_once(scores);
  if (!whole) return Refusal::kTooFewGlyphs;
  look_.reading.leftover = best_leftover(scores, *whole);
  describe_cells(scores);
  Limits strict = limits();
  if (set_ != nullptr) strict.min_score = std::max(strict.min_score, set_->spec().min_score);
  return judge(look_.reading, strict);
}

// The bank's word counts as a whole reading, not by its scores: a font it does not hold scores low.
std::optional<Refusal> Attempt::ask_bank() {
  look_.second_gap = thresholds_.second_opinion_gap;
  if (stands_clear(seen_, bank_, look_.reading.hits, thresholds_.second_opinion_gap))
    return std::nullopt;
  look_.second_gap = 0;
  const auto whole =
      read_whole(score_opinion(seen_, bank_, look_.reading.hits), seen_, layout_.spec());
  if (!whole) return Refusal::kScorerDisagrees;
  for (std::size_t row = 0; row < look_.reading.hits.size(); ++row)
    if (seen_[whole->column_of_row[row]].cell != look_.reading.hits[row].cell)
      return Refusal::kScorerDisagrees;
  look_.second_gap = whole->gap;
  if (!(whole->gap >= thresholds_.second_opinion_gap)) return Refusal::kScorerDisagrees;
  return std::nullopt;
}

std::optional<Refusal> Attempt::check_doubts() {
  std::vector<Taken> taken;
  for (const Hit& hit : look_.reading.hits)
    taken.push_back({&hit, &*std::ranges::find(seen_, std::size_t{hit.cell}, &Seen::cell)});
  const std::string& alphabet = layout_.spec().alphabet;
  const auto limit = [this](double standing) { return tells_all_ ? kNothingYet : standing; };
  Doubts& doubts = look_.doubts;
  doubts.spread = find_spread(taken);
  if (!(doubts.spread <= limits().spread)) return Refusal::kLowScore;
  doubts.twin = find_twin(taken, seen_);
  if (!(doubts.twin <= limits().twin)) return Refusal::kAmbiguous;
  if (tells_all_ || limits().outlier < kNotAsked)
    doubts.outlier = find_outlier(bank_, alphabet, taken, limit(limits().outlier));
  if (!(doubts.outlier <= limits().outlier)) return Refusal::kCellMargin;
  if (tells_all_ || limits().stranger < kNotAsked)
    doubts.stranger = find_stranger(bank_, alphabet, taken, limit(limits().stranger));
  if (!(doubts.stranger <= limits().stranger)) return Refusal::kCellMargin;
  return std::nullopt;
}

std::optional<Refusal> Attempt::check_places() const {
  for (const Hit& hit : look_.reading.hits) {
    const CellSight& sight = sights_[hit.cell];
    if (!(std::abs(sight.off_x) <= thresholds_.off_centre) ||
        !(std::abs(sight.off_y) <= thresholds_.off_centre))
      return Refusal::kSizeMismatch;
  }
  const std::size_t marked = unclear_ + seen_.size() - look_.reading.hits.size();
  if (marked > layout_.spec().marked_dummies_max) return Refusal::kDummyCount;
  return std::nullopt;
}

std::optional<Refusal> Attempt::check_clues() const {
  std::vector<char> characters;
  for (const CellLook& cell : look_.cells) characters.push_back(cell.taken_by);
  if (!clues_agree(clues_, characters)) return Refusal::kLabelDisagrees;
  return std::nullopt;
}

// Of small letters beside jamo the bank reads too many wrongly, and nothing tells which. Jamo are
// light: they show below the characters' own threshold.
bool Attempt::is_small_bilingual() const {
  if (std::ranges::none_of(layout_.spec().alphabet, is_letter)) return false;
  if (faces_[seen_[0].cell].h >= thresholds_.small_cell) return false;
  const auto marked = std::ranges::count_if(seen_, [this](const Seen& one) {
    return look_at_cell(pixels_, faces_[one.cell], edge_, kLightThreshold).has_side_mark;
  });
  return static_cast<double>(marked) >=
         thresholds_.bilingual_part * static_cast<double>(seen_.size());
}

std::optional<Refusal> Attempt::read() {
  if (auto refusal = check_skin()) return refusal;
  if (auto refusal = find_faces()) return refusal;
  if (auto refusal = look_at_cells()) return refusal;
  if (set_ == nullptr && is_small_bilingual()) return Refusal::kUnknownProfile;
  auto verdict =
      read_and_judge(set_ == nullptr ? score_with_bank(seen_, bank_, layout_.spec().alphabet)
                                     : score_with_set(seen_, *set_));
  if (verdict) return verdict;
  if (set_ != nullptr && bank_can_read())
    if (auto refusal = ask_bank()) return refusal;
  if (auto refusal = check_doubts()) return refusal;
  if (auto refusal = check_places()) return refusal;
  return check_clues();
}

Look Attempt::look(bool tells_all) {
  tells_all_ = tells_all;
  look_.refusal = read();
  return std::move(look_);
}

}  // namespace

std::variant<Reading, Refusal> Solver::solve(const Pixels& pixels, const Layout& layout,
                                             const TemplateSet* set,
                                             const PageClues& clues) const noexcept {
  // The allocator throws, and so do libraries; whatever went wrong, the pad was not read.
  try {
    Attempt attempt(pixels, layout, set, clues, *bank_, thresholds_);
    if (const auto refusal = attempt.check_frame()) return *refusal;
    if (auto reading = attempt.read_exactly()) return std::move(*reading);
    Look look = attempt.look(false);
    if (look.refusal) return *look.refusal;
    return std::move(look.reading);
  } catch (const std::exception&) {
    return Refusal::kBadImage;
  }
}

Look Solver::look(const Pixels& pixels, const Layout& layout, const TemplateSet* set,
                  const PageClues& clues) const noexcept {
  // As above.
  try {
    Attempt attempt(pixels, layout, set, clues, *bank_, thresholds_);
    if (const auto refusal = attempt.check_frame())
      return {.refusal = refusal, .reading = {}, .cells = {}};
    return attempt.look(true);
  } catch (const std::exception&) {
    return {.refusal = Refusal::kBadImage, .reading = {}, .cells = {}};
  }
}

}  // namespace vancrawl::keypad_solver
