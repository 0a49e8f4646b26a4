#include "tests/keypads/bad_pads.h"

#include <stdexcept>

namespace vancrawl::keypads {

std::span<const BadKind> bad_kinds() { return {}; }

std::string_view bad_kind_name(BadKind) { return {}; }

bool can_be_bad(const Style&, BadKind) { return false; }

BadPad make_bad_pad(Dealer&, BadKind, const Style&, const PadFont&, std::uint64_t, Damage) {
  throw std::invalid_argument("this style cannot be bad in this way");
}

}  // namespace vancrawl::keypads
