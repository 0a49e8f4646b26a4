#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace vancrawl::bench {

enum class PadOutcome { kRight, kWrong, kRefused };

/// How pads were read by one method, and in what time.
class KeypadTally {
 public:
  /// `reason` of kRefused; microseconds are CPU time of the thread.
  void add(PadOutcome outcome, double micros, const std::string& reason = "");
  void add(const KeypadTally& other);
  /// A pad that could not even be tried; it counts as refused and in no time.
  void add_untried(const std::string& reason);

  [[nodiscard]] std::int64_t pads() const { return right_ + wrong_ + refused_; }
  [[nodiscard]] std::int64_t accepted() const { return right_ + wrong_; }
  [[nodiscard]] std::int64_t right() const { return right_; }
  [[nodiscard]] std::int64_t wrong() const { return wrong_; }
  /// Part of the pads that were read; 0 without pads.
  [[nodiscard]] double acceptance() const;
  /// The time below which this part of the pads lies; 0 without pads.
  [[nodiscard]] double micros_at(double part) const;
  [[nodiscard]] double total_micros() const;
  [[nodiscard]] nlohmann::ordered_json json() const;

 private:
  std::int64_t right_ = 0;
  std::int64_t wrong_ = 0;
  std::int64_t refused_ = 0;
  std::map<std::string, std::int64_t> reasons_;
  std::vector<double> micros_;
};

/// The largest rate of wrong readings that so many wrong among so many accepted are consistent
/// with, at 95 % (Clopper and Pearson, one-sided); 1 when nothing was accepted.
[[nodiscard]] double upper_bound_of_rate(std::int64_t wrong, std::int64_t accepted);

/// Microseconds of CPU of the calling thread since it was made: neighbours on the machine do not
/// count.
class ThreadWatch {
 public:
  ThreadWatch();
  [[nodiscard]] double micros() const;

 private:
  double began_;
};

}  // namespace vancrawl::bench
