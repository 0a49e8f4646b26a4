#include <span>
#include <variant>

#include "keypad_solver/picture.h"
#include "tests/bench/keypad_run.h"

namespace vancrawl::bench {
namespace {

using keypad_solver::Reading;
using keypad_solver::Refusal;

constexpr std::uint64_t kPadsAKind = 504;

void read_bad(const keypad_solver::Solver& solver, const BadBenchPad& pad,
              const keypad_solver::TemplateSet* set, KeypadTally& tally) {
  const ThreadWatch watch;
  const auto pixels = keypad_solver::decode_picture(std::as_bytes(std::span(pad.file)));
  if (!pixels)
    return tally.add(PadOutcome::kRefused, watch.micros(),
                     std::string(keypad_solver::refusal_name(Refusal::kBadImage)));
  const auto answer = solver.solve(*pixels, pad.layout, set);
  if (std::holds_alternative<Reading>(answer)) return tally.add(PadOutcome::kWrong, watch.micros());
  tally.add(PadOutcome::kRefused, watch.micros(),
            std::string(keypad_solver::refusal_name(std::get<Refusal>(answer))));
}

BadFigures run_kind(PadSource& source, const keypad_solver::Solver& solver,
                    const std::vector<BenchSkin>& skins, keypads::BadKind kind) {
  BadFigures figures{.kind = kind, .modes = {}};
  std::vector<const BenchSkin*> able;
  for (const auto& skin : skins)
    if (keypads::can_be_bad(skin.style, kind)) able.push_back(&skin);
  for (std::uint64_t number = 0; !able.empty() && number < kPadsAKind; ++number) {
    const BenchSkin& skin = *able[number % able.size()];
    const auto pad = source.deal_bad(skin, kind, number);
    read_bad(solver, pad, nullptr, figures.modes[1]);
    if (skin.set) read_bad(solver, pad, &*skin.set, figures.modes[0]);
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
