#include "keypad_solver/cell_sight.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include <opencv2/imgproc.hpp>

#include "keypad_solver/ink_map.h"

namespace vancrawl::keypad_solver {
namespace {

constexpr double kMinGlyphHeight = 0.18;  // of the inner cell
constexpr double kSpeckArea = 0.004;      // of the inner cell
constexpr double kMaxPieceGap = 0.6;      // of the tallest piece's height
constexpr double kMinRowOverlap = 0.5;    // of a piece's own height
constexpr int kFitWidth = 20;
constexpr int kFitHeight = 28;
constexpr std::size_t kLevels = 256;

struct Split {
  int threshold = 0;
  double contrast = 0;
};

using Histogram = std::array<std::int32_t, kLevels>;

// Two counters in turn: most pixels are ground, and one counter would wait for itself.
Histogram count_levels(const cv::Mat& ink) {
  std::array<Histogram, 2> counts{};
  for (int y = 0; y < ink.rows; ++y) {
    const std::uint8_t* row = ink.ptr(y);
    for (int x = 0; x < ink.cols; ++x) ++counts[static_cast<std::size_t>(x) % 2][row[x]];
  }
  for (std::size_t i = 0; i < kLevels; ++i) counts[0][i] += counts[1][i];
  return counts[0];
}

// Otsu 1979: the threshold with the largest variance between the classes.
Split split_levels(const Histogram& histogram) {
  double count = 0;
  double sum = 0;
  for (std::size_t i = 0; i < kLevels; ++i) {
    count += histogram[i];
    sum += static_cast<double>(i) * histogram[i];
  }
  Split best;
  double best_variance = 0;
  double low_count = 0;
  double low_sum = 0;
  for (std::size_t i = 0; i + 1 < kLevels; ++i) {
    low_count += histogram[i];
    low_sum += static_cast<double>(i) * histogram[i];
    if (histogram[i] == 0 || low_count == count) continue;
    const double contrast = (sum - low_sum) / (count - low_count) - low_sum / low_count;
    const double variance = low_count * (count - low_count) * contrast * contrast;
    if (variance <= best_variance) continue;
    best_variance = variance;
    best = {static_cast<int>(i), contrast};
  }
  return best;
}

struct Pieces {
  std::vector<cv::Rect> whole;
  bool has_cut = false;
};

bool touches_edge(const cv::Rect& box, const cv::Size& area) {
  return box.x == 0 || box.y == 0 || box.br().x == area.width || box.br().y == area.height;
}

// What touches the cell's edge is a frame or half a character, never a character. Only the box
// around all ink is searched for pieces: it is a tenth of a usual cell.
Pieces find_pieces(const cv::Mat& ink, int threshold) {
  cv::Mat mask;
  cv::threshold(ink, mask, threshold, 255, cv::THRESH_BINARY);
  const cv::Rect inked = cv::boundingRect(mask);
  cv::Mat labels;
  cv::Mat stats;
  cv::Mat centroids;
  const int count =
      cv::connectedComponentsWithStats(mask(inked), labels, stats, centroids, 8, CV_16U);
  const double speck = std::max(4.0, kSpeckArea * ink.rows * ink.cols);
  Pieces pieces;
  for (int i = 1; i < count; ++i) {
    const int* row = stats.ptr<int>(i);
    if (row[cv::CC_STAT_AREA] < speck) continue;
    const cv::Rect box(inked.x + row[cv::CC_STAT_LEFT], inked.y + row[cv::CC_STAT_TOP],
                       row[cv::CC_STAT_WIDTH], row[cv::CC_STAT_HEIGHT]);
    if (touches_edge(box, ink.size()))
      pieces.has_cut = true;
    else
      pieces.whole.push_back(box);
  }
  return pieces;
}

bool belongs_to(const cv::Rect& piece, const cv::Rect& tallest) {
  const int overlap = std::min(piece.br().y, tallest.br().y) - std::max(piece.y, tallest.y);
  const int apart = std::max(piece.x - tallest.br().x, tallest.x - piece.br().x);
  return overlap >= kMinRowOverlap * piece.height && apart <= kMaxPieceGap * tallest.height;
}

cv::Rect glyph_box(const std::vector<cv::Rect>& pieces) {
  const auto taller = [](const cv::Rect& a, const cv::Rect& b) { return a.height < b.height; };
  const cv::Rect tallest = *std::ranges::max_element(pieces, taller);
  cv::Rect box = tallest;
  for (const cv::Rect& piece : pieces)
    if (belongs_to(piece, tallest)) box |= piece;
  return box;
}

GlyphShape shape_in(const cv::Mat& ink, const cv::Rect& box) {
  const cv::Rect soft =
      cv::Rect(box.x - 1, box.y - 1, box.width + 2, box.height + 2) & cv::Rect({}, ink.size());
  const double scale = std::min(static_cast<double>(kFitWidth) / box.width,
                                static_cast<double>(kFitHeight) / box.height);
  const int width =
      std::clamp(static_cast<int>(std::lround(soft.width * scale)), 1, GlyphShape::kWidth);
  const int height =
      std::clamp(static_cast<int>(std::lround(soft.height * scale)), 1, GlyphShape::kHeight);
  GlyphShape shape;
  shape.aspect = static_cast<double>(box.width) / box.height;
  cv::Mat canvas(GlyphShape::kHeight, GlyphShape::kWidth, CV_8U, shape.ink.data());
  cv::Mat middle = canvas(cv::Rect((GlyphShape::kWidth - width) / 2,
                                   (GlyphShape::kHeight - height) / 2, width, height));
  cv::resize(ink(soft), middle, middle.size(), 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  cv::GaussianBlur(canvas, canvas, {3, 3}, 0, 0, cv::BORDER_CONSTANT);
  return shape;
}

CellSight glyph_sight(const cv::Mat& ink, const cv::Rect& box) {
  CellSight sight{.kind = SightKind::kGlyph, .shape = shape_in(ink, box)};
  sight.off_x = (box.x + box.width / 2.0) / ink.cols - 0.5;
  sight.off_y = (box.y + box.height / 2.0) / ink.rows - 0.5;
  return sight;
}

// OpenCV shares even pictures this small out to a thread pool, which costs more than it saves and
// is not ours. The setting is the process's; nothing else here uses OpenCV.
void keep_opencv_on_this_thread() {
  [[maybe_unused]] static const bool done = (cv::setNumThreads(0), true);
}

}  // namespace

CellSight look_at_cell(const Pixels& pixels, const Rect& cell) {
  keep_opencv_on_this_thread();
  InkMap map = map_ink(pixels, cell);
  const cv::Mat ink(map.height, map.width, CV_8U, map.ink.data());
  cv::Mat smooth;
  cv::blur(ink, smooth, {3, 3});
  const Split split = split_levels(count_levels(smooth));
  if (split.contrast < kMinContrast) return {};
  const Pieces pieces = find_pieces(smooth, split.threshold);
  if (pieces.has_cut) return {.kind = SightKind::kUnclear};
  if (pieces.whole.empty()) return {};
  const cv::Rect box = glyph_box(pieces.whole);
  if (box.height < kMinGlyphHeight * ink.rows) return {.kind = SightKind::kUnclear};
  return glyph_sight(ink, box);
}

}  // namespace vancrawl::keypad_solver
