#include <cstdlib>
#include <string_view>

#include "crawler/control/message.h"
#include "tests/fuzz/targets.h"

namespace vancrawl::fuzz {

/// What is taken says the same after a turn through text.
void fuzz_control(Bytes data) {
  const std::string_view text(reinterpret_cast<const char*>(data.data()), data.size());
  const auto order = control::parse_order(text);
  if (order && control::parse_order(control::text_of(*order)) != order) std::abort();
  const auto answer = control::parse_answer(text);
  if (answer && control::parse_answer(control::text_of(*answer)) != answer) std::abort();
}

}  // namespace vancrawl::fuzz
