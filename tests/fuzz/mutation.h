#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace vancrawl::fuzz {

/// Changes files of a corpus: flips bits, cuts, inserts, repeats, swaps digits, splices two files.
/// The same seed gives the same changes on every platform (splitmix64).
class Mutator {
 public:
  Mutator(const std::vector<std::string>& corpus, std::uint64_t seed)
      : corpus_(corpus), state_(seed) {}

  /// One to eight changes of a file.
  [[nodiscard]] std::string changed(const std::string& file);

 private:
  std::uint64_t next();
  std::size_t below(std::size_t bound);
  void change(std::string& bytes);
  void insert_piece(std::string& bytes);

  const std::vector<std::string>& corpus_;
  std::uint64_t state_;
};

}  // namespace vancrawl::fuzz
