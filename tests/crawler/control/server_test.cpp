#include "crawler/control/server.h"

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "crawler/control/client.h"
#include "crawler/control/frame.h"
#include "crawler/control/message.h"

namespace vancrawl::control {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

constexpr milliseconds kSoon{5000};

/// A folder of its own, a socket in it, and a client's three streams.
class ControlServer : public testing::Test {
 protected:
  ControlServer() {
    std::string made = (fs::temp_directory_path() / "vancrawl-control-XXXXXX").string();
    folder = ::mkdtemp(made.data());
    listener.emplace(socket_file());
  }
  ~ControlServer() override {
    server.reset();
    listener.reset();
    fs::remove_all(folder);
  }
  [[nodiscard]] fs::path socket_file() const { return folder / "s.sock"; }

  void serve(Server::Run run, std::size_t most = 4, milliseconds patience = kSoon) {
    server.emplace(*listener, ServerSettings{"v1", most, patience}, std::move(run));
  }
  [[nodiscard]] Descriptor connected() const {
    auto socket = connect_to(socket_file());
    EXPECT_TRUE(socket);
    return socket ? std::move(*socket) : Descriptor();
  }
  [[nodiscard]] Outcome ask(std::vector<std::string> words, const std::string& version = "v1",
                            int out = STDOUT_FILENO) const {
    return run_at_owner(connected(), {version, std::move(words), {STDIN_FILENO, out, out}});
  }
  [[nodiscard]] static Answer answer_on(const Descriptor& socket) {
    const auto frame = receive_frame(socket.number(), kSoon);
    if (!frame) return {std::nullopt, std::string(sentence_of(frame.error()))};
    return parse_answer(frame->text).value_or(Answer{});
  }

