#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace vancrawl::storage {

class Connection;

/// Texts that repeat in millions of rows (card companies, merchant numbers, states as printed) are
/// stored once and named by a small number; the empty text is 0. A row shrinks to half by it. One
/// pool belongs to one connection. Only for the sources of this folder.
class WordPool {
 public:
  explicit WordPool(Connection& connection) : connection_(&connection) {}

  /// The number of a text, given to it if it has none.
  [[nodiscard]] std::int64_t number_of(const std::string& text);
  [[nodiscard]] const std::string& text_of(std::int64_t number);

  /// Numbers given out since the last keep() are void: their rows were undone.
  void undo();
  void keep() { fresh_.clear(); }
  void forget_all();

 private:
  /// A text that was asked for lately, at a place that a few of its bytes choose: most columns say
  /// the same in row after row.
  struct Recent {
    std::string text;
    std::int64_t number = 0;
  };
  [[nodiscard]] Recent& recent_for(const std::string& text);
  std::int64_t known_number(const std::string& text);
  std::int64_t stored_number(const std::string& text);
  void forget_recent();

  Connection* connection_;
  std::unordered_map<std::string, std::int64_t> numbers_;
  std::unordered_map<std::int64_t, std::string> texts_;
  std::array<Recent, 256> recent_;
  std::vector<std::string> fresh_;
};

}  // namespace vancrawl::storage
