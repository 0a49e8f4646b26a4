#include "tests/keypads/style_makers.h"

namespace vancrawl::keypads {

std::vector<Style> plain_number_styles() { return {}; }

std::vector<Style> stress_styles() { return {}; }

}  // namespace vancrawl::keypads
