#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <zlib.h>

#include "keypad_solver/font_bank.h"
#include "keypad_solver/geometry.h"
#include "keypad_solver/picture.h"
#include "keypad_solver/solver.h"
#include "keypad_solver/template_files.h"
#include "tests/fuzz/checks.h"
#include "tests/fuzz/sites.h"
#include "tests/fuzz/targets.h"

namespace vancrawl::fuzz {
namespace {

using keypad_solver::Layout;
using keypad_solver::LayoutSpec;
using keypad_solver::Pixels;
using keypad_solver::Reading;
using Solved = std::variant<Reading, keypad_solver::Refusal>;

constexpr std::size_t kSignature = 8;
constexpr std::size_t kChunkFrame = 12;  // length, type, checksum
constexpr std::size_t kMostNoise = 512;

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

Layout layout_of(const std::string& geometry) {
  auto spec = keypad_solver::parse_geometry(geometry);
  require(spec.has_value(), "a geometry of the corpus is read");
  auto layout = Layout::make(std::move(*spec));
  require(layout.has_value(), "a geometry that is read makes a layout");
  return std::move(*layout);
}

/// A pad whose cells are known, and the enrolled set that reads it.
struct Bench {
  Layout layout = layout_of(corpus_file("geometry/sample.toml"));
  std::vector<keypad_solver::TemplateSet> sets =
      keypad_solver::load_template_sets(sample_keypad().folder + "/keypads").value();
  Pixels pad = keypad_solver::decode_picture(bytes_of(corpus_file("keypad/pad.png"))).value();
  const keypad_solver::TemplateSet* set = keypad_solver::choose_template_set(pad, layout, sets);
  std::vector<std::uint16_t> cells = cells_of(std::get<Reading>(solve(pad)));

