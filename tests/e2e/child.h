#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include <sys/types.h>

namespace vancrawl::e2e {

inline constexpr std::chrono::seconds kPatience{30};

/// How a program ended and what it said.
struct Ended {
  int code = -1;   ///< exit code, or -1 if a signal ended it
  int signal = 0;  ///< the signal that ended it
  std::string out;
  std::string err;
};

struct ChildStart {
  std::filesystem::path program;
  std::vector<std::string> arguments;
  std::filesystem::path folder;  ///< the working folder; empty: the test's own
};

/// One program started by a test, with pipes of its own. Killed by its own pid with the object, and
/// by the kernel should the test die first. Waits throw std::runtime_error at their deadline.
class Child {
 public:
  explicit Child(const ChildStart& start);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child();

  /// Writes to its standard input and closes it.
  void give(const std::string& input);
  [[nodiscard]] std::string read_line(std::chrono::seconds longest = kPatience);
  void signal(int number) const;
  [[nodiscard]] pid_t pid() const { return pid_; }
  [[nodiscard]] bool has_ended();
  [[nodiscard]] Ended wait(std::chrono::seconds longest = kPatience);

 private:
  void collect(std::chrono::steady_clock::time_point until);
  void reap();

  pid_t pid_ = -1;
  bool reaped_ = false;
  int input_ = -1;
  int output_ = -1;
  int errors_ = -1;
  Ended ended_;
};

/// Asks again and again until it is true; false once the patience is over.
template <class Question>
[[nodiscard]] bool eventually(Question question, std::chrono::seconds longest = kPatience);

void pause_shortly();

template <class Question>
bool eventually(Question question, std::chrono::seconds longest) {
  const auto until = std::chrono::steady_clock::now() + longest;
  while (std::chrono::steady_clock::now() < until) {
    if (question()) return true;
    pause_shortly();
  }
  return question();
}

}  // namespace vancrawl::e2e
