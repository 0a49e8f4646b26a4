#pragma once

#include <string>

#include "crawler/site_api/toml_section.h"
#include "keypad_solver/layout.h"

namespace vancrawl::site_api {

struct PadSize {
  int width = 0;
  int height = 0;
};

/// What a page of a pad says of its characters: alphabet, order, fixed, rows, dummies; or
/// `geometry`, a file below `keypads_folder` as `vancrawl keypad` reads it, whose cells are fixed.
/// Throws TomlFault with its place.
[[nodiscard]] keypad_solver::LayoutSpec read_pad_layout(TomlSection& page, PadSize size,
                                                        const std::string& keypads_folder);

}  // namespace vancrawl::site_api
