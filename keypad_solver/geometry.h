#pragma once

#include <expected>
#include <string>

#include "keypad_solver/layout.h"

namespace vancrawl::keypad_solver {

/// What is wrong with a geometry file and where; a missing key is shown at the file's beginning.
struct GeometryFault {
  std::string reason;
  int line = 1;
  int column = 1;
};

/// Reads a geometry file (G.toml of `vancrawl keypad`), TOML:
///   size = [320, 203]                  # of the picture
///   tile = [34, 34]                    # instead: of the picture that each key has of its own
///   cells = [[3, 3, 76, 64], ...]      # reading order; or
///   grid = {cols = 4, rows = 3, x = 3, y = 3, w = 76, h = 64, pitch_x = 79, pitch_y = 67}
///   faces = [[0, 174, 34, 34], ...]    # where each cell's character is drawn, if elsewhere; or
///   face_offsets = [[0, 174], ...]     # the same, of the cells' sizes
///   alphabet = "0123456789"
///   order = "permutation"              # fixed_subset, ordered_with_dummies, rows_swapped
///   fixed = {"1" = 0}                  # characters that never move, with their cells
///   rows = [11, 11, 10, 9]             # cells in each row
///   dummies = [0, 2]                   # least and most cells without a character; none if absent
///   marked_dummies = 0                 # most of them with ink; as many as dummies if absent
/// Any other key is a fault. What Layout::make would refuse is a fault too.
[[nodiscard]] std::expected<LayoutSpec, GeometryFault> parse_geometry(const std::string& toml);

/// The same, as text: "line 3, column 8: ...".
[[nodiscard]] std::string geometry_fault_text(const GeometryFault& fault);

/// The text of a checked layout, which parse_geometry reads back as its spec.
[[nodiscard]] std::string write_geometry(const LayoutSpec& spec);

}  // namespace vancrawl::keypad_solver
