#include "tests/fuzz/mutation.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace vancrawl::fuzz {
namespace {

constexpr std::size_t kMostChanges = 8;
constexpr std::size_t kLongestFile = 64 * 1024;
constexpr std::size_t kLongestCopy = 64;

/// What parsers here look for, and what they stumble over.
constexpr std::array<std::string_view, 44> kPieces = {"<",
                                                      ">",
                                                      "</td>",
                                                      "<td>",
                                                      "<tr>",
                                                      "<table>",
                                                      "</table>",
                                                      "<th rowspan=2>",
                                                      "colspan=\"3\"",
                                                      "<!--",
                                                      "-->",
                                                      "<script>",
                                                      "</script>",
                                                      "<select>",
                                                      "<textarea>",
                                                      "<svg>",
                                                      "<b>",
                                                      "</b>",
                                                      "&",
                                                      "&#52;",
                                                      "&nbsp;",
                                                      "\"",
                                                      "'",
                                                      "\\",
                                                      "\\u0034",
                                                      "{",
                                                      "}",
                                                      "[",
                                                      "]",
                                                      ":",
                                                      ",",
                                                      "*",
                                                      "-",
                                                      "0",
                                                      "9200308037725567",
                                                      "4111 1111 1111 1111",
                                                      "=",
                                                      "\t",
                                                      "\n",
                                                      "\xB0",
                                                      "\xFF",
                                                      "\xE2\x80\x93",
                                                      "\xEF\xBC\x94",
                                                      "카드번호"};

}  // namespace

std::uint64_t Mutator::next() {
  state_ += 0x9E3779B97F4A7C15U;
  std::uint64_t mixed = state_;
  mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9U;
  mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBU;
  return mixed ^ (mixed >> 31U);
}

std::size_t Mutator::below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }

std::string Mutator::changed(const std::string& file) {
  std::string bytes = file;
  const std::size_t changes = 1 + below(kMostChanges);
  for (std::size_t i = 0; i < changes; ++i) change(bytes);
  if (bytes.size() > kLongestFile) bytes.resize(kLongestFile);
  return bytes;
}

void Mutator::change(std::string& bytes) {
  if (bytes.empty()) return insert_piece(bytes);
  const std::size_t at = below(bytes.size());
  switch (below(8)) {
    case 0:
      bytes[at] = static_cast<char>(bytes[at] ^ static_cast<char>(1U << below(8)));
      return;
    case 1:
      bytes[at] = static_cast<char>(below(256));
      return;
    case 2:
      bytes.erase(at, 1 + below(kLongestCopy));
      return;
    case 3:
      bytes.insert(below(bytes.size()), bytes.substr(at, 1 + below(kLongestCopy)));
      return;
    case 4: {
      const auto& other = corpus_[below(corpus_.size())];
      bytes = bytes.substr(0, at) + other.substr(other.empty() ? 0 : below(other.size()));
      return;
    }
    case 5:
      if (below(4) == 0) bytes.resize(at);
      return;
    default:
      insert_piece(bytes);
  }
}

void Mutator::insert_piece(std::string& bytes) {
  bytes.insert(below(bytes.size() + 1), kPieces.at(below(kPieces.size())));
}

}  // namespace vancrawl::fuzz
