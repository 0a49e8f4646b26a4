#include "crawler/cli/secret_input.h"

#include <array>

#include <fcntl.h>
#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include "crawler/cli/command.h"

namespace vancrawl::cli {
namespace {

constexpr std::size_t kLongestSecret = 4096;

/// Keeps what is typed off the screen for as long as it lives.
class NoEcho {
 public:
  NoEcho() {
    tcgetattr(STDIN_FILENO, &before_);
    auto quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSANOW, &quiet);
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;
  ~NoEcho() { tcsetattr(STDIN_FILENO, TCSANOW, &before_); }

 private:
  termios before_{};
};

model::Secret read_all(int from, bool one_line) {
  std::vector<char> bytes;
  bytes.reserve(kLongestSecret + 1);
  char next = 0;
  while (::read(from, &next, 1) == 1) {
    if (one_line && next == '\n') break;
    if (bytes.size() == kLongestSecret) throw InputError("the secret is longer than 4096 bytes");
    bytes.push_back(next);
  }
  if (bytes.empty()) throw InputError("the secret is empty");
  return model::Secret::take(std::move(bytes));
}

}  // namespace

model::Secret read_secret(const std::optional<std::string>& file, const std::string& prompt) {
  if (file) {
    const int opened = ::open(file->c_str(), O_RDONLY | O_CLOEXEC);
    if (opened < 0) throw InputError("--secret-file: cannot read " + *file);
    auto secret = read_all(opened, false);
    ::close(opened);
    return secret;
  }
  if (::isatty(STDIN_FILENO) == 0) return read_all(STDIN_FILENO, false);
  fmt::print(stderr, "{}: ", prompt);
  const NoEcho quiet;
  auto secret = read_all(STDIN_FILENO, true);
  fmt::print(stderr, "\n");
  return secret;
}

}  // namespace vancrawl::cli
