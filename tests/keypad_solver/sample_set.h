#pragma once

#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include "keypad_solver/font_bank.h"
#include "keypad_solver/solver.h"
#include "keypad_solver/template_files.h"
#include "tests/keypads/pad_layout.h"
#include "tests/keypads/pad_picture.h"
#include "tests/keypads/raster.h"

/// What the tests of the solver share: the set of the repository, and what an answer means.
namespace vancrawl::keypad_solver {

inline TemplateSet committed_set() {
  auto set = load_template_set(VANCRAWL_SOURCE_DIR "/sites/sample_keypad/keypads/light");
  if (!set) throw std::runtime_error(set.error().reason);
  return *set;
}

inline std::vector<std::string> dealt_faces(std::uint64_t seed) {
  return keypads::deal_pad(keypads::sample_keypad_style(), seed).faces;
}

/// The name of the refusal, "right" when each character is where the faces have it, else "wrong".
inline std::string verdict(const std::variant<Reading, Refusal>& result,
                           const std::vector<std::string>& faces) {
  if (const auto* refusal = std::get_if<Refusal>(&result))
    return std::string(refusal_name(*refusal));
  for (const Hit& hit : std::get<Reading>(result).hits)
    if (faces.at(hit.cell) != std::string(1, hit.character)) return "wrong";
  return "right";
}

}  // namespace vancrawl::keypad_solver
