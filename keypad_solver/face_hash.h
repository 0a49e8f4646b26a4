#pragma once

#include <cstdint>

#include "keypad_solver/pixels.h"

namespace vancrawl::keypad_solver {

/// A hash of the exact colours inside a rectangle of a picture, which must lie inside it. Equal
/// pixels give equal hashes on every machine; the rectangle's size counts, its place does not. Not
/// cryptographic: it only recognises, and what it says must still fit the layout.
[[nodiscard]] std::uint64_t hash_face(const Pixels& pixels, const Rect& face);

}  // namespace vancrawl::keypad_solver
