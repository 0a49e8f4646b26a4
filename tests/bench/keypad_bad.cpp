#include <span>
#include <variant>

#include "keypad_solver/picture.h"
#include "tests/bench/keypad_run.h"

namespace vancrawl::bench {
namespace {

using keypad_solver::Reading;
using keypad_solver::Refusal;

constexpr std::uint64_t kPadsAKind = 504;

std::string name_of(Refusal refusal) { return std::string(keypad_solver::refusal_name(refusal)); }

void read_bad(const keypad_solver::Solver& solver, const keypad_solver::Pixels& pixels,
              const keypad_solver::Layout& layout, const keypad_solver::TemplateSet* set,
              KeypadTally& tally) {
  const ThreadWatch watch;
  const auto answer = solver.solve(pixels, layout, set);
  const double micros = watch.micros();
  if (std::holds_alternative<Reading>(answer)) return tally.add(PadOutcome::kWrong, micros);
  tally.add(PadOutcome::kRefused, micros, name_of(std::get<Refusal>(answer)));
}

/// Skins that can be bad in this way and, so that both ways to read see the same pads, have a set.
std::vector<const BenchSkin*> able_skins(const std::vector<BenchSkin>& skins,
                                         keypads::BadKind kind) {
  std::vector<const BenchSkin*> able;
  for (const auto& skin : skins)
    if (skin.set && keypads::can_be_bad(skin.style, kind)) able.push_back(&skin);
  return able;
}

BadFigures run_kind(PadSource& source, const keypad_solver::Solver& solver,
                    const std::vector<BenchSkin>& skins, keypads::BadKind kind) {
  BadFigures figures{.kind = kind, .modes = {}};
  const auto able = able_skins(skins, kind);
  for (std::uint64_t number = 0; !able.empty() && number < kPadsAKind; ++number) {
    const BenchSkin& skin = *able[number % able.size()];
    const auto pad = source.deal_bad(skin, kind, damage_of_bad(kind, number, able.size()), number);
    const auto pixels = keypad_solver::decode_picture(std::as_bytes(std::span(pad.file)));
    for (const auto mode : kOurModes) {
      auto& tally = figures.modes[static_cast<std::size_t>(mode)];
      const auto* const set = mode == OurMode::kEnrolled ? &*skin.set : nullptr;
      if (pixels)
        read_bad(solver, *pixels, pad.layout, set, tally);
      else
        tally.add_untried(name_of(Refusal::kBadImage));
    }
  }
  return figures;
}

}  // namespace

std::vector<BadFigures> run_bad_pads(PadSource& source, const keypad_solver::Solver& solver,
                                     const std::vector<BenchSkin>& skins) {
  std::vector<BadFigures> figures;
  for (const auto kind : keypads::bad_kinds())
    figures.push_back(run_kind(source, solver, skins, kind));
  return figures;
}

}  // namespace vancrawl::bench
