#include "tests/bench/keypad_samples.h"

#include <algorithm>
#include <limits>
#include <span>

#include "keypad_solver/font_bank.h"
#include "keypad_solver/picture.h"

namespace vancrawl::bench {
namespace {

using keypad_solver::Limits;
using keypad_solver::Look;

constexpr double kEndless = std::numeric_limits<double>::infinity();
constexpr Limits kAnything{
    .min_score = -kEndless, .gap = -kEndless, .leftover = kEndless, .cell_margin = -kEndless};

class Sampling {
 public:
  Sampling(Part part, const SampleVolume& volume) : source_(part), volume_(volume) {}

  Samples take() {
    std::vector<BenchSkin> numeric;
    for (const auto* const style : source_.styles()) {
      for (std::uint64_t number = 0; number < volume_.skins; ++number) {
        auto skin = source_.make_skin(*style, number);
        for (const auto damage : kDamages) take_good(skin, damage);
        if (keypads::is_numeric(*style)) numeric.push_back(std::move(skin));
      }
    }
    for (const auto kind : keypads::bad_kinds()) take_bad(numeric, kind);
    return std::move(samples_);
  }

 private:
  void take_good(const BenchSkin& skin, keypads::Damage damage) {
    for (std::uint64_t number = 0; number < volume_.pads_a_skin; ++number) {
      const auto pad = source_.deal(skin, damage, number);
      PadSample sample{.damage = static_cast<std::size_t>(damage)};
      sample.has_goal = keypads::is_numeric(skin.style) && !is_stress(skin.style);
      for (const auto mode : kOurModes) {
        const auto* const set = set_for(skin, mode);
        if (mode == OurMode::kEnrolled && set == nullptr) continue;
        const auto look = solver_.look(pad.pixels, pad.layout, set);
        sample.is_right = is_right(pad, cells_of(look.reading, pad.alphabet));
        keep(mode, sample, look);
      }
    }
  }

  void take_bad(const std::vector<BenchSkin>& skins, keypads::BadKind kind) {
    std::vector<const BenchSkin*> able;
    for (const auto& skin : skins)
      if (keypads::can_be_bad(skin.style, kind)) able.push_back(&skin);
    PadSample sample{.is_bad = true};
    sample.is_look_alike = kind == keypads::BadKind::kLookAlikeLetter;
    for (std::uint64_t number = 0; !able.empty() && number < volume_.bad_a_kind; ++number) {
      const auto& skin = *able[number % able.size()];
      const auto pad = source_.deal_bad(skin, kind, number);
      const auto pixels = keypad_solver::decode_picture(std::as_bytes(std::span(pad.file)));
      if (!pixels) continue;
      for (const auto mode : kOurModes) {
        const auto* const set = set_for(skin, mode);
        if (mode == OurMode::kEnrolled && set == nullptr) continue;
        keep(mode, sample, solver_.look(*pixels, pad.layout, set));
      }
    }
  }

  static const keypad_solver::TemplateSet* set_for(const BenchSkin& skin, OurMode mode) {
    return mode == OurMode::kEnrolled && skin.set ? &*skin.set : nullptr;
  }

  void keep(OurMode mode, PadSample sample, const Look& look) {
    sample.is_readable = !look.refusal && !look.reading.hits.empty();
    sample.min_score = look.reading.min_score;
    sample.gap = look.reading.gap;
    sample.leftover = look.reading.leftover;
    sample.cell_margin = kEndless;
    for (const auto& hit : look.reading.hits)
      sample.cell_margin = std::min(sample.cell_margin, hit.margin);
    samples_[static_cast<std::size_t>(mode)].push_back(sample);
  }

  PadSource source_;
  SampleVolume volume_;
  keypad_solver::Solver solver_{keypad_solver::built_in_font_bank(),
                                {.bank = kAnything, .set = kAnything, .set_alone = kAnything}};
  Samples samples_;
};

}  // namespace

Samples take_samples(Part part, const SampleVolume& volume) {
  return Sampling(part, volume).take();
}

}  // namespace vancrawl::bench
