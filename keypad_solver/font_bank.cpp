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
constexpr std::uint16_t kAfterAscii = 0x7f;

// No shape tells these from one another: their canvases differ by less than fonts do.
constexpr std::u16string_view kRounds = u"oO\u3147\ue000\ue001";
constexpr std::u16string_view kBars = u"lIi|\u3163";

std::int32_t dot(const std::int16_t* a, const std::int16_t* b, std::size_t size) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < size; ++i) sum += std::int32_t{a[i]} * std::int32_t{b[i]};
  return sum;
}

std::int16_t whole(float value) { return static_cast<std::int16_t>(std::lround(value * kOne)); }

// The part of a unit vector along the means of its side x side blocks, as coefficients.
template <std::size_t kSize>
float project(std::span<const float, GlyphShape::kArea> values, std::size_t side,
              std::array<std::int16_t, kSize>& out) {
  std::array<float, kSize> sums{};
  const std::size_t across = GlyphShape::kWidth / side;
  for (std::size_t i = 0; i < values.size(); ++i)
    sums[i / GlyphShape::kWidth / side * across + i % GlyphShape::kWidth / side] += values[i];
  float inside = 0;
  for (std::size_t i = 0; i < kSize; ++i) {
    sums[i] /= static_cast<float>(side);
    inside += sums[i] * sums[i];
    out[i] = whole(sums[i]);
  }
  return std::sqrt(std::max(0.0F, 1 - inside));
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
  for (std::size_t i = 0; i < fine_.size(); ++i) fine_[i] = whole(values[i]);
  beyond_middle_ = project(values, 2, middle_);
  beyond_coarse_ = project(values, 4, coarse_);
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
  middle_.reserve(contents.looks.size() * BankProbe::kMiddle);
  fine_.reserve(contents.looks.size() * GlyphShape::kArea);
  for (const BankLook& look : contents.looks) add_look(look);
  for (const Range& range : ranges_)
    if (range.code < kAfterAscii) characters_ += static_cast<char>(range.code);
}

void FontBank::add_look(const BankLook& look) {
  const BankProbe row{GlyphVector(look.shape)};
  const auto index = static_cast<std::uint32_t>(codes_.size());
  if (ranges_.empty() || ranges_.back().code != look.code) ranges_.push_back({look.code, index, 0});
  ranges_.back().end = index + 1;
  codes_.push_back(look.code);
  log_aspects_.push_back(row.log_aspect_);
  beyond_coarse_.push_back(row.beyond_coarse_);
  beyond_middle_.push_back(row.beyond_middle_);
  coarse_.insert(coarse_.end(), row.coarse_.begin(), row.coarse_.end());
  middle_.insert(middle_.end(), row.middle_.begin(), row.middle_.end());
  fine_.insert(fine_.end(), row.fine_.begin(), row.fine_.end());
}

const FontBank::Range* FontBank::range_of(std::uint16_t code) const {
  const auto range = std::ranges::lower_bound(ranges_, code, {}, &Range::code);
  return range != ranges_.end() && range->code == code ? &*range : nullptr;
}

// A dot product is at most that of two projections plus that of what the projections leave out.
double FontBank::improved(std::size_t look, const BankProbe& probe, double best) const {
  const double penalty =
      GlyphVector::kAspectWeight * std::abs(log_aspects_[look] - probe.log_aspect_);
  const double room = best + penalty - kRounding;
  if (room >= 1) return best;
  const double coarse =
      dot(&coarse_[look * BankProbe::kCoarse], probe.coarse_.data(), BankProbe::kCoarse) /
      kOneSquared;
  if (coarse + beyond_coarse_[look] * probe.beyond_coarse_ <= room) return best;
  const double middle =
      dot(&middle_[look * BankProbe::kMiddle], probe.middle_.data(), BankProbe::kMiddle) /
      kOneSquared;
  if (middle + beyond_middle_[look] * probe.beyond_middle_ <= room) return best;
  const double fine =
      dot(&fine_[look * GlyphShape::kArea], probe.fine_.data(), GlyphShape::kArea) / kOneSquared;
  return std::max(best, fine - penalty);
}

double FontBank::best_in(const Range& range, const BankProbe& probe, double best) const {
  for (std::uint32_t look = range.begin; look < range.end; ++look)
    best = improved(look, probe, best);
  return best;
}

double FontBank::best_score(char character, const BankProbe& probe) const {
  const Range* range = range_of(static_cast<unsigned char>(character));
  return range == nullptr ? kNothing : best_in(*range, probe, kNothing);
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
