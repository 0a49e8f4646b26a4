#include "crawler/cli/secret_input.h"

#include <cerrno>
#include <system_error>

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
  explicit NoEcho(int terminal) : terminal_(terminal) {
    tcgetattr(terminal_, &before_);
    auto quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(terminal_, TCSANOW, &quiet);
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;
  ~NoEcho() { tcsetattr(terminal_, TCSANOW, &before_); }

 private:
  int terminal_;
  termios before_{};
};

std::string error_text(int code) { return std::generic_category().message(code); }

model::Secret read_all(int from, bool one_line) {
  std::vector<char> bytes;
  bytes.reserve(kLongestSecret + 1);
  for (;;) {
    char next = 0;
    const auto count = ::read(from, &next, 1);
    if (count < 0) throw InputError("the secret cannot be read: " + error_text(errno));
    if (count == 0 || (one_line && next == '\n')) break;
    if (bytes.size() == kLongestSecret) throw InputError("the secret is longer than 4096 bytes");
    bytes.push_back(next);
  }
  if (bytes.empty()) throw InputError("the secret is empty");
  return model::Secret::take(std::move(bytes));
}

}  // namespace

model::Secret read_secret(const Invocation& invocation, const std::optional<std::string>& file,
                          const std::string& prompt) {
  if (file) {
    const int opened = ::open(file->c_str(), O_RDONLY | O_CLOEXEC);
    if (opened < 0) throw InputError("--secret-file: cannot read " + *file);
    auto secret = read_all(opened, false);
    ::close(opened);
    return secret;
  }
  if (::isatty(invocation.in) == 0) return read_all(invocation.in, false);
  fmt::print(invocation.err, "{}: ", prompt);
  std::fflush(invocation.err);
  const NoEcho quiet(invocation.in);
  auto secret = read_all(invocation.in, true);
  fmt::print(invocation.err, "\n");
  return secret;
}

}  // namespace vancrawl::cli