  [[nodiscard]] Solved solve(const Pixels& pixels) const {
    return keypad_solver::Solver(keypad_solver::built_in_font_bank()).solve(pixels, layout, set);
  }
  static std::vector<std::uint16_t> cells_of(const Reading& reading) {
    std::vector<std::uint16_t> cells;
    for (const auto& hit : reading.hits) cells.push_back(hit.cell);
    return cells;
  }
};

const Bench& bench() {
  static const Bench kBench;
  return kBench;
}

void check_solved(const Pixels& pixels, const Solved& solved) {
  const auto* const reading = std::get_if<Reading>(&solved);
  if (reading == nullptr) return;
  const auto cells = Bench::cells_of(*reading);
  require(std::set(cells.begin(), cells.end()).size() == cells.size(), "a cell is one key");
  for (const auto& hit : reading->hits) {
    require(pixels.contains(hit.box), "a key lies inside the picture");
  }
}

/// Twelve cells over the whole picture, in the order that the last byte chooses.
std::optional<Layout> layout_over(const Pixels& pixels, std::uint8_t choice) {
  constexpr std::int32_t kColumns = 4;
  constexpr std::int32_t kRows = 3;
  LayoutSpec spec{.width = pixels.width(), .height = pixels.height(), .cells = {}};
  const std::int32_t width = pixels.width() / kColumns;
  const std::int32_t height = pixels.height() / kRows;
  for (std::int32_t i = 0; i < kColumns * kRows; ++i) {
    spec.cells.push_back({i % kColumns * width, i / kColumns * height, width, height});
  }
  spec.order = static_cast<keypad_solver::Order>(choice % 4);
  if (spec.order == keypad_solver::Order::kFixedSubset) spec.fixed = {{'1', 0}};
  spec.rows = {4, 4, 4};
  spec.dummies_max = spec.marked_dummies_max = 2;
  auto layout = Layout::make(std::move(spec));
  if (!layout) return std::nullopt;
  return std::move(*layout);
}

/// Every pixel of a decoded picture is there, and its colours are premultiplied.
void check_pixels(const Pixels& pixels) {
  const bool sized = pixels.width() > 0 && pixels.height() > 0 &&
                     pixels.width() <= Pixels::kMaxSide && pixels.height() <= Pixels::kMaxSide;
  require(sized, "a picture has sides of 1 to 4096");
  for (std::int32_t y = 0; y < pixels.height(); ++y) {
    for (std::int32_t x = 0; x < pixels.width(); ++x) {
      const auto* const at = pixels.at(x, y);
      require(at[0] <= at[3] && at[1] <= at[3] && at[2] <= at[3], "colours are premultiplied");
    }
  }
}

void check_picture(const std::string& file) {
  const auto pixels = keypad_solver::decode_picture(bytes_of(file));
  if (!pixels) return;
  check_pixels(*pixels);
  check_solved(*pixels, bench().solve(*pixels));
  const auto layout = layout_over(*pixels, static_cast<std::uint8_t>(file.back()));
  if (!layout) return;
  const keypad_solver::Solver solver(keypad_solver::built_in_font_bank());
  check_solved(*pixels, solver.solve(*pixels, *layout, nullptr));
}

bool is_picture(const std::string& file) {
  return file.starts_with("\x89PNG") || file.starts_with("\xff\xd8") || file.starts_with("GIF8");
}

std::size_t big_endian(const std::string& file, std::size_t at) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8U | static_cast<std::uint8_t>(file[at + i]);
  return value;
}

/// Without this nearly every changed picture fails at its first checksum.
std::string with_checksums_mended(std::string file) {
  if (!file.starts_with("\x89PNG")) return file;
  for (std::size_t at = kSignature; at + kChunkFrame <= file.size();) {
    const std::size_t length = big_endian(file, at);
    if (length > file.size() - at - kChunkFrame) break;
    const auto* const begin = reinterpret_cast<const Bytef*>(file.data() + at + 4);
    auto sum = ::crc32(0, begin, static_cast<uInt>(length + 4));
    for (std::size_t i = 4; i-- > 0; sum >>= 8U) {
      file[at + 8 + length + i] = static_cast<char>(sum & 0xFFU);
    }
    at += kChunkFrame + length;
  }
  return file;
}

/// The known pad with the input laid over it: it is refused or read as it is.
void check_noise(Bytes data) {
  if (data.size() < 3) return;
  const auto& pad = bench().pad;
  const auto size = static_cast<std::size_t>(pad.width()) * static_cast<std::size_t>(pad.height()) *
                    Pixels::kChannels;
  std::vector<std::uint8_t> rgba(pad.at(0, 0), pad.at(0, 0) + size);
  std::size_t at = (std::size_t{data[0]} << 8U | data[1]) * Pixels::kChannels;
  for (const auto byte : data.subspan(2, std::min(data.size() - 2, kMostNoise))) {
    if (at % Pixels::kChannels != 3) rgba[at % size] ^= byte;
    ++at;
  }
  const auto pixels = Pixels::from_rgba(pad.width(), pad.height(), std::move(rgba));
  require(pixels.has_value(), "a picture of the pad's size");
  const auto solved = bench().solve(*pixels);
  const auto* const reading = std::get_if<Reading>(&solved);
  require(reading == nullptr || Bench::cells_of(*reading) == bench().cells,
          "a disturbed pad is refused or read as it is");
}

}  // namespace

void fuzz_keypad(Bytes data) {
  const std::string file(data.begin(), data.end());
  if (!is_picture(file)) return check_noise(data);
  check_picture(file);
  const std::string mended = with_checksums_mended(file);
  if (mended != file) check_picture(mended);
}

void fuzz_geometry(Bytes data) {
  const auto spec = keypad_solver::parse_geometry(std::string(data.begin(), data.end()));
  if (!spec) {
    const auto& fault = spec.error();
    require(fault.line >= 1 && fault.column >= 1 && !fault.reason.empty(), "a fault has a place");
    return;
  }
  require(Layout::make(*spec).has_value(), "a geometry that is read makes a layout");
  const std::string text = keypad_solver::write_geometry(*spec);
  const auto again = keypad_solver::parse_geometry(text);
  require(again.has_value(), "what is written is read", text);
  require(keypad_solver::write_geometry(*again) == text, "and is the same", text);
}

}  // namespace vancrawl::fuzz
