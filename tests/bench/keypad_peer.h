#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "keypad_solver/layout.h"
#include "keypad_solver/pixels.h"

namespace vancrawl::bench {

/// A dealt pad as every method is given it, and the truth.
struct BenchPad {
  keypad_solver::Pixels pixels;
  keypad_solver::Layout layout;
  /// Where each cell's face is drawn in this picture; empty when its size is not the layout's.
  std::vector<keypad_solver::Rect> faces;
  std::string alphabet;             ///< the layout's
  std::vector<std::string> labels;  ///< of each cell: a character, "" or "*"
};

inline constexpr std::size_t kNoCell = static_cast<std::size_t>(-1);

/// The cell of each character, in the alphabet's order; kNoCell where a method names a place on no
/// cell. Empty: refused.
using CellsRead = std::optional<std::vector<std::size_t>>;

/// Whether every character's cell is the dealt one.
[[nodiscard]] bool is_right(const BenchPad& pad, const std::vector<std::size_t>& cells);

/// Another way to read pads, on the same pictures and cells as ours. One object, one skin.
class KeypadPeer {
 public:
  KeypadPeer() = default;
  KeypadPeer(const KeypadPeer&) = delete;
  KeypadPeer& operator=(const KeypadPeer&) = delete;
  virtual ~KeypadPeer() = default;

  [[nodiscard]] virtual CellsRead read(const BenchPad& pad) = 0;
};

/// Each character's template, cut around its ink from `known`, is searched in the whole picture by
/// cv::matchTemplate (TM_CCOEFF_NORMED, gray); its best place is its cell. Never refuses.
[[nodiscard]] std::unique_ptr<KeypadPeer> full_image_peer(std::span<const BenchPad> known);

/// The same templates, each searched in every cell; a character's best cell is its own. Never
/// refuses.
[[nodiscard]] std::unique_ptr<KeypadPeer> cell_argmax_peer(std::span<const BenchPad> known);

/// The bytes of a cell as a key into what `known` showed; refuses unless every character was found
/// exactly once and no cell is unknown.
[[nodiscard]] std::unique_ptr<KeypadPeer> exact_hash_peer(std::span<const BenchPad> known);

/// Tesseract on each cell (one character a picture, only the alphabet's characters, the cell at
/// least 48 pixels high); refuses unless every character was read exactly once. Null when the
/// program was built without it.
[[nodiscard]] std::unique_ptr<KeypadPeer> tesseract_peer(const std::string& alphabet);

}  // namespace vancrawl::bench
