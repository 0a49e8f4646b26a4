#include "keypad_solver/font_bank.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vancrawl::keypad_solver {
namespace {

// Unit vectors times this: products of two stay below 2^28, so that no partial sum of a dot
// product leaves 32 bits (Cauchy-Schwarz), and multiply-add instructions of 16 bits do.
constexpr float kOne = 16384;
constexpr double kOneSquared = 16384.0 * 16384.0;
constexpr double kRounding = 0.002;  // more than whole numbers can lose in a bound
constexpr double kNothing = -1;
constexpr float kPermille = 1000;
constexpr float kFlat = 1e-6F;
constexpr std::uint16_t kAfterAscii = 0x7f;

// No shape tells these from one another: their canvases differ by less than fonts do.
constexpr std::u16string_view kRounds = u"oO\u3147\ue000\ue001";
constexpr std::u16string_view kBars = u"lIi|\u3163";

// Sanitized builds check every sum and cannot do so.
#pragma clang diagnostic ignored "-Wpass-failed"
// Twice eight products at a time suit SSE2 best: 49 against 76 microseconds for a pad of digits.
template <std::size_t kSize>
std::int32_t dot(const std::int16_t* a, const std::int16_t* b) {
  std::int32_t sum = 0;
#pragma clang loop vectorize_width(8) interleave_count(2)
  for (std::size_t i = 0; i < kSize; ++i) sum += std::int32_t{a[i]} * std::int32_t{b[i]};
  return sum;
}

double penalty_of(float log_aspect, float other) {
  return GlyphVector::kAspectWeight * std::abs(log_aspect - other);
}

std::int16_t whole(float value) {
  return static_cast<std::int16_t>(value * kOne + (value < 0 ? -0.5F : 0.5F));
}

// The mean goes, the norm becomes 1; a flat canvas becomes all zeros.
template <std::size_t kSize>
void normalise(std::array<float, kSize>& values) {
  float sum = 0;
  for (const float value : values) sum += value;
  float squares = 0;
  for (float& value : values) {
    value -= sum / static_cast<float>(kSize);
    squares += value * value;
  }
  const float scale = squares > kFlat ? 1 / std::sqrt(squares) : 0;
  for (float& value : values) value *= scale;
}

char other_case(char c) {
  if (c >= 'a' && c <= 'z') return static_cast<char>(c - 'a' + 'A');
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return c;
}

bool shares(std::u16string_view kin, std::uint16_t code, std::string_view alphabet) {
  return kin.contains(static_cast<char16_t>(code)) &&
         std::ranges::any_of(alphabet, [&](char c) { return kin.contains(char16_t(c)); });
}

bool is_strange(std::uint16_t code, std::string_view alphabet) {
  if (shares(kRounds, code, alphabet) || shares(kBars, code, alphabet)) return false;
  if (code >= kAfterAscii) return true;
  const char c = static_cast<char>(code);
  return !alphabet.contains(c) && !alphabet.contains(other_case(c));
}

}  // namespace

BankProbe::BankProbe(const GlyphVector& glyph)
    : log_aspect_(static_cast<float>(glyph.log_aspect())) {
  const auto values = glyph.values();
  std::array<float, kFine> halved{};
  for (std::size_t i = 0; i < kFine; ++i) {
    const std::size_t at =
        i / BankCanvas::kWidth * 2 * GlyphShape::kWidth + i % BankCanvas::kWidth * 2;
    halved[i] = values[at] + values[at + 1] + values[at + GlyphShape::kWidth] +
                values[at + GlyphShape::kWidth + 1];
  }
  set(halved);
}

BankProbe::BankProbe(const BankCanvas& canvas)
    : log_aspect_(std::log(static_cast<float>(canvas.aspect_permille) / kPermille)) {
  std::array<float, kFine> values{};
  std::ranges::copy(canvas.ink, values.begin());
  set(values);
}

