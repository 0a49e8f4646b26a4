#include "keypad_solver/clue_check.h"

#include <algorithm>
#include <cstddef>
#include <string>

namespace vancrawl::keypad_solver {
namespace {

std::string class_of(char character) {
  if (character >= '0' && character <= '9') return "1";
  if (character >= 'a' && character <= 'z') return "a";
  if (character >= 'A' && character <= 'Z') return "A";
  return "_";
}

// Labels of several characters name commands ("clear", "재배열"), which only a dummy may be.
bool label_agrees(const std::string& label, char character) {
  if (label.empty()) return true;
  if (label.size() == 1 && label != "*") return character == label[0];
  return character == 0 || (label == "*" && character == '*');
}

bool class_agrees(const std::string& name, char character) {
  return name.empty() || (character != 0 && name == class_of(character));
}

template <typename Agrees>
bool all_agree(const std::vector<std::string>& clues, const std::vector<char>& cells,
               Agrees agrees) {
  if (clues.empty()) return true;
  if (clues.size() != cells.size()) return false;
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!agrees(clues[i], cells[i])) return false;
  return true;
}

}  // namespace

bool clues_agree(const PageClues& clues, const std::vector<char>& cells) {
  return all_agree(clues.labels, cells, label_agrees) &&
         all_agree(clues.classes, cells, class_agrees);
}

}  // namespace vancrawl::keypad_solver