  fs::path folder;
  std::optional<Listener> listener;
  std::optional<Server> server;
};

TEST_F(ControlServer, RunsACommandWithTheClientsWordsFolderAndStreams) {
  const auto out = folder / "out";
  const Descriptor file(::open(out.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  serve([](Command& command) {
    const auto text = command.words.at(1) + " " + fs::current_path().string();
    EXPECT_EQ(::write(command.out.number(), text.data(), text.size()),
              static_cast<ssize_t>(text.size()));
    EXPECT_EQ(command.peer.process, ::getpid());
    EXPECT_NE(command.peer.name.find("(pid "), std::string::npos);
    return 7;
  });
  const auto before = fs::current_path();
  const auto outcome = ask({"say", "hello"}, "v1", file.number());
  EXPECT_EQ(outcome.end, End::kRan);
  EXPECT_EQ(outcome.exit_code, 7);
  std::ifstream written(out);
  std::string text;
  std::getline(written, text);
  EXPECT_EQ(text, "hello " + before.string());
}

TEST_F(ControlServer, AFolderOfAClientIsNobodyElsesFolder) {
  std::promise<void> in_folder;
  std::promise<void> looked;
  serve([&](Command&) {
    fs::current_path("/");
    in_folder.set_value();
    looked.get_future().wait();
    return 0;
  });
  const auto here = fs::current_path();
  auto asking = std::async(std::launch::async, [&] { return ask({"a"}); });
  in_folder.get_future().wait();
  EXPECT_EQ(fs::current_path(), here);
  looked.set_value();
  EXPECT_EQ(asking.get().end, End::kRan);
}

TEST_F(ControlServer, AWordThatNamesADescriptorOfTheClientReachesTheSameFile) {
  std::ofstream(folder / "secret") << "opened by the client";
  const Descriptor file(::open((folder / "secret").c_str(), O_RDONLY | O_CLOEXEC));
  std::string seen;
  serve([&](Command& command) {
    const auto equals = command.words.at(1).find('=');
    std::ifstream named(command.words.at(1).substr(equals + 1));
    std::getline(named, seen);
    return 0;
  });
  EXPECT_EQ(ask({"set", "--secret-file=/dev/fd/" + std::to_string(file.number())}).end, End::kRan);
  EXPECT_EQ(seen, "opened by the client");
}

TEST_F(ControlServer, AnotherReleaseIsRefusedAndNothingRuns) {
  bool ran = false;
  serve([&](Command&) { return ran = true; });
  const auto outcome = ask({"a"}, "v2");
  EXPECT_EQ(outcome.end, End::kRefused);
  EXPECT_NE(outcome.why.find("v1"), std::string::npos);
  EXPECT_NE(outcome.why.find("v2"), std::string::npos);
  EXPECT_FALSE(ran);
}

TEST_F(ControlServer, TheSocketIsItsOwnersAlone) {
  struct stat seen{};
  ASSERT_EQ(::stat(socket_file().c_str(), &seen), 0);
  EXPECT_EQ(seen.st_mode & 0777U, 0600U);
  EXPECT_TRUE(S_ISSOCK(seen.st_mode));
}

TEST_F(ControlServer, AnotherUserIsRefusedEvenWhereTheFileLetsHimIn) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  bool ran = false;
  serve([&](Command&) { return ran = true; });
  ::chmod(folder.c_str(), 0755);
  ::chmod(socket_file().c_str(), 0666);
  const auto child = ::fork();
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    if (::setuid(kNobody) != 0) ::_exit(2);
    const auto socket = connect_to(socket_file());
    if (!socket) ::_exit(3);
    static_cast<void>(send_frame(socket->number(), text_of(Order{"v1", {"a"}, {}}), {}, kSoon));
    const auto said = answer_on(*socket);
    ::_exit(!said.exit_code && said.refusal.find("only the user") != std::string::npos ? 0 : 4);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_FALSE(ran);
}

TEST_F(ControlServer, NothingIsHandedToAnotherUsersProcess) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become another user";
  constexpr uid_t kNobody = 65534;
  ::chmod(folder.c_str(), 0777);
  const auto file = folder / "foreign.sock";
  std::array<int, 2> listening{};
  ASSERT_EQ(::pipe2(listening.data(), O_CLOEXEC), 0);
  const auto child = ::fork();
  if (child == 0) {
    if (::setuid(kNobody) != 0) ::_exit(2);
    const Listener foreign(file);
    static_cast<void>(!::write(listening[1], "x", 1));
    ::pause();
  }
  char byte = 0;
  ASSERT_EQ(::read(listening[0], &byte, 1), 1);
  const auto socket = connect_to(file);
  ASSERT_TRUE(socket);
  const auto outcome = run_at_owner(*socket, {"v1", {"a"}, {0, 1, 2}});
  EXPECT_EQ(outcome.end, End::kRefused);
  EXPECT_NE(outcome.why.find("another user's process"), std::string::npos) << outcome.why;
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
}

TEST_F(ControlServer, AClientWithoutInputIsServed) {
  serve([](Command& command) {
    char byte = 0;
    return static_cast<int>(::read(command.in.number(), &byte, 1));
  });
  const auto outcome = run_at_owner(connected(), {"v1", {"a"}, {-1, 1, 2}});
  EXPECT_EQ(outcome.end, End::kRan) << outcome.why;
  EXPECT_EQ(outcome.exit_code, 0) << "its end";
}

TEST_F(ControlServer, HostileMessagesAreRefusedAndTheNextClientIsServed) {
  serve([](Command&) { return 0; }, 4, milliseconds(50));
  const std::string huge("\x7f\xff\xff\xff", 4);
  const std::string no_json("\0\0\0\x03{]}", 7);
  const std::string half("\0\0\0\x09{", 5);
  const auto order = text_of(Order{"v1", {"a"}, {}});
  const auto without_streams = std::string("\0\0\0", 3) + static_cast<char>(order.size()) + order;
  for (const auto& bytes : {huge, no_json, half, without_streams, std::string()}) {
    const auto socket = connected();
    ASSERT_EQ(::send(socket.number(), bytes.data(), bytes.size(), 0),
              static_cast<ssize_t>(bytes.size()));
    const auto said = answer_on(socket);
    EXPECT_FALSE(said.exit_code);
    EXPECT_FALSE(said.refusal.empty());
  }
  EXPECT_EQ(ask({"a"}).end, End::kRan);
}

TEST_F(ControlServer, BytesOfAnyKindNeverEndTheServer) {
  serve([](Command&) { return 0; }, 64, milliseconds(20));
  std::uint64_t state = 88172645463325252ULL;
  for (int i = 0; i < 40; ++i) {
    std::string bytes;
    for (int k = 0; k < 64; ++k) {
      state ^= state << 13U;
      state ^= state >> 7U;
      state ^= state << 17U;
      bytes.push_back(static_cast<char>(k < 3 ? 0 : state));
    }
    const auto socket = connected();
    static_cast<void>(!::send(socket.number(), bytes.data(), bytes.size(), MSG_NOSIGNAL));
  }
  EXPECT_TRUE([&] {
    for (int i = 0; i < 100; ++i) {
      if (ask({"a"}).end == End::kRan) return true;
    }
    return false;
  }());
}

TEST_F(ControlServer, OneTooManyIsTurnedAwayAtOnce) {
  std::promise<void> begun;
  std::promise<void> go_on;
  serve(
      [&](Command&) {
        begun.set_value();
        go_on.get_future().wait();
        return 0;
      },
      1);
  auto first = std::async(std::launch::async, [&] { return ask({"a"}); });
  begun.get_future().wait();
  const auto second = ask({"b"});
  EXPECT_EQ(second.end, End::kRefused);
  EXPECT_NE(second.why.find("1 commands already"), std::string::npos) << second.why;
  go_on.set_value();
  EXPECT_EQ(first.get().end, End::kRan);
}

/// Waits until the command is told that nobody waits for it.
int until_nobody_waits(Command& command) {
  while (command.caller.standing() == Caller::Standing::kWaits) ::poll(nullptr, 0, 5);
  return static_cast<int>(command.caller.standing());
}

TEST_F(ControlServer, ACommandLearnsThatItsClientHasLeft) {
  std::promise<int> learnt;
  serve([&](Command& command) {
    learnt.set_value(until_nobody_waits(command));
    return 0;
  });
  {
    const auto socket = connected();
    const Descriptor here(::open(".", O_RDONLY | O_CLOEXEC));
    ASSERT_TRUE(send_frame(socket.number(), text_of(Order{"v1", {"a"}, {}}),
                           std::array{0, 1, 2, here.number()}, kSoon));
  }
  EXPECT_EQ(learnt.get_future().get(), static_cast<int>(Caller::Standing::kHasLeft));
}

TEST_F(ControlServer, AReadThatHangsEndsWhenTheClientLeavesOrTheServerEnds) {
  std::array<int, 2> ends{};
  ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
  const Descriptor never_written(ends[1]);
  const Descriptor hanging(ends[0]);
  std::promise<int> read;
  serve([&](Command& command) {
    char byte = 0;
    const auto count = ::read(command.in.number(), &byte, 1);
    read.set_value(count < 0 ? errno : 0);
    return 0;
  });
  const auto socket = connected();
  const Descriptor here(::open(".", O_RDONLY | O_CLOEXEC));
  ASSERT_TRUE(send_frame(socket.number(), text_of(Order{"v1", {"a"}, {}}),
                         std::array{hanging.number(), 1, 2, here.number()}, kSoon));
  server->stop(milliseconds(20));
  EXPECT_EQ(read.get_future().get(), EINTR);
}

TEST_F(ControlServer, AtTheEndRunningCommandsAreToldAndNobodyIsHeardAnyMore) {
  std::promise<void> begun;
  serve([&](Command& command) {
    begun.set_value();
    return until_nobody_waits(command);
  });
  auto asking = std::async(std::launch::async, [&] { return ask({"a"}); });
  begun.get_future().wait();
  server->stop(kSoon);
  const auto outcome = asking.get();
  EXPECT_EQ(outcome.end, End::kRan);
  EXPECT_EQ(outcome.exit_code, static_cast<int>(Caller::Standing::kOwnerEnds));
  EXPECT_FALSE(connect_to(socket_file()));
  EXPECT_FALSE(fs::exists(socket_file()));
}

TEST_F(ControlServer, AnOwnerThatDiesIsNoAnswer) {
  serve([](Command&) { return 0; });
  server.reset();
  listener.emplace(socket_file());
  auto socket = connected();
  listener.reset();
  const auto outcome = run_at_owner(socket, {"v1", {"a"}, {0, 1, 2}});
  EXPECT_EQ(outcome.end, End::kLost);
}

TEST(ControlListener, TakesOverAFileThatADeadProcessLeftAndNoLivingOnes) {
  std::string made = (fs::temp_directory_path() / "vancrawl-control-XXXXXX").string();
  const fs::path folder = ::mkdtemp(made.data());
  const auto file = folder / "s.sock";
  std::ofstream(file) << "left";
  EXPECT_FALSE(connect_to(file)) << "nobody listens at a plain file";
  {
    const Listener first(file);
    EXPECT_THROW(Listener second(file), ControlFault);
    EXPECT_TRUE(connect_to(file));
  }
  EXPECT_FALSE(fs::exists(file));
  EXPECT_FALSE(connect_to(file));
  fs::remove_all(folder);
}

TEST(ControlListener, APathThatIsTooLongIsNamedWithTheKeyThatHelps) {
  const fs::path file = "/tmp/" + std::string(120, 'x');
  try {
    const Listener listener(file);
    FAIL() << "it cannot be bound";
  } catch (const ControlFault& fault) {
    EXPECT_NE(std::string(fault.what()).find("control_socket"), std::string::npos) << fault.what();
    EXPECT_NE(std::string(fault.what()).find("107"), std::string::npos) << fault.what();
  }
  EXPECT_FALSE(connect_to(file)) << "so nobody holds the store there";
}

}  // namespace
}  // namespace vancrawl::control
