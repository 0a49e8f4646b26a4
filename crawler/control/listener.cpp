#include "crawler/control/listener.h"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "crawler/control/message.h"

namespace vancrawl::control {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr int kWaiting = 64;

[[noreturn]] void fail(const std::filesystem::path& file, const std::string& what) {
  const int error = errno;
  throw ControlFault(fmt::format("control socket {}: {}: {}", file.string(), what,
                                 std::generic_category().message(error)));
}

constexpr std::size_t kLongestPath = sizeof(sockaddr_un::sun_path) - 1;

sockaddr_un address_of(const std::filesystem::path& file) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const auto& path = file.native();
  if (path.size() > kLongestPath) {
    throw ControlFault(fmt::format(
        "control socket {}: the path has {} bytes, and a socket's may have {}; set control_socket "
        "in the configuration to a shorter one",
        path, path.size(), kLongestPath));
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

const sockaddr* plain(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

}  // namespace

Listener::Listener(const std::filesystem::path& file) : file_(file) {
  const auto address = address_of(file);
  if (connect_to(file)) {
    throw ControlFault(fmt::format(
        "control socket {}: a process listens there that holds another store; set control_socket "
        "in the configuration to a place of its own",
        file.string()));
  }
  ::unlink(file.c_str());
  socket_ = Descriptor(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket_.is_open()) fail(file, "cannot be made");
  // Linux gives the file the mode that the socket has when it is bound: it is never wider.
  if (::fchmod(socket_.number(), kOwnerOnly) != 0) fail(file, "cannot be closed to others");
  if (::bind(socket_.number(), plain(address), sizeof(address)) != 0) fail(file, "cannot be bound");
  if (::listen(socket_.number(), kWaiting) != 0) fail(file, "cannot be listened at");
}

Listener::~Listener() { close(); }

void Listener::close() {
  if (!socket_.is_open()) return;
  ::unlink(file_.c_str());
  socket_ = Descriptor();
}

std::optional<Descriptor> connect_to(const std::filesystem::path& file) {
  if (file.native().size() > kLongestPath) return std::nullopt;  // nobody can listen there either
  const auto address = address_of(file);
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!socket.is_open()) fail(file, "cannot be asked");
  if (::connect(socket.number(), plain(address), sizeof(address)) == 0) return socket;
  if (errno == ENOENT || errno == ECONNREFUSED || errno == ENOTDIR) return std::nullopt;
  fail(file, "cannot be asked");
}

}  // namespace vancrawl::control
