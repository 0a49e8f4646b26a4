#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keypad_solver/pixels.h"

namespace vancrawl::keypad_solver {

/// How the characters may lie on the cells.
enum class Order {
  kPermutation,         ///< each character once, anywhere; the other cells are dummies
  kFixedSubset,         ///< the same, but LayoutSpec::fixed never move
  kOrderedWithDummies,  ///< the alphabet in its order over the cells, dummies anywhere between
  kRowsSwapped,  ///< LayoutSpec::rows stand in any order; put back, they are kOrderedWithDummies
};

/// "permutation", "fixed_subset", "ordered_with_dummies", "rows_swapped".
[[nodiscard]] std::string_view order_name(Order order);
[[nodiscard]] std::optional<Order> order_named(std::string_view name);

/// What a site says about its pad; the picture's size, cells and faces in the same pixels.
struct LayoutSpec {
  std::int32_t width = 0;  ///< of the picture the characters are drawn in
  std::int32_t height = 0;
  /// Where one presses, in reading order; their indices name the cells everywhere.
  std::vector<Rect> cells;
  /// Where in the picture each cell's character is drawn (sprite sheet, tiles); empty: in the cells
  /// themselves. Cells may share one face, as blanks do.
  std::vector<Rect> faces{};
  std::string alphabet = "0123456789";
  Order order = Order::kPermutation;
  std::map<char, std::uint16_t> fixed{};  ///< kFixedSubset: characters that never move, their cells
  /// Cells in each row, from the top; kRowsSwapped needs them, others may tell them.
  std::vector<std::uint16_t> rows{};
  /// Cells without a character of the alphabet.
  std::uint8_t dummies_min = 0;
  std::uint8_t dummies_max = 0;
  /// How many of the dummies may carry ink (a logo, a lock); the others must be blank.
  std::uint8_t marked_dummies_max = 0;
};

enum class LayoutFault {
  kPictureSize,   ///< a side of 0 or above Pixels::kMaxSide
  kCellCount,     ///< no cell, or more than Layout::kMaxCells
  kCellTooSmall,  ///< a side below Layout::kMinCellSide
  kCellOutside,   ///< not wholly inside the picture, or with faces: not within Pixels::kMaxSide
  kCellsOverlap,  ///< two cells share a pixel
  kFaceCount,     ///< faces, but not one a cell
  kFaceTooSmall,  ///< a side below Layout::kMinCellSide
  kFaceOutside,   ///< not wholly inside the picture
  kFacesOverlap,  ///< two faces share some pixels but not all
  kAlphabet,      ///< empty, not printable ASCII, or a character twice
  /// Cells minus characters is not within dummies_min..dummies_max, or more marked than dummies.
  kDummies,
  /// None with kFixedSubset or some without; not of the alphabet, no such cell, or two in one cell.
  kFixed,
  kRows,  ///< an empty row, a sum that is not the cells, or kRowsSwapped without 2..kMaxSwappedRows
};

[[nodiscard]] std::string_view layout_fault_name(LayoutFault fault);

/// A LayoutSpec that was checked. Immutable; may be shared between threads.
class Layout {
 public:
  static constexpr std::size_t kMaxCells = 64;
  static constexpr std::int32_t kMinCellSide = 16;
  static constexpr std::size_t kMaxSwappedRows = 5;
  /// One factor for both axes, which may differ by 1 % and the rounding of both sides: device pixel
  /// ratios and page zoom.
  static constexpr double kMinScale = 0.5;
  static constexpr double kMaxScale = 3.0;

  [[nodiscard]] static std::expected<Layout, LayoutFault> make(LayoutSpec spec);

  [[nodiscard]] const LayoutSpec& spec() const { return spec_; }
  /// The cells in a picture of this size; empty when it is not the expected one times one factor
  /// of kMinScale..kMaxScale. Without faces the cells lie inside the picture.
  [[nodiscard]] std::optional<std::vector<Rect>> cells_in(std::int32_t width,
                                                          std::int32_t height) const;
  /// Where to look for each cell's character: the faces, else the cells. They lie inside.
  [[nodiscard]] std::optional<std::vector<Rect>> faces_in(std::int32_t width,
                                                          std::int32_t height) const;

 private:
  explicit Layout(LayoutSpec spec);

  LayoutSpec spec_;
};

}  // namespace vancrawl::keypad_solver
