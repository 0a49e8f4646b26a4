#include "crawler/control/frame.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <poll.h>
#include <sys/socket.h>

#include "crawler/control/message.h"

namespace vancrawl::control {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kLengthBytes = 4;

/// When the patience of one message is over.
class Deadline {
 public:
  explicit Deadline(Patience patience) {
    if (patience) at_ = Clock::now() + *patience;
  }
  /// For poll.
  [[nodiscard]] int milliseconds_left() const {
    if (!at_) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*at_ - Clock::now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
  }

 private:
  std::optional<Clock::time_point> at_;
};

std::expected<void, FrameFault> wait_for(int socket, short what, const Deadline& deadline) {
  pollfd wanted{socket, what, 0};
  const int count = ::poll(&wanted, 1, deadline.milliseconds_left());
  if (count == 0) return std::unexpected(FrameFault::kTooSlow);
  if (count > 0) return {};
  return std::unexpected(errno == EINTR ? FrameFault::kInterrupted : FrameFault::kBroken);
}

bool is_not_yet(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

struct ControlBuffer {
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMostDescriptors)> bytes{};
};

/// Bytes sent, 0 if none could be sent yet.
std::expected<std::size_t, FrameFault> send_some(int socket, std::string_view bytes,
                                                 std::span<const int> descriptors) {
  iovec part{const_cast<char*>(bytes.data()), bytes.size()};
  ControlBuffer buffer;
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  if (!descriptors.empty()) {
    message.msg_control = buffer.bytes.data();
    message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    auto* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
  }
  const auto count = ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (count >= 0) return static_cast<std::size_t>(count);
  if (is_not_yet(errno)) return std::size_t{0};
  return std::unexpected(errno == EPIPE || errno == ECONNRESET ? FrameFault::kClosed
                                                               : FrameFault::kBroken);
}

/// Takes what travelled beside the bytes, so that it is closed whatever is thought of it.
void take_descriptors(msghdr& message, std::vector<Descriptor>& into) {
  for (auto* header = CMSG_FIRSTHDR(&message); header != nullptr;
       header = CMSG_NXTHDR(&message, header)) {
    if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) continue;
    const auto count = (header->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (std::size_t i = 0; i < count; ++i) {
      int number = -1;
      std::memcpy(&number, CMSG_DATA(header) + i * sizeof(int), sizeof(int));
      into.emplace_back(number);
    }
  }
}

/// Bytes received, 0 if there were none yet.
std::expected<std::size_t, FrameFault> receive_some(int socket, std::span<char> into,
                                                    std::vector<Descriptor>& descriptors) {
  iovec part{into.data(), into.size()};
  ControlBuffer buffer;
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = buffer.bytes.data();
  message.msg_controllen = buffer.bytes.size();
  const auto count = ::recvmsg(socket, &message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
  if (count < 0 && is_not_yet(errno)) return std::size_t{0};
  if (count < 0) {
    return std::unexpected(errno == ECONNRESET ? FrameFault::kClosed : FrameFault::kBroken);
  }
  take_descriptors(message, descriptors);
  if ((message.msg_flags & MSG_CTRUNC) != 0 || descriptors.size() > kMostDescriptors) {
    return std::unexpected(FrameFault::kTooManyDescriptors);
  }
  if (count == 0) return std::unexpected(FrameFault::kClosed);
  return static_cast<std::size_t>(count);
}

std::expected<void, FrameFault> receive_all(int socket, std::span<char> into, Frame& frame,
                                            const Deadline& deadline) {
  while (!into.empty()) {
    if (auto ready = wait_for(socket, POLLIN, deadline); !ready) return ready;
    const auto count = receive_some(socket, into, frame.descriptors);
    if (!count) return std::unexpected(count.error());
    into = into.subspan(*count);
  }
  return {};
}

}  // namespace

std::string_view sentence_of(FrameFault fault) {
  switch (fault) {
    case FrameFault::kClosed:
      return "the other side closed the connection";
    case FrameFault::kTooLong:
      return "the message is longer than 262144 bytes";
    case FrameFault::kTooSlow:
      return "the message did not come in time";
    case FrameFault::kTooManyDescriptors:
      return "the message brings more than 12 descriptors";
    case FrameFault::kBroken:
      return "the connection broke";
    case FrameFault::kInterrupted:
      return "a signal came";
  }
  __builtin_unreachable();
}

std::expected<void, FrameFault> send_frame(int socket, std::string_view text,
                                           std::span<const int> descriptors, Patience patience) {
  if (text.size() > kLongestMessage) return std::unexpected(FrameFault::kTooLong);
  const Deadline deadline(patience);
  std::string bytes;
  for (std::size_t i = kLengthBytes; i-- > 0;) {
    bytes.push_back(static_cast<char>(text.size() >> (8 * i) & 0xFFU));
  }
  bytes += text;
  for (std::string_view left = bytes; !left.empty();) {
    if (auto ready = wait_for(socket, POLLOUT, deadline); !ready) return ready;
    const auto count = send_some(socket, left, descriptors);
    if (!count) return std::unexpected(count.error());
    if (*count > 0) descriptors = {};
    left.remove_prefix(*count);
  }
  return {};
}

std::expected<Frame, FrameFault> receive_frame(int socket, Patience patience) {
  const Deadline deadline(patience);
  Frame frame;
  std::array<char, kLengthBytes> head{};
  if (auto got = receive_all(socket, head, frame, deadline); !got) {
    return std::unexpected(got.error());
  }
  std::size_t length = 0;
  for (const char byte : head) length = length << 8U | static_cast<unsigned char>(byte);
  if (length > kLongestMessage) return std::unexpected(FrameFault::kTooLong);
  frame.text.resize(length);
  if (auto got = receive_all(socket, frame.text, frame, deadline); !got) {
    return std::unexpected(got.error());
  }
  return frame;
}

}  // namespace vancrawl::control
