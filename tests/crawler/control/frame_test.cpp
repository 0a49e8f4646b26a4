#include "crawler/control/frame.h"

#include <array>
#include <thread>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include "crawler/control/message.h"

namespace vancrawl::control {
namespace {

constexpr std::chrono::milliseconds kSoon{2000};
constexpr std::chrono::milliseconds kShort{30};

class Frames : public testing::Test {
 protected:
  void SetUp() override {
    std::array<int, 2> ends{};
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()), 0);
    near = Descriptor(ends[0]);
    far = Descriptor(ends[1]);
  }
  void send_raw(const std::string& bytes) const {
    ASSERT_EQ(::send(near.number(), bytes.data(), bytes.size(), 0),
              static_cast<ssize_t>(bytes.size()));
  }
  [[nodiscard]] FrameFault fault(std::chrono::milliseconds patience = kShort) const {
    const auto frame = receive_frame(far.number(), patience);
    EXPECT_FALSE(frame);
    return frame ? FrameFault::kBroken : frame.error();
  }

  Descriptor near;
  Descriptor far;
};

TEST_F(Frames, TextAndDescriptorsArrive) {
  const Descriptor file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  ASSERT_TRUE(send_frame(near.number(), "한 줄", std::array{file.number()}, kSoon));
  const auto frame = receive_frame(far.number(), kSoon);
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->text, "한 줄");
  ASSERT_EQ(frame->descriptors.size(), 1U);
  EXPECT_NE(::fcntl(frame->descriptors[0].number(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST_F(Frames, ALongTextArrivesWhole) {
  const std::string text(kLongestMessage, 'x');
  std::thread sender([&] { EXPECT_TRUE(send_frame(near.number(), text, {}, kSoon)); });
  const auto frame = receive_frame(far.number(), kSoon);
  sender.join();
  ASSERT_TRUE(frame);
  EXPECT_EQ(frame->text, text);
}

TEST_F(Frames, ALengthBeyondTheLimitIsRefusedBeforeItsBytes) {
  send_raw(std::string("\x7f\xff\xff\xff", 4));
  EXPECT_EQ(fault(), FrameFault::kTooLong);
  EXPECT_EQ(send_frame(near.number(), std::string(kLongestMessage + 1, 'x'), {}, kShort).error(),
            FrameFault::kTooLong);
}

TEST_F(Frames, AMessageThatStopsHalfWayIsTooSlow) {
  send_raw(std::string("\0\0\0\x05half", 8));
  EXPECT_EQ(fault(), FrameFault::kTooSlow);
}

TEST_F(Frames, AnEndHalfWayIsAnEnd) {
  send_raw(std::string("\0\0", 2));
  near = Descriptor();
  EXPECT_EQ(fault(kSoon), FrameFault::kClosed);
}

TEST_F(Frames, AReceiverThatDoesNotReadMakesTheSenderGiveUp) {
  const std::string text(kLongestMessage, 'x');
  std::expected<void, FrameFault> sent;
  for (int i = 0; i < 20 && sent; ++i) sent = send_frame(near.number(), text, {}, kShort);
  EXPECT_EQ(sent.error(), FrameFault::kTooSlow);
}

int open_descriptors() {
  int count = 0;
  for (int number = 0; number < 512; ++number) {
    if (::fcntl(number, F_GETFD) >= 0) ++count;
  }
  return count;
}

TEST_F(Frames, TooManyDescriptorsAreRefusedAndNoneStaysOpen) {
  const int before = open_descriptors();
  std::array<int, 40> many{};
  many.fill(near.number());
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(many))> buffer{};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = buffer.data();
  message.msg_controllen = buffer.size();
  auto* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof(many));
  std::memcpy(CMSG_DATA(header), many.data(), sizeof(many));
  ASSERT_EQ(::sendmsg(near.number(), &message, 0), 1);
  EXPECT_EQ(fault(), FrameFault::kTooManyDescriptors);
  EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace vancrawl::control
