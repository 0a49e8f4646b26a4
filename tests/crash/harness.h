#pragma once

#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "tests/e2e/stand.h"

namespace vancrawl::crash {

struct Options {
  int kills = 50;
  std::uint32_t seed = 1;
};

/// What the end showed.
struct Verdict {
  int kills = 0;           ///< programs that were killed while they crawled
  int ended_before = 0;    ///< programs that had ended before their moment came
  int refused = 0;         ///< second programs that the lock refused
  int wrongly_let_in = 0;  ///< … that were not refused
  int confirmed = 0;       ///< secrets that a person had to confirm
  std::int64_t missing = 0;
  std::int64_t doubled = 0;
  std::int64_t wrong = 0;
  std::int64_t open = 0;  ///< slices that could be had and are not proved
  std::int64_t sent_wrongly_twice = 0;
  std::int64_t locked = 0;
  std::vector<std::string> faults;

  [[nodiscard]] bool is_good() const;
};

[[nodiscard]] std::string to_text(const Verdict& verdict);

/// A store, a simulator and programs that die.
class Harness {
 public:
  explicit Harness(const Options& options);

  /// Kills, settles, compares.
  [[nodiscard]] Verdict run();

 private:
  void expect_kills();
  void register_world();
  void crawl_and_kill();
  void fight_for_the_store();
  void wait_a_while(e2e::Child& child);
  void settle();
  void confirm_what_was_never_seen();
  void compare();
  [[nodiscard]] std::string pick(const std::vector<std::string>& names);

  Options options_;
  std::mt19937 dice_;
  e2e::Stand stand_;
  std::vector<std::string> merchants_;
  Verdict verdict_;
};

}  // namespace vancrawl::crash
