#include "keypad_solver/ink_pieces.h"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace vancrawl::keypad_solver {
namespace {

// Pixels begin <= x < end of one row.
struct Run {
  std::int32_t begin;
  std::int32_t end;
  std::size_t piece;
};

// Union by the smaller index; a piece that was joined to another keeps no pixels.
class Pieces {
 public:
  std::size_t add() {
    parent_.push_back(parent_.size());
    pieces_.emplace_back();
    return parent_.size() - 1;
  }
  std::size_t root_of(std::size_t piece) {
    while (parent_[piece] != piece) piece = parent_[piece] = parent_[parent_[piece]];
    return piece;
  }
  std::size_t join(std::size_t a, std::size_t b) {
    a = root_of(a);
    b = root_of(b);
    if (a > b) std::swap(a, b);
    parent_[b] = a;
    return a;
  }
  InkPiece& at(std::size_t piece) { return pieces_[piece]; }
  std::vector<InkPiece> gathered();

 private:
  std::vector<std::size_t> parent_;
  std::vector<InkPiece> pieces_;
};

void widen(Rect& box, const Rect& other) {
  if (box.w == 0) {
    box = other;
    return;
  }
  const std::int32_t right = std::max(box.x + box.w, other.x + other.w);
  const std::int32_t bottom = std::max(box.y + box.h, other.y + other.h);
  box.x = std::min(box.x, other.x);
  box.y = std::min(box.y, other.y);
  box.w = right - box.x;
  box.h = bottom - box.y;
}

std::vector<InkPiece> Pieces::gathered() {
  for (std::size_t i = pieces_.size(); i-- > 0;) {
    const std::size_t root = root_of(i);
    if (root == i) continue;
    widen(pieces_[root].box, pieces_[i].box);
    pieces_[root].area += pieces_[i].area;
    pieces_[root].inner_area += pieces_[i].inner_area;
    pieces_[i].area = 0;
  }
  std::erase_if(pieces_, [](const InkPiece& piece) { return piece.area == 0; });
  return std::move(pieces_);
}

void find_runs(const std::uint8_t* row, std::int32_t width, std::uint8_t threshold,
               std::vector<Run>& runs) {
  runs.clear();
  std::int32_t x = 0;
  while (x < width) {
    while (x < width && row[x] <= threshold) ++x;
    const std::int32_t begin = x;
    while (x < width && row[x] > threshold) ++x;
    if (x > begin) runs.push_back({begin, x, 0});
  }
}

// Both rows' runs ascend, so that each pair is met once.
void connect(std::vector<Run>& runs, const std::vector<Run>& above, Pieces& pieces) {
  constexpr auto kNone = static_cast<std::size_t>(-1);
  std::size_t first = 0;
  for (Run& run : runs) {
    run.piece = kNone;
    while (first < above.size() && above[first].end < run.begin) ++first;
    for (std::size_t i = first; i < above.size() && above[i].begin <= run.end; ++i)
      run.piece = run.piece == kNone ? pieces.root_of(above[i].piece)
                                     : pieces.join(run.piece, above[i].piece);
    if (run.piece == kNone) run.piece = pieces.add();
  }
}

}  // namespace

std::vector<InkPiece> find_ink_pieces(const std::uint8_t* levels, std::int32_t width,
                                      std::int32_t height, std::uint8_t threshold,
                                      std::int32_t margin_x, std::int32_t margin_y) {
  Pieces pieces;
  std::vector<Run> runs;
  std::vector<Run> above;
  for (std::int32_t y = 0; y < height; ++y) {
    std::swap(runs, above);
    find_runs(levels + static_cast<std::ptrdiff_t>(y) * width, width, threshold, runs);
    connect(runs, above, pieces);
    const bool in_middle = y >= margin_y && y < height - margin_y;
    for (const Run& run : runs) {
      InkPiece& piece = pieces.at(run.piece);
      widen(piece.box, {run.begin, y, run.end - run.begin, 1});
      piece.area += run.end - run.begin;
      if (in_middle)
        piece.inner_area +=
            std::max(0, std::min(run.end, width - margin_x) - std::max(run.begin, margin_x));
    }
  }
  return pieces.gathered();
}

}  // namespace vancrawl::keypad_solver
