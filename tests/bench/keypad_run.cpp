#include "tests/bench/keypad_run.h"

#include <memory>
#include <variant>

#include <opencv2/core.hpp>

#include "keypad_solver/font_bank.h"
#include "tests/bench/usage.h"

namespace vancrawl::bench {
namespace {

using keypad_solver::Reading;
using keypad_solver::Refusal;
using keypad_solver::Solver;
using keypads::Style;

/// How many pads are read, and how many of the same by peers, of each style and damage.
struct Volume {
  std::uint64_t first_skin = 0;
  std::uint64_t skins = 0;
  std::uint64_t pads_a_skin = 0;
  std::uint64_t peer_pads = 0;  ///< over all skins
  std::uint64_t tesseract_pads = 0;
};
/// At least 3,000 pads; peers read 1,000 of them, tesseract 300.
constexpr Volume kFixed{.skins = 5, .pads_a_skin = 5, .peer_pads = 8, .tesseract_pads = 3};
/// At least 30,000 accepted ones.
/// Skins that no shorter run shows, so that nothing was ever mended by looking at them.
constexpr Volume kFull{
    .first_skin = 300, .skins = 15, .pads_a_skin = 16, .peer_pads = 8, .tesseract_pads = 3};

constexpr std::size_t kMostCells = 12;

struct Timed {
  std::variant<Reading, Refusal> answer;
  double micros = 0;
};

Timed solve(const Solver& solver, const BenchPad& pad, const keypad_solver::TemplateSet* set) {
  const ThreadWatch watch;
  auto answer = solver.solve(pad.pixels, pad.layout, set);
  const double micros = watch.micros();
  return {std::move(answer), micros};
}

void add(KeypadTally& tally, const BenchPad& pad, const Timed& timed) {
  const auto* const reading = std::get_if<Reading>(&timed.answer);
  if (reading == nullptr) {
    const auto refusal = std::get<Refusal>(timed.answer);
    return tally.add(PadOutcome::kRefused, timed.micros,
                     std::string(keypad_solver::refusal_name(refusal)));
  }
  const bool right = is_right(pad, cells_of(*reading, pad.alphabet));
  tally.add(right ? PadOutcome::kRight : PadOutcome::kWrong, timed.micros);
}

void add(KeypadTally& tally, const BenchPad& pad, const CellsRead& read, double micros) {
  if (!read) return tally.add(PadOutcome::kRefused, micros, "refused");
  tally.add(is_right(pad, *read) ? PadOutcome::kRight : PadOutcome::kWrong, micros);
}

struct PeerHere {
  KeypadPeer* peer = nullptr;  ///< null: not built in
  std::uint64_t pads = 0;      ///< of each damage of this skin
};

/// So many of `whole` fall to the skin of this number when they are dealt out one by one.
std::uint64_t share(std::uint64_t whole, std::uint64_t number, std::uint64_t skins) {
  return whole / skins + (number < whole % skins ? 1 : 0);
}

class Run {
 public:
  explicit Run(const KeypadOrder& order) : order_(order) {
    figures_.peers = {{.name = "full-image matchTemplate", .damages = {}},
                      {.name = "per-cell argmax", .damages = {}},
                      {.name = "exact hash", .damages = {}},
                      {.name = "tesseract", .damages = {}}};
  }

  KeypadFigures run() {
    cv::setNumThreads(1);
    for (const auto* const style : source_.styles()) {
      if (order_.style && *order_.style != style->number) continue;
      read_style(*style);
    }
    const Meter meter;
    if (order_.with_bad_pads) figures_.bad = run_bad_pads(source_, solver_, numeric_);
    figures_.seconds_of_bad_pads = meter.cpu();
    return std::move(figures_);
  }

 private:
  void read_style(const Style& style) {
    figures_.styles.push_back({.style = &style, .modes = {}, .not_enrolled = {}});
    const auto skins = volume().skins;
    for (std::uint64_t number = 0; number < skins; ++number) {
      auto skin = source_.make_skin(style, volume().first_skin + number);
      ++figures_.styles.back().skins;
      if (!skin.fault.empty()) figures_.styles.back().not_enrolled.push_back(skin.fault);
      for (const auto damage : kDamages) read_skin(skin, damage);
      time_exact_path(skin);
      if (order_.with_peers) read_by_peers(skin, number);
      if (makes_bad_pads(style) && number < kFixed.skins) numeric_.push_back(std::move(skin));
    }
  }

