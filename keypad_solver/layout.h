#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "keypad_solver/pixels.h"

namespace vancrawl::keypad_solver {

/// How the characters may lie on the cells.
enum class Order {
  kPermutation,  ///< each character of the alphabet once, anywhere; the other cells are dummies
};

/// What a site says about its pad; the picture's size and the cells in the same pixels.
struct LayoutSpec {
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::vector<Rect> cells;  ///< in reading order; their indices name the cells everywhere
  std::string alphabet = "0123456789";
  Order order = Order::kPermutation;
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
  kCellOutside,   ///< not wholly inside the picture
  kCellsOverlap,  ///< two cells share a pixel
  kAlphabet,      ///< empty, not printable ASCII, or a character twice
  kDummies,       ///< cells minus characters is not within dummies_min..dummies_max
};

[[nodiscard]] std::string_view layout_fault_name(LayoutFault fault);

/// A LayoutSpec that was checked. Immutable; may be shared between threads.
class Layout {
 public:
  static constexpr std::size_t kMaxCells = 64;
  static constexpr std::int32_t kMinCellSide = 16;
  /// One factor for both axes, which may differ by 1 %: device pixel ratios and page zoom.
  static constexpr double kMinScale = 0.5;
  static constexpr double kMaxScale = 3.0;

  [[nodiscard]] static std::expected<Layout, LayoutFault> make(LayoutSpec spec);

  [[nodiscard]] const LayoutSpec& spec() const { return spec_; }
  /// The cells in a picture of this size; empty when it is not the expected one times one factor
  /// of kMinScale..kMaxScale. The cells lie inside the picture.
  [[nodiscard]] std::optional<std::vector<Rect>> cells_in(std::int32_t width,
                                                          std::int32_t height) const;

 private:
  explicit Layout(LayoutSpec spec);

  LayoutSpec spec_;
};

}  // namespace vancrawl::keypad_solver
