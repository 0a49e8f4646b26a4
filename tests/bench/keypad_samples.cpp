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
using keypad_solver::TemplateSet;

constexpr double kEndless = std::numeric_limits<double>::infinity();

Limits no_limits() {
  Limits limits;
  for (const auto& axis : limit_axes()) limits.*axis.limit = axis.is_least ? -kEndless : kEndless;
  return limits;
}

keypad_solver::Thresholds no_thresholds() {
  const auto none = no_limits();
  return {.bank = none, .bank_letters = none, .set = none, .set_letters = none, .set_alone = none};
}

LimitGroup group_of(const std::string& alphabet, const TemplateSet* set) {
  const bool digits = alphabet.find_first_not_of("0123456789") == std::string::npos;
  if (set == nullptr) return digits ? LimitGroup::kBank : LimitGroup::kBankLetters;
  if (set->spec().bank == keypad_solver::BankRelation::kUnreadable) return LimitGroup::kSetAlone;
  return digits ? LimitGroup::kSet : LimitGroup::kSetLetters;
}

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
      sample.is_stress = is_stress(skin.style);
      for (const auto mode : kOurModes) {
        const auto* const set = set_for(skin, mode);
        if (mode == OurMode::kEnrolled && set == nullptr) continue;
        const auto look = solver_.look(pad.pixels, pad.layout, set);
        sample.is_right = is_right(pad, cells_of(look.reading, pad.alphabet));
        keep(group_of(pad.alphabet, set), sample, look);
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
      const auto damage = damage_of_bad(kind, number, able.size());
      const auto pad = source_.deal_bad(skin, kind, damage, number);
      sample.damage = static_cast<std::size_t>(damage);
      const auto pixels = keypad_solver::decode_picture(std::as_bytes(std::span(pad.file)));
      if (!pixels) continue;
      for (const auto mode : kOurModes) {
        const auto* const set = set_for(skin, mode);
        if (mode == OurMode::kEnrolled && set == nullptr) continue;
        keep(group_of(skin.style.alphabet, set), sample, solver_.look(*pixels, pad.layout, set));
      }
    }
  }

  static const TemplateSet* set_for(const BenchSkin& skin, OurMode mode) {
    return mode == OurMode::kEnrolled && skin.set ? &*skin.set : nullptr;
  }

  void keep(LimitGroup group, PadSample sample, const Look& look) {
    sample.is_readable = !look.refusal && !look.reading.hits.empty();
    double margin = kEndless;
    for (const auto& hit : look.reading.hits) margin = std::min(margin, hit.margin);
    sample.figures = {look.reading.min_score, look.reading.gap,     margin,
                      look.reading.leftover,  look.doubts.stranger, look.doubts.outlier,
                      look.doubts.spread,     look.doubts.twin};
    samples_[static_cast<std::size_t>(group)].push_back(sample);
  }

  PadSource source_;
  SampleVolume volume_;
  keypad_solver::Solver solver_{keypad_solver::built_in_font_bank(), no_thresholds()};
  Samples samples_;
};

}  // namespace

std::string_view limit_group_name(LimitGroup group) {
  switch (group) {
    case LimitGroup::kBank:
      return "bank";
    case LimitGroup::kBankLetters:
      return "bank_letters";
    case LimitGroup::kSet:
      return "set";
    case LimitGroup::kSetLetters:
      return "set_letters";
    case LimitGroup::kSetAlone:
      return "set_alone";
  }
  __builtin_unreachable();
}

const std::array<LimitAxis, kLimitCount>& limit_axes() {
  static constexpr std::array<LimitAxis, kLimitCount> kAxes = {{
      {"min_score", &Limits::min_score, true, 0.85, -0.05, 10},
      {"gap", &Limits::gap, true, 0.20, -0.02, 11},
      {"cell_margin", &Limits::cell_margin, true, 0.05, -0.05, 8},
      {"leftover", &Limits::leftover, false, 0.50, 0.05, 11},
      {"stranger", &Limits::stranger, false, -0.04, 0.02, 9},
      {"outlier", &Limits::outlier, false, 0.00, 0.01, 21},
      {"spread", &Limits::spread, false, 0.06, 0.03, 10},
      {"twin", &Limits::twin, false, 0.85, 0.01, 15},
  }};
  return kAxes;
}

Samples take_samples(Part part, const SampleVolume& volume) {
  return Sampling(part, volume).take();
}

}  // namespace vancrawl::bench
