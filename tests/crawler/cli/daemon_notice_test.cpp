#include "crawler/daemon_notice.h"

#include <array>
#include <cstdlib>
#include <cstring>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/crawler/session/test_loop.h"

namespace vancrawl {
namespace {

/// systemd's end of the notify socket.
class ServiceManager : public testing::Test {
 protected:
  ~ServiceManager() override {
    ::unsetenv("NOTIFY_SOCKET");
    ::unsetenv("WATCHDOG_USEC");
    ::unsetenv("WATCHDOG_PID");
    if (socket >= 0) ::close(socket);
  }
  void listen_at(const std::string& name) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name.data(), name.size());
    if (name.front() == '@') address.sun_path[0] = '\0';
    socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    ASSERT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), size), 0);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  [[nodiscard]] std::string heard() const {
    std::array<char, 512> bytes{};
    const auto count = ::recv(socket, bytes.data(), bytes.size(), MSG_DONTWAIT);
    return count < 0 ? "nothing" : std::string(bytes.data(), static_cast<std::size_t>(count));
  }

  tests::TempFolder folder;
  int socket = -1;
};

TEST_F(ServiceManager, HearsWhatIsSaidAtAPathAndAtAnAbstractName) {
  listen_at((folder.path() / "notify").string());
  EXPECT_TRUE(tell_service_manager("READY=1"));
  EXPECT_EQ(heard(), "READY=1");
  ::close(socket);
  listen_at("@vancrawl-test-" + std::to_string(::getpid()));
  EXPECT_TRUE(tell_service_manager("STOPPING=1"));
  EXPECT_EQ(heard(), "STOPPING=1");
}

TEST_F(ServiceManager, IsNotMissedWhereThereIsNone) {
  EXPECT_FALSE(tell_service_manager("READY=1"));
  ::setenv("NOTIFY_SOCKET", (folder.path() / "nobody").c_str(), 1);
  EXPECT_FALSE(tell_service_manager("READY=1"));
  ::setenv("NOTIFY_SOCKET", std::string(300, 'x').c_str(), 1);
  EXPECT_FALSE(tell_service_manager("READY=1"));
}

TEST_F(ServiceManager, IsToldTwiceInEachSpanOfItsWatchdog) {
  EXPECT_EQ(watchdog_interval(), std::nullopt);
  ::setenv("WATCHDOG_USEC", "30000000", 1);
  EXPECT_EQ(watchdog_interval(), std::chrono::seconds(15));
  ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
  EXPECT_EQ(watchdog_interval(), std::chrono::seconds(15));
  ::setenv("WATCHDOG_PID", "1", 1);
  EXPECT_EQ(watchdog_interval(), std::nullopt) << "it is another process's";
  ::unsetenv("WATCHDOG_PID");
  ::setenv("WATCHDOG_USEC", "soon", 1);
  EXPECT_EQ(watchdog_interval(), std::nullopt);
}

TEST_F(ServiceManager, LearnsTheTimeOfAReload) {
  const auto notice = reloading_notice();
  EXPECT_TRUE(notice.starts_with("RELOADING=1\nMONOTONIC_USEC=")) << notice;
}

}  // namespace
}  // namespace vancrawl
