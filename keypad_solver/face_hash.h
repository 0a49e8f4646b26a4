#pragma once

#include <cstdint>

#include "keypad_solver/pixels.h"

namespace vancrawl::keypad_solver {

/// A hash (XXH3) of the exact colours inside a face less its rim (see inner_part), where frames
/// and neighbours are; the face must lie inside the picture and have at least 8 pixels a side.
/// Equal pixels give equal hashes on every machine; the face's size counts, its place does not. Not
/// cryptographic: it only recognises, and what it says must still fit the layout.
[[nodiscard]] std::uint64_t hash_face(const Pixels& pixels, const Rect& face);

}  // namespace vancrawl::keypad_solver
