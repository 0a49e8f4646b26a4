#include <stdexcept>

#include "keypad_solver/bank_bytes.h"
#include "keypad_solver/font_bank.h"

namespace vancrawl::keypad_solver {

// A program whose own bytes are damaged cannot go on; a test reads them.
const FontBank& built_in_font_bank() {
  static const FontBank bank = [] {
    auto parsed = FontBank::parse(std::as_bytes(std::span(bank_bytes())));
    if (!parsed) throw std::logic_error(parsed.error().reason);
    return *std::move(parsed);
  }();
  return bank;
}

}  // namespace vancrawl::keypad_solver
