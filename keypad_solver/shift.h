#pragma once

#include <cstdint>

#include "keypad_solver/backdrop.h"
#include "keypad_solver/layout.h"
#include "keypad_solver/pixels.h"

namespace vancrawl::keypad_solver {

/// By how much a pad lies beside the place its layout says, in the picture's own pixels; to the
/// right and down is positive.
struct Shift {
  bool is_known = false;  ///< else nothing correlated clearly, and x and y are 0
  double x = 0;
  double y = 0;
  double response = 0;    ///< 0..1, how much of the correlation lies in its peak
  double cell_share = 0;  ///< the larger of |x| and |y| in parts of the smallest cell's side
};

/// Finds the shift of a whole picture by phase correlation with the backdrop, or with frames drawn
/// at the layout's cells when `backdrop` is null. The picture must have the layout's size times its
/// factor, else the shift is unknown. Flat pads without borders have nothing to correlate.
[[nodiscard]] Shift find_shift(const Pixels& pixels, const Layout& layout,
                               const Backdrop* backdrop);

}  // namespace vancrawl::keypad_solver
