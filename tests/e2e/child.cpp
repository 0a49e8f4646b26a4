#include "tests/e2e/child.h"

#include <algorithm>
#include <array>
#include <csignal>
#include <stdexcept>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vancrawl::e2e {
namespace {

using Clock = std::chrono::steady_clock;
using PipeEnds = std::array<int, 2>;

constexpr int kCannotStart = 127;

PipeEnds pipe_ends() {
  PipeEnds ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe can be made");
  return ends;
}

int milliseconds_until(Clock::time_point until) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - Clock::now());
  return static_cast<int>(std::max<std::int64_t>(0, left.count()));
}

void shut(int& end) {
  if (end >= 0) ::close(end);
  end = -1;
}

[[noreturn]] void become(const ChildStart& start, char* const* arguments, pid_t parent,
                         const std::array<int, 3>& ends) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(kCannotStart);
  for (int i = 0; i < 3; ++i) ::dup2(ends[static_cast<std::size_t>(i)], i);
  if (!start.folder.empty() && ::chdir(start.folder.c_str()) != 0) ::_exit(kCannotStart);
  ::execv(start.program.c_str(), arguments);
  ::_exit(kCannotStart);
}

/// Takes what is there; false at the end of the stream.
bool drain(int from, std::string& into) {
  std::array<char, 16384> bytes{};
  const auto count = ::read(from, bytes.data(), bytes.size());
  if (count > 0) into.append(bytes.data(), static_cast<std::size_t>(count));
  return count > 0;
}

}  // namespace

Child::Child(const ChildStart& start) {
  ::signal(SIGPIPE, SIG_IGN);
  const auto in = pipe_ends();
  const auto out = pipe_ends();
  const auto err = pipe_ends();
  std::vector<char*> values = {const_cast<char*>(start.program.c_str())};
  for (const auto& argument : start.arguments)
    values.push_back(const_cast<char*>(argument.c_str()));
  values.push_back(nullptr);
  const auto parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) become(start, values.data(), parent, {in[0], out[1], err[1]});
  ::close(in[0]);
  ::close(out[1]);
  ::close(err[1]);
  input_ = in[1];
  output_ = out[0];
  errors_ = err[0];
  if (pid_ < 0) throw std::runtime_error("cannot start " + start.program.string());
}

Child::~Child() {
  if (!reaped_) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  shut(input_);
  shut(output_);
  shut(errors_);
}

void Child::give(const std::string& input) {
  // A program that ends without reading it all is no fault of the test.
  static_cast<void>(!::write(input_, input.data(), input.size()));
  shut(input_);
}

std::string Child::read_line(std::chrono::seconds longest) {
  const auto until = Clock::now() + longest;
  std::string line;
  for (;;) {
    pollfd wanted{output_, POLLIN, 0};
    if (::poll(&wanted, 1, milliseconds_until(until)) <= 0)
      throw std::runtime_error("no line came");
    char next = 0;
    if (::read(output_, &next, 1) != 1 || next == '\n') return line;
    line.push_back(next);
  }
}

void Child::signal(int number) const {
  if (!reaped_) ::kill(pid_, number);
}

bool Child::has_ended() {
  if (reaped_) return true;
  siginfo_t state{};
  ::waitid(P_PID, static_cast<id_t>(pid_), &state, WEXITED | WNOHANG | WNOWAIT);
  return state.si_pid == pid_;
}

void Child::collect(Clock::time_point until) {
  while (output_ >= 0 || errors_ >= 0) {
    std::array<pollfd, 2> wanted{pollfd{output_, POLLIN, 0}, pollfd{errors_, POLLIN, 0}};
    if (::poll(wanted.data(), wanted.size(), milliseconds_until(until)) <= 0) {
      throw std::runtime_error("the program does not end; so far it said: " + ended_.out +
                               ended_.err);
    }
    if (wanted[0].revents != 0 && !drain(output_, ended_.out)) shut(output_);
    if (wanted[1].revents != 0 && !drain(errors_, ended_.err)) shut(errors_);
  }
}

void Child::reap() {
  int status = 0;
  ::waitpid(pid_, &status, 0);
  reaped_ = true;
  if (WIFEXITED(status)) ended_.code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) ended_.signal = WTERMSIG(status);
}

Ended Child::wait(std::chrono::seconds longest) {
  shut(input_);
  collect(Clock::now() + longest);
  if (!reaped_) reap();
  return ended_;
}

void pause_shortly() {
  constexpr int kMilliseconds = 5;
  ::poll(nullptr, 0, kMilliseconds);
}

}  // namespace vancrawl::e2e
