#pragma once

#include <memory>
#include <string>

#include "tests/keypads/raster.h"

namespace vancrawl::keypads {

/// One font at one size, for one thread. FreeType stays in the source.
class Typeface {
 public:
  /// Throws std::runtime_error naming the file when it cannot be opened.
  Typeface(const std::string& file, int pixels);
  ~Typeface();
  Typeface(const Typeface&) = delete;
  Typeface& operator=(const Typeface&) = delete;

  /// Draws ASCII text, anti-aliased, centred in the cell by its width and the height of "H",
  /// then moved by (dx, dy).
  void draw(Raster& raster, const Cell& cell, const std::string& text, Colour ink, int dx, int dy);

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace vancrawl::keypads
