#include "tests/bench/keypad_skins.h"

#include <initializer_list>
#include <span>
#include <stdexcept>

#include "keypad_solver/enrol.h"
#include "keypad_solver/font_bank.h"
#include "keypad_solver/picture.h"
#include "tests/keypads/encode.h"
#include "tests/keypads/pad_layout.h"
#include "tests/keypads/seeded_random.h"

namespace vancrawl::bench {
namespace {

using keypad_solver::Pixels;
using keypads::DealtPad;
using keypads::FileKind;
using keypads::Style;

constexpr int kFirstStress = 19;

/// One seed of several numbers.
std::uint64_t seed_of(std::initializer_list<std::uint64_t> numbers) {
  std::uint64_t seed = 0;
  for (const auto number : numbers) seed = keypads::SeededRandom(seed ^ number).next();
  return seed;
}

std::uint64_t seed_of(const std::string& name) {
  std::uint64_t seed = 0;
  for (const char letter : name) seed = seed_of({seed, static_cast<std::uint8_t>(letter)});
  return seed;
}

/// Through its file where that changes pixels; encoding a PNG would only cost time.
Pixels pixels_of_pad(const Style& style, const DealtPad& pad) {
  const bool is_png = style.file == FileKind::kPng || style.file == FileKind::kPngAlpha;
  if (is_png || !pad.jpeg.empty()) return keypads::pixels_of(pad.picture);
  const auto file = keypads::file_of(style, pad);
  auto pixels = keypad_solver::decode_picture(std::as_bytes(std::span(file)));
  if (!pixels)
    throw std::runtime_error(style.name + ": a dealt file is not read: " +
                             std::string(keypad_solver::picture_fault_name(pixels.error())));
  return std::move(*pixels);
}

keypad_solver::Layout layout_of_pad(const Style& style, const DealtPad& pad) {
  auto layout = keypad_solver::Layout::make(keypads::layout_spec_of(style, pad));
  if (!layout)
    throw std::runtime_error(style.name + ": " +
                             std::string(keypad_solver::layout_fault_name(layout.error())));
  return std::move(*layout);
}

/// As an operator would: a skin that the bank cannot read is enrolled by a person who vouches.
void enrol_skin(BenchSkin& skin) {
  std::vector<keypad_solver::LabelledPicture> pictures;
  for (const auto& pad : skin.known) {
    pictures.push_back({.pixels = pad.pixels, .labels = pad.labels});
    if (skin.style.keys_move) pictures.back().layout = pad.layout;
  }
  for (const bool vouched : {false, true}) {
    auto set = keypad_solver::enrol(pictures, skin.known.front().layout,
                                    {.name = "bench",
                                     .version = 1,
                                     .provenance = "tests/bench, no portal",
                                     .bank_cannot_read = vouched});
    if (set) {
      skin.set = std::move(*set);
      return;
    }
    skin.fault = set.error().reason;
  }
}

}  // namespace

bool is_stress(const Style& style) { return style.number >= kFirstStress; }

std::vector<const Style*> PadSource::styles() const {
  std::vector<const Style*> found;
  for (const auto& style : keypads::styles())
    if (part_ == Part::kTest || !style.held_out) found.push_back(&style);
  return found;
}

BenchSkin PadSource::make_skin(const Style& style, std::uint64_t number) {
  std::vector<const keypads::PadFont*> fonts;
  for (const auto& font : keypads::pad_fonts())
    if (font.held_out == (part_ == Part::kTest)) fonts.push_back(&font);
  BenchSkin skin;
  skin.seed = seed_of({static_cast<std::uint64_t>(part_), seed_of(style.name), number});
  skin.style = keypads::varied(style, skin.seed);
  skin.font = fonts[number % fonts.size()];
  for (std::uint64_t i = 0; i < kEnrolledCaptures; ++i)
    skin.known.push_back(capture(skin, keypads::Damage::kClean, seed_of({skin.seed, 1, i})));
  enrol_skin(skin);
  return skin;
}

BenchPad PadSource::deal(const BenchSkin& skin, keypads::Damage damage, std::uint64_t number) {
  return capture(skin, damage, seed_of({skin.seed, 2, static_cast<std::uint64_t>(damage), number}));
}

BenchPad PadSource::capture(const BenchSkin& skin, keypads::Damage damage, std::uint64_t seed) {
  auto pad = dealer_.deal(skin.style, *skin.font, seed, damage);
  auto layout = layout_of_pad(skin.style, pad);
  auto pixels = pixels_of_pad(skin.style, pad);
  auto faces = layout.faces_in(pixels.width(), pixels.height());
  if (!faces) faces = std::vector<keypad_solver::Rect>();  // refused; peers find no cell
  return {.pixels = std::move(pixels),
          .layout = std::move(layout),
          .faces = std::move(*faces),
          .alphabet = skin.style.alphabet,
          .labels = std::move(pad.faces)};
}

BadBenchPad PadSource::deal_bad(const BenchSkin& skin, keypads::BadKind kind,
                                keypads::Damage damage, std::uint64_t number) {
  const auto seed = seed_of({skin.seed, 3, static_cast<std::uint64_t>(kind), number});
  auto bad = keypads::make_bad_pad(dealer_, kind, skin.style, *skin.font, seed, damage);
  // The page declares the pad that should have come; only moving keys are told anew each time.
  const bool tells_anew = skin.style.keys_move && !bad.pad.cells.empty();
  return {.file = std::move(bad.file),
          .layout = tells_anew ? layout_of_pad(skin.style, bad.pad) : skin.known.front().layout};
}

}  // namespace vancrawl::bench
