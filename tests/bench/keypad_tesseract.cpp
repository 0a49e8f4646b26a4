#include "tests/bench/keypad_peer.h"

#ifdef VANCRAWL_BENCH_TESSERACT

#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include <dlfcn.h>
#include <opencv2/imgproc.hpp>
#include <tesseract/capi.h>

namespace vancrawl::bench {
namespace {

using keypad_solver::Pixels;
using keypad_solver::Rect;

constexpr int kLeastHeight = 48;  // below it tesseract reads hardly anything
constexpr int kDotsAnInch = 150;

cv::Mat cell_picture(const Pixels& pixels, const Rect& cell) {
  // OpenCV has no type for pixels that are only read.
  const cv::Mat rgba(pixels.height(), pixels.width(), CV_8UC4,
                     const_cast<std::uint8_t*>(pixels.at(0, 0)));
  // Less 8 % on every side, where borders are.
  const int inset_x = cell.w * 8 / 100;
  const int inset_y = cell.h * 8 / 100;
  cv::Mat gray;
  cv::cvtColor(rgba(cv::Rect(cell.x + inset_x, cell.y + inset_y, cell.w - 2 * inset_x,
                             cell.h - 2 * inset_y)),
               gray, cv::COLOR_RGBA2GRAY);
  if (gray.rows >= kLeastHeight) return gray;
  const double factor = static_cast<double>(kLeastHeight) / gray.rows;
  cv::Mat larger;
  cv::resize(gray, larger, {}, factor, factor, cv::INTER_CUBIC);
  return larger;
}

/// Tesseract reads by OpenMP, whose threads would not be in the figures.
void keep_to_one_thread() {
  using SetThreads = void (*)(int);
  auto* const set_threads =
      reinterpret_cast<SetThreads>(dlsym(RTLD_DEFAULT, "omp_set_num_threads"));
  if (set_threads == nullptr) throw std::runtime_error("tesseract cannot be kept to one thread");
  set_threads(1);
}

class TesseractPeer final : public KeypadPeer {
 public:
  explicit TesseractPeer(const std::string& alphabet) : engine_(TessBaseAPICreate()) {
    keep_to_one_thread();
    if (TessBaseAPIInit3(engine_, nullptr, "eng") != 0) {
      TessBaseAPIDelete(engine_);
      throw std::runtime_error("tesseract does not start: is tesseract-ocr-eng installed?");
    }
    TessBaseAPISetVariable(engine_, "tessedit_char_whitelist", alphabet.c_str());
    TessBaseAPISetVariable(engine_, "debug_file", "/dev/null");
    TessBaseAPISetPageSegMode(engine_, tesseract::PSM_SINGLE_CHAR);
  }
  ~TesseractPeer() override {
    TessBaseAPIEnd(engine_);
    TessBaseAPIDelete(engine_);
  }

  CellsRead read(const BenchPad& pad) override {
    std::vector<std::size_t> cells(pad.alphabet.size(), kNoCell);
    for (std::size_t i = 0; i < pad.faces.size(); ++i) {
      const auto at = pad.alphabet.find(character_in(cell_picture(pad.pixels, pad.faces[i])));
      if (at == std::string::npos) continue;
      if (cells[at] != kNoCell) return std::nullopt;
      cells[at] = i;
    }
    if (std::ranges::find(cells, kNoCell) != cells.end()) return std::nullopt;
    return cells;
  }

 private:
  /// '\0', which is on no pad, when it reads nothing.
  char character_in(const cv::Mat& gray) {
    TessBaseAPISetImage(engine_, gray.data, gray.cols, gray.rows, 1, static_cast<int>(gray.step));
    TessBaseAPISetSourceResolution(engine_, kDotsAnInch);
    char* const text = TessBaseAPIGetUTF8Text(engine_);
    const char character = text == nullptr ? '\0' : text[0];
    TessDeleteText(text);
    return character;
  }

  TessBaseAPI* engine_;
};

}  // namespace

std::unique_ptr<KeypadPeer> tesseract_peer(const std::string& alphabet) {
  return std::make_unique<TesseractPeer>(alphabet);
}

}  // namespace vancrawl::bench

#else

namespace vancrawl::bench {

std::unique_ptr<KeypadPeer> tesseract_peer(const std::string& /*alphabet*/) { return nullptr; }

}  // namespace vancrawl::bench

#endif
