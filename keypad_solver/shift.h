#pragma once

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
  double response = 0;    ///< 0..1, how much of the correlation lies in its peak, on the worse axis
  double cell_share = 0;  ///< the larger of x and y, each in parts of the smallest face's side
};

/// Finds the shift of a whole picture by phase correlation, each axis by its edges summed across
/// it, with the backdrop or, when `backdrop` is null, with frames at the layout's faces. Known only
/// when both axes are clear: flat pads without borders have nothing to correlate, and beyond three
/// quarters of a cell one key would be taken for the next. The picture must have the layout's size
/// times its factor, else the shift is unknown.
[[nodiscard]] Shift find_shift(const Pixels& pixels, const Layout& layout,
                               const Backdrop* backdrop);

}  // namespace vancrawl::keypad_solver
