#include "crawler/control/client.h"

#include <csignal>

#include <fcntl.h>
#include <sys/socket.h>

#include "crawler/control/frame.h"
#include "crawler/control/message.h"

namespace vancrawl::control {
namespace {

constexpr std::chrono::milliseconds kToSend{5000};

void leave(int /*signal*/) {}

/// Without SA_RESTART: they end the wait for the answer.
void stop_at_signals() {
  struct sigaction action{};
  action.sa_handler = leave;
  for (const int number : {SIGINT, SIGTERM}) ::sigaction(number, &action, nullptr);
}

/// The path in a word, `--file=PATH` included.
std::string path_in(const std::string& word) {
  const auto equals = word.starts_with("--") ? word.find('=') : std::string::npos;
  return equals == std::string::npos ? word : word.substr(equals + 1);
}

/// Such a path means another file in every process.
bool is_own_descriptor(const std::string& path) {
  return path.starts_with("/dev/fd/") || path.starts_with("/proc/self/") || path == "/dev/stdin";
}

Descriptor opened(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) throw ControlFault(path + ": cannot be read");
  return file;
}

/// Who listens, as the kernel says.
bool is_trusted(const Descriptor& socket, uid_t trusted_user) {
  ucred told{};
  socklen_t size = sizeof(told);
  if (::getsockopt(socket.number(), SOL_SOCKET, SO_PEERCRED, &told, &size) != 0) return false;
  return told.uid == 0 || told.uid == ::geteuid() || told.uid == trusted_user;
}

/// What the owner is to use as the client's streams.
std::vector<int> usable(const std::array<int, 3>& streams, std::vector<Descriptor>& held) {
  std::vector<int> numbers;
  for (const int stream : streams) {
    if (::fcntl(stream, F_GETFD) >= 0) {
      numbers.push_back(stream);
      continue;
    }
    held.emplace_back(::open("/dev/null", O_RDWR | O_CLOEXEC));
    numbers.push_back(held.back().number());
  }
  return numbers;
}

}  // namespace

Outcome run_at_owner(const Descriptor& socket, const Ask& ask) {
  if (!is_trusted(socket, ask.trusted_user)) {
    return {End::kRefused, 0, "another user's process listens at the control socket"};
  }
  stop_at_signals();
  Order order{ask.version, ask.words, {}};
  std::vector<Descriptor> unused;
  auto numbers = usable(ask.streams, unused);
  std::vector<Descriptor> held;
  held.push_back(opened("."));
  for (std::size_t i = 0; i < ask.words.size(); ++i) {
    const auto path = path_in(ask.words[i]);
    if (!is_own_descriptor(path)) continue;
    held.push_back(opened(path));
    order.files.push_back(i);
  }
  for (const auto& file : held) numbers.push_back(file.number());
  if (numbers.size() > kMostDescriptors) {
    throw ControlFault("more than 8 arguments name descriptors of this process");
  }
  const auto sent = send_frame(socket.number(), text_of(order), numbers, kToSend);
  // An owner that refuses at once says why before it hears us out.
  if (!sent && sent.error() != FrameFault::kClosed) {
    throw ControlFault("control socket: " + std::string(sentence_of(sent.error())));
  }
  const auto frame = receive_frame(socket.number(), std::nullopt);
  if (!frame) {
    const bool is_stopped = frame.error() == FrameFault::kInterrupted;
    return {is_stopped ? End::kStopped : End::kLost, 0, std::string(sentence_of(frame.error()))};
  }
  const auto answer = parse_answer(frame->text);
  if (!answer) return {End::kLost, 0, answer.error()};
  if (answer->exit_code) return {End::kRan, *answer->exit_code, ""};
  return {End::kRefused, 0, answer->refusal};
}

}  // namespace vancrawl::control
