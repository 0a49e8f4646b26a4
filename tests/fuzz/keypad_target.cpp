#include <algorithm>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include <zlib.h>

#include "crawler/page/form.h"
#include "keypad_solver/font_bank.h"
#include "keypad_solver/picture.h"
#include "keypad_solver/solver.h"
#include "keypad_solver/template_files.h"
#include "tests/fuzz/checks.h"
#include "tests/fuzz/sites.h"
#include "tests/fuzz/targets.h"

namespace vancrawl::fuzz {
namespace {

using keypad_solver::Pixels;
using keypad_solver::Reading;

constexpr std::size_t kSignature = 8;
constexpr std::size_t kChunkFrame = 12;  // length, type, checksum
constexpr std::size_t kMostNoise = 512;

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text));
}

keypad_solver::Layout login_layout() {
  const auto& pad = sample_keypad().pads.at("login");
  const auto html = corpus_file("pages/keypad_login.html");
  const auto page = page::scrub({"text/html; charset=EUC-KR", html}, sample_keypad().scrub);
  require(page.has_value(), "the login page of the corpus is read");
  const auto form = page::read_form(*page, "/login.do", "data-token");
  require(form.has_value(), "the login page of the corpus has its form");
  keypad_solver::LayoutSpec spec;
  spec.width = pad.width;
  spec.height = pad.height;
  spec.dummies_min = static_cast<std::uint8_t>(pad.dummies_min);
  spec.dummies_max = static_cast<std::uint8_t>(pad.dummies_max);
  for (const auto& area : form->areas) {
    spec.cells.push_back({area.x, area.y, area.width, area.height});
  }
  auto layout = keypad_solver::Layout::make(std::move(spec));
  require(layout.has_value(), "the pad of the corpus has a layout");
  return std::move(*layout);
}

/// sample_keypad's enrolled set, and a pad whose cells are known.
struct Bench {
  keypad_solver::Layout layout = login_layout();
  std::vector<keypad_solver::TemplateSet> sets =
      keypad_solver::load_template_sets(sample_keypad().folder + "/keypads").value();
  Pixels pad = keypad_solver::decode_picture(bytes_of(corpus_file("keypad/pad.png"))).value();
  std::vector<std::uint16_t> cells = cells_of(std::get<Reading>(solve(pad)));

  [[nodiscard]] std::variant<Reading, keypad_solver::Refusal> solve(const Pixels& pixels) const {
    return keypad_solver::Solver(keypad_solver::built_in_font_bank())
        .solve(pixels, layout, &sets.front());
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

void check_solved(const Pixels& pixels) {
  const auto solved = bench().solve(pixels);
  const auto* const reading = std::get_if<Reading>(&solved);
  if (reading == nullptr) return;
  const auto cells = Bench::cells_of(*reading);
  require(std::set(cells.begin(), cells.end()).size() == cells.size(), "a cell is one key");
  for (const auto& hit : reading->hits) {
    require(pixels.contains(hit.box), "a key lies inside the picture");
  }
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
  check_solved(*pixels);
}

std::size_t big_endian(const std::string& file, std::size_t at) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8U | static_cast<std::uint8_t>(file[at + i]);
  return value;
}

/// Without this nearly every changed picture fails at its first checksum.
std::string with_checksums_mended(std::string file) {
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
  check_picture(file);
  check_picture(with_checksums_mended(file));
  check_noise(data);
}

}  // namespace vancrawl::fuzz
