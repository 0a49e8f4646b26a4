#include "crawler/daemon_notice.h"

#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

namespace vancrawl {
namespace {

std::optional<std::int64_t> number_in(const char* name) {
  const char* const text = std::getenv(name);
  if (text == nullptr) return std::nullopt;
  const std::string_view digits(text);
  std::int64_t number = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool whole = read.ec == std::errc{} && read.ptr == digits.data() + digits.size();
  return whole && number > 0 ? std::optional(number) : std::nullopt;
}

}  // namespace

bool tell_service_manager(const std::string& state) {
  const char* const named = std::getenv("NOTIFY_SOCKET");
  if (named == nullptr) return false;
  const std::string_view path(named);
  sockaddr_un address{};
  if (path.size() < 2 || path.size() >= sizeof(address.sun_path)) return false;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  if (path.front() == '@') address.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  const int socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (socket < 0) return false;
  const auto sent = ::sendto(socket, state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                             reinterpret_cast<const sockaddr*>(&address), size);
  ::close(socket);
  return sent == static_cast<ssize_t>(state.size());
}

std::optional<std::chrono::milliseconds> watchdog_interval() {
  const auto process = number_in("WATCHDOG_PID");
  const auto span = number_in("WATCHDOG_USEC");
  if (!span || (process && *process != ::getpid())) return std::nullopt;
  return std::chrono::ceil<std::chrono::milliseconds>(std::chrono::microseconds(*span / 2));
}

std::string reloading_notice() {
  constexpr std::int64_t kMicro = 1'000'000;
  timespec at{};
  ::clock_gettime(CLOCK_MONOTONIC, &at);
  return fmt::format("RELOADING=1\nMONOTONIC_USEC={}", at.tv_sec * kMicro + at.tv_nsec / 1000);
}

}  // namespace vancrawl
