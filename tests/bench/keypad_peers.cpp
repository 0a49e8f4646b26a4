#include <algorithm>
#include <cstdint>
#include <map>
#include <unordered_map>

#include <opencv2/imgproc.hpp>

#include "tests/bench/keypad_peer.h"

namespace vancrawl::bench {
namespace {

using keypad_solver::Pixels;
using keypad_solver::Rect;

constexpr int kRim = 2;  // pixels kept around a template's ink

cv::Rect cv_rect(const Rect& rect) { return {rect.x, rect.y, rect.w, rect.h}; }

cv::Mat gray_of(const Pixels& pixels) {
  // OpenCV has no type for pixels that are only read.
  const cv::Mat rgba(pixels.height(), pixels.width(), CV_8UC4,
                     const_cast<std::uint8_t*>(pixels.at(0, 0)));
  cv::Mat gray;
  cv::cvtColor(rgba, gray, cv::COLOR_RGBA2GRAY);
  return gray;
}

/// The box of what differs from the cell's larger part, with a rim.
cv::Rect ink_box(const cv::Mat& cell) {
  const int inset_x = cell.cols / 8;
  const int inset_y = cell.rows / 8;
  const cv::Rect inner(inset_x, inset_y, cell.cols - 2 * inset_x, cell.rows - 2 * inset_y);
  cv::Mat ink;
  cv::threshold(cell(inner), ink, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
  if (cv::mean(ink)[0] > 127) ink = 255 - ink;
  const cv::Rect box = cv::boundingRect(ink);
  const cv::Rect wide(box.x + inset_x - kRim, box.y + inset_y - kRim, box.width + 2 * kRim,
                      box.height + 2 * kRim);
  return wide & cv::Rect(0, 0, cell.cols, cell.rows);
}

/// One template a character, from the first pad that shows it.
std::map<char, cv::Mat> cut_templates(std::span<const BenchPad> known) {
  std::map<char, cv::Mat> templates;
  for (const auto& pad : known) {
    const cv::Mat gray = gray_of(pad.pixels);
    for (std::size_t i = 0; i < pad.faces.size(); ++i) {
      const auto& label = pad.labels[i];
      if (label.size() != 1 || !pad.alphabet.contains(label[0])) continue;
      const cv::Mat cell = gray(cv_rect(pad.faces[i]));
      templates.try_emplace(label[0], cell(ink_box(cell)).clone());
    }
  }
  return templates;
}

struct Best {
  double score = -2;
  cv::Point at;
};

Best best_match(const cv::Mat& image, const cv::Mat& pattern) {
  if (pattern.cols > image.cols || pattern.rows > image.rows) return {};
  cv::Mat scores;
  cv::matchTemplate(image, pattern, scores, cv::TM_CCOEFF_NORMED);
  Best best;
  cv::minMaxLoc(scores, nullptr, &best.score, nullptr, &best.at);
  return best;
}

std::size_t cell_at(const std::vector<Rect>& cells, cv::Point point) {
  const auto found =
      std::ranges::find_if(cells, [&](const Rect& cell) { return cv_rect(cell).contains(point); });
  return found == cells.end() ? kNoCell : static_cast<std::size_t>(found - cells.begin());
}

class FullImagePeer final : public KeypadPeer {
 public:
  explicit FullImagePeer(std::span<const BenchPad> known) : templates_(cut_templates(known)) {}

  CellsRead read(const BenchPad& pad) override {
    const cv::Mat gray = gray_of(pad.pixels);
    std::vector<std::size_t> cells;
    for (const char character : pad.alphabet) {
      const cv::Mat& pattern = templates_.at(character);
      const Best best = best_match(gray, pattern);
      const cv::Point middle(best.at.x + pattern.cols / 2, best.at.y + pattern.rows / 2);
      cells.push_back(cell_at(pad.faces, middle));
    }
    return cells;
  }

 private:
  std::map<char, cv::Mat> templates_;
};

class CellArgmaxPeer final : public KeypadPeer {
 public:
  explicit CellArgmaxPeer(std::span<const BenchPad> known) : templates_(cut_templates(known)) {}

  CellsRead read(const BenchPad& pad) override {
    const cv::Mat gray = gray_of(pad.pixels);
    std::vector<std::size_t> cells;
    for (const char character : pad.alphabet) cells.push_back(best_cell(gray, pad, character));
    return cells;
  }

 private:
  std::size_t best_cell(const cv::Mat& gray, const BenchPad& pad, char character) const {
    std::size_t best_cell = kNoCell;
    double best = -2;
    for (std::size_t i = 0; i < pad.faces.size(); ++i) {
      const double score = best_match(gray(cv_rect(pad.faces[i])), templates_.at(character)).score;
      if (score <= best) continue;
      best = score;
      best_cell = i;
    }
    return best_cell;
  }

  std::map<char, cv::Mat> templates_;
};

/// FNV-1a over a cell's size and pixels.
std::uint64_t hash_of(const Pixels& pixels, const Rect& cell) {
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  const auto add = [&hash](std::uint64_t value) { hash = (hash ^ value) * 1'099'511'628'211U; };
  add(static_cast<std::uint64_t>(cell.w));
  add(static_cast<std::uint64_t>(cell.h));
  for (std::int32_t y = cell.y; y < cell.y + cell.h; ++y) {
    const std::uint8_t* const row = pixels.at(cell.x, y);
    const auto bytes = static_cast<std::size_t>(cell.w) * Pixels::kChannels;
    std::for_each(row, row + bytes, add);
  }
  return hash;
}

class ExactHashPeer final : public KeypadPeer {
 public:
  explicit ExactHashPeer(std::span<const BenchPad> known) {
    for (const auto& pad : known) {
      for (std::size_t i = 0; i < pad.faces.size(); ++i) {
        known_[hash_of(pad.pixels, pad.faces[i])] = pad.labels[i];
      }
    }
  }

  CellsRead read(const BenchPad& pad) override {
    std::vector<std::size_t> cells(pad.alphabet.size(), kNoCell);
    for (std::size_t i = 0; i < pad.faces.size(); ++i) {
      const auto found = known_.find(hash_of(pad.pixels, pad.faces[i]));
      if (found == known_.end()) return std::nullopt;
      const auto at =
          found->second.size() == 1 ? pad.alphabet.find(found->second) : std::string::npos;
      if (at == std::string::npos) continue;
      if (cells[at] != kNoCell) return std::nullopt;
      cells[at] = i;
    }
    if (std::ranges::find(cells, kNoCell) != cells.end()) return std::nullopt;
    return cells;
  }

 private:
  std::unordered_map<std::uint64_t, std::string> known_;
};

}  // namespace

bool is_right(const BenchPad& pad, const std::vector<std::size_t>& cells) {
  if (cells.size() != pad.alphabet.size()) return false;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i] >= pad.labels.size() || pad.labels[cells[i]] != std::string(1, pad.alphabet[i]))
      return false;
  }
  return true;
}

std::unique_ptr<KeypadPeer> full_image_peer(std::span<const BenchPad> known) {
  return std::make_unique<FullImagePeer>(known);
}

std::unique_ptr<KeypadPeer> cell_argmax_peer(std::span<const BenchPad> known) {
  return std::make_unique<CellArgmaxPeer>(known);
}

std::unique_ptr<KeypadPeer> exact_hash_peer(std::span<const BenchPad> known) {
  return std::make_unique<ExactHashPeer>(known);
}

}  // namespace vancrawl::bench