void BankProbe::set(const std::array<float, kFine>& values) {
  std::array<float, kFine> unit = values;
  normalise(unit);
  std::array<float, kCoarse> means{};
  constexpr std::size_t kAcross = BankCanvas::kWidth / 2;
  for (std::size_t i = 0; i < kFine; ++i) {
    fine_[i] = whole(unit[i]);
    means[i / BankCanvas::kWidth / 2 * kAcross + i % BankCanvas::kWidth / 2] += unit[i] / 2;
  }
  float inside = 0;
  for (std::size_t i = 0; i < kCoarse; ++i) {
    coarse_[i] = whole(means[i]);
    inside += means[i] * means[i];
  }
  beyond_coarse_ = std::sqrt(std::max(0.0F, 1 - inside));
}

double BankProbe::score(const BankProbe& other) const {
  return dot<kFine>(fine_.data(), other.fine_.data()) / kOneSquared -
         penalty_of(log_aspect_, other.log_aspect_);
}

std::expected<FontBank, TemplateFault> FontBank::parse(std::span<const std::byte> file) {
  const auto contents = read_bank(file);
  if (!contents) return std::unexpected(contents.error());
  FontBank bank(*contents);
  if (bank.characters_.empty())
    return std::unexpected(TemplateFault{"font bank: it holds no character"});
  return bank;
}

FontBank::FontBank(const BankContents& contents) : fonts_(contents.fonts) {
  coarse_.reserve(contents.looks.size() * BankProbe::kCoarse);
  fine_.reserve(contents.looks.size() * BankProbe::kFine);
  for (const BankLook& look : contents.looks) add_look(look);
  for (const Range& range : ranges_)
    if (range.code < kAfterAscii) characters_ += static_cast<char>(range.code);
}

void FontBank::add_look(const BankLook& look) {
  const BankProbe row(look.canvas);
  const auto index = static_cast<std::uint32_t>(log_aspects_.size());
  if (ranges_.empty() || ranges_.back().code != look.code) ranges_.push_back({look.code, index, 0});
  ranges_.back().end = index + 1;
  log_aspects_.push_back(row.log_aspect_);
  beyond_coarse_.push_back(row.beyond_coarse_);
  coarse_.insert(coarse_.end(), row.coarse_.begin(), row.coarse_.end());
  fine_.insert(fine_.end(), row.fine_.begin(), row.fine_.end());
}

const FontBank::Range* FontBank::range_of(std::uint16_t code) const {
  const auto range = std::ranges::lower_bound(ranges_, code, {}, &Range::code);
  return range != ranges_.end() && range->code == code ? &*range : nullptr;
}

// A dot product is at most that of two projections plus that of what the projections leave out.
double FontBank::improved(std::size_t look, const BankProbe& probe, double best) const {
  const double penalty = penalty_of(log_aspects_[look], probe.log_aspect_);
  const double room = best + penalty - kRounding;
  if (room >= 1) return best;
  const std::int32_t coarse =
      dot<BankProbe::kCoarse>(&coarse_[look * BankProbe::kCoarse], probe.coarse_.data());
  if (coarse / kOneSquared + beyond_coarse_[look] * probe.beyond_coarse_ <= room) return best;
  const std::int32_t fine =
      dot<BankProbe::kFine>(&fine_[look * BankProbe::kFine], probe.fine_.data());
  return std::max(best, fine / kOneSquared - penalty);
}

double FontBank::best_in(const Range& range, const BankProbe& probe, double best) const {
  for (std::size_t look = range.begin; look < range.end; ++look) best = improved(look, probe, best);
  return best;
}

double FontBank::best_score(char character, const BankProbe& probe, double floor) const {
  const Range* range = range_of(static_cast<unsigned char>(character));
  return range == nullptr ? floor : best_in(*range, probe, floor);
}

double FontBank::best_stranger(std::string_view alphabet, const BankProbe& probe,
                               double floor) const {
  double best = floor;
  for (const Range& range : ranges_)
    if (is_strange(range.code, alphabet)) best = best_in(range, probe, best);
  return best;
}

BankMatch FontBank::best_match(std::string_view among, const BankProbe& probe) const {
  BankMatch best{.character = 0, .score = kNothing};
  for (const char character : among) {
    const Range* range = range_of(static_cast<unsigned char>(character));
    const double score = range == nullptr ? kNothing : best_in(*range, probe, best.score);
    if (score > best.score) best = {character, score};
  }
  return best;
}

}  // namespace vancrawl::keypad_solver
