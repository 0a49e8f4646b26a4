#include "crawler/control/visit.h"

#include <array>
#include <csignal>

#include <fmt/format.h>
#include <pwd.h>
#include <sched.h>
#include <sys/socket.h>

namespace vancrawl::control {
namespace {

Answer refused(std::string why) { return {std::nullopt, std::move(why)}; }

std::string user_name(uid_t user) {
  std::array<char, 4096> buffer{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(user, &entry, buffer.data(), buffer.size(), &found) == 0 && found != nullptr) {
    return entry.pw_name;
  }
  return fmt::format("uid {}", user);
}

std::optional<Peer> peer_of(int socket) {
  ucred told{};
  socklen_t size = sizeof(told);
  if (::getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &told, &size) != 0) return std::nullopt;
  return Peer{told.uid, told.pid, fmt::format("{} (pid {})", user_name(told.uid), told.pid)};
}

/// Relative paths of the command mean the client's folder, and nobody else's do.
bool stand_in(int folder) { return ::unshare(CLONE_FS) == 0 && ::fchdir(folder) == 0; }

/// A word that names a descriptor of the client names this process's one for the same file.
std::string renamed(const std::string& word, int descriptor) {
  const auto equals = word.starts_with("--") ? word.find('=') : std::string::npos;
  const auto option = equals == std::string::npos ? "" : word.substr(0, equals + 1);
  return fmt::format("{}/proc/self/fd/{}", option, descriptor);
}

}  // namespace

Visit::Visit(Descriptor socket, const ServerSettings& settings, const Server::Run& run,
             std::function<void()> ended)
    : socket_(std::move(socket)), settings_(settings), run_(run), tell_end_(std::move(ended)) {
  thread_ = std::thread([this] { work(); });
}

Visit::~Visit() { thread_.join(); }

void Visit::end(Caller::Standing because) {
  auto waits = Caller::Standing::kWaits;
  caller_.standing_.compare_exchange_strong(waits, because);
}

void Visit::interrupt() { ::pthread_kill(thread_.native_handle(), SIGURG); }

void Visit::work() {
  const auto said = answer();
  // A client that is gone needs no answer.
  static_cast<void>(send_frame(socket_.number(), text_of(said), {}, settings_.patience));
  ended_ = true;
  tell_end_();
}

Answer Visit::answer() {
  auto peer = peer_of(socket_.number());
  if (!peer) return refused("the kernel does not say who asks");
  if (peer->user != ::geteuid() && peer->user != 0) {
    return refused("only the user of the process that holds the store, or root, may ask it");
  }
  auto frame = receive_frame(socket_.number(), settings_.patience);
  if (!frame) return refused(std::string(sentence_of(frame.error())));
  return answer(std::move(*frame), std::move(*peer));
}

Answer Visit::answer(Frame frame, Peer peer) {
  auto order = parse_order(frame.text);
  if (!order) return refused(order.error());
  if (order->version != settings_.version) {
    return refused(
        fmt::format("the process that holds the store is {}, and this program is {}: "
                    "run the same release, or start the daemon anew",
                    settings_.version, order->version));
  }
  auto& given = frame.descriptors;
  if (given.size() != kOwnDescriptors + order->files.size()) {
    return refused("the message brings another number of descriptors than it says");
  }
  if (!stand_in(given[3].number())) return refused("the folder cannot be entered");
  for (std::size_t i = 0; i < order->files.size(); ++i) {
    auto& word = order->words[order->files[i]];
    word = renamed(word, given[kOwnDescriptors + i].number());
  }
  Command command{std::move(order->words),
                  std::move(peer),
                  std::move(given[0]),
                  std::move(given[1]),
                  std::move(given[2]),
                  {},
                  caller_};
  for (std::size_t i = kOwnDescriptors; i < given.size(); ++i) {
    command.files.push_back(std::move(given[i]));
  }
  return {run_(command), ""};
}

void turn_away(int socket, const std::string& refusal) {
  static_cast<void>(
      send_frame(socket, text_of(refused(refusal)), {}, std::chrono::milliseconds(0)));
}

}  // namespace vancrawl::control