  /// Drawing large pictures and packing them into files takes most of the time of bad pads.
  [[nodiscard]] bool makes_bad_pads(const Style& style) const {
    return keypads::is_numeric(style) && (order_.full || style.width * style.height <= 100'000);
  }

  void read_skin(const BenchSkin& skin, keypads::Damage damage) {
    auto& modes = figures_.styles.back().modes;
    auto& font = figures_.fonts[std::string(skin.font->family)];
    const auto at = static_cast<std::size_t>(damage);
    for (std::uint64_t number = 0; number < volume().pads_a_skin; ++number) {
      const auto pad = source_.deal(skin, damage, number);
      const auto alone = solve(solver_, pad, nullptr);
      add(modes[1][at], pad, alone);
      add(font[1], pad, alone);
      if (!skin.set) {
        modes[0][at].add_untried("not_enrolled");
        font[0].add_untried("not_enrolled");
        continue;
      }
      const auto timed = solve(solver_, pad, &*skin.set);
      add(modes[0][at], pad, timed);
      add(font[0], pad, timed);
      add_time(pad, timed);
    }
  }

  void add_time(const BenchPad& pad, const Timed& timed) {
    if (pad.faces.size() > kMostCells) return;
    const bool is_small = pad.pixels.width() <= 320 && pad.pixels.height() <= 270;
    if (is_small) add(figures_.times.small, pad, timed);
    if (pad.pixels.width() >= 900) add(figures_.times.large, pad, timed);
  }

  void time_exact_path(const BenchSkin& skin) {
    for (const auto& pad : skin.known) {
      const bool is_small =
          pad.pixels.width() <= 320 && pad.pixels.height() <= 270 && pad.faces.size() <= kMostCells;
      if (!is_small || !skin.set) continue;
      add(figures_.times.exact, pad, solve(solver_, pad, &*skin.set));
    }
  }

  /// Loading its models takes longer than reading a pad: one a pad's alphabet serves all skins.
  KeypadPeer* tesseract_for(const std::string& alphabet) {
    auto found = tesseracts_.find(alphabet);
    if (found == tesseracts_.end())
      found = tesseracts_.emplace(alphabet, tesseract_peer(alphabet)).first;
    figures_.has_tesseract = found->second != nullptr;
    return found->second.get();
  }

  void read_by_peers(const BenchSkin& skin, std::uint64_t number) {
    const Meter meter;
    const auto pads = share(volume().peer_pads, number, volume().skins);
    const auto full_image = full_image_peer(skin.known);
    const auto cell_argmax = cell_argmax_peer(skin.known);
    const auto exact_hash = exact_hash_peer(skin.known);
    const std::array<PeerHere, 4> peers = {
        {{full_image.get(), pads},
         {cell_argmax.get(), pads},
         {exact_hash.get(), pads},
         {tesseract_for(skin.style.alphabet),
          share(volume().tesseract_pads, number, volume().skins)}}};
    for (const auto damage : kDamages) {
      for (std::uint64_t pad = 0; pad < pads; ++pad)
        read_by_peers(skin, source_.deal(skin, damage, pad), damage, peers, pad);
    }
    figures_.seconds_of_peers += meter.cpu();
  }

  void read_by_peers(const BenchSkin& skin, const BenchPad& pad, keypads::Damage damage,
                     const std::array<PeerHere, 4>& peers, std::uint64_t number) {
    const double ours = solve(solver_, pad, skin.set ? &*skin.set : nullptr).micros;
    for (std::size_t i = 0; i < peers.size(); ++i) {
      if (peers[i].peer == nullptr || number >= peers[i].pads) continue;
      const ThreadWatch watch;
      const auto read = peers[i].peer->read(pad);
      const double micros = watch.micros();
      add(figures_.peers[i].damages[static_cast<std::size_t>(damage)], pad, read, micros);
      figures_.peers[i].ours_micros += ours;
    }
  }

  [[nodiscard]] const Volume& volume() const { return order_.full ? kFull : kFixed; }

  const KeypadOrder& order_;
  PadSource source_{Part::kTest};
  Solver solver_{keypad_solver::built_in_font_bank()};
  std::map<std::string, std::unique_ptr<KeypadPeer>> tesseracts_;
  std::vector<BenchSkin> numeric_;  ///< skins of which bad pads are made
  KeypadFigures figures_;
};

}  // namespace

std::vector<std::size_t> cells_of(const Reading& reading, const std::string& alphabet) {
  std::vector<std::size_t> cells(alphabet.size(), kNoCell);
  for (const auto& hit : reading.hits) {
    const auto at = alphabet.find(hit.character);
    if (at != std::string::npos) cells[at] = hit.cell;
  }
  return cells;
}

KeypadFigures run_keypads(const KeypadOrder& order) { return Run(order).run(); }

}  // namespace vancrawl::bench
