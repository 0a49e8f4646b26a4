#pragma once

#include <optional>
#include <vector>

#include "keypad_solver/layout.h"
#include "keypad_solver/pixels.h"
#include "keypad_solver/template_set.h"

namespace vancrawl::keypad_solver {

/// The characters on the cells, 0 for a dummy, when every face was met before pixel for pixel and
/// together they are a reading the layout allows; otherwise empty, which says nothing. The picture
/// must have the layout's own size and the set must fit the layout.
[[nodiscard]] std::optional<std::vector<char>> read_known_faces(const Pixels& pixels,
                                                                const Layout& layout,
                                                                const TemplateSet& set);

}  // namespace vancrawl::keypad_solver
