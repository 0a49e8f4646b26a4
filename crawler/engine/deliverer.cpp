#include "crawler/engine/deliverer.h"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <spdlog/spdlog.h>
#include <sys/wait.h>
#include <unistd.h>

#include "crawler/async/timing.h"
#include "storage/deliveries.h"

extern char** environ;

namespace vancrawl::engine {
namespace {

using boost::asio::awaitable;
using Told = std::expected<void, std::string>;

constexpr const char* kUserAgent = "vancrawl/0.1";
constexpr std::chrono::milliseconds kLookAtChild{50};
constexpr int kMostLooks = 200;  // ten seconds

/// A file without a name that holds the document from its beginning: a pipe could fill up.
int file_of(const std::string& body) {
  const int file = ::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0) return -1;
  const auto written = ::pwrite(file, body.data(), body.size(), 0);
  if (written == static_cast<ssize_t>(body.size())) return file;
  ::close(file);
  return -1;
}

std::expected<pid_t, std::string> start(const std::vector<std::string>& command, int input) {
  std::vector<char*> arguments;
  for (const auto& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  pid_t child = -1;
  const int failed =
      posix_spawnp(&child, command.front().c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0)
    return std::unexpected(fmt::format("cannot be started: {}", std::strerror(failed)));
  return child;
}

Told answer_of(int status) {
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  if (WIFEXITED(status)) return std::unexpected(fmt::format("ended with {}", WEXITSTATUS(status)));
  return std::unexpected("was ended by a signal");
}

}  // namespace

Webhook::Webhook(http::Transport& transport, std::string url, std::string ca_file)
    : transport_(transport), url_(std::move(url)), ca_file_(std::move(ca_file)) {}

awaitable<Told> Webhook::tell(std::string body) {
  http::ConnectionOptions options;
  options.user_agent = kUserAgent;
  if (!ca_file_.empty()) options.extra_ca_file = ca_file_;
  const auto connection = transport_.open(std::move(options));
  http::Request request(http::Method::kPost, url_);
  request.content_type = "application/json";
  request.body = std::move(body);
  const auto answer = co_await connection->send(std::move(request));
  if (!answer) co_return std::unexpected(answer.error().detail);
  if (answer->status >= 200 && answer->status < 300) co_return Told();
  co_return std::unexpected(fmt::format("answered {}", answer->status));
}

awaitable<Told> CommandMessenger::tell(std::string body) {
  const int input = file_of(body);
  if (input < 0) co_return std::unexpected("no room for its input");
  const auto child = start(command_, input);
  ::close(input);
  if (!child) co_return std::unexpected(child.error());
  int status = 0;
  for (int look = 0; look < kMostLooks; ++look) {
    if (::waitpid(*child, &status, WNOHANG) == *child) co_return answer_of(status);
    co_await async::sleep_for(clock_, kLookAtChild);
  }
  ::kill(*child, SIGKILL);
  ::waitpid(*child, &status, 0);
  co_return std::unexpected("did not end within ten seconds");
}

awaitable<void> deliver_due(StoreThread& store, model::Clock& clock, const Messengers& messengers) {
  std::vector<std::string> channels;
  for (const auto& one : messengers) channels.push_back(one->name());
  const auto due = co_await store.run([&](storage::Transaction& transaction) {
    storage::fill_outbox(transaction, channels, clock.now());
    return storage::due_deliveries(transaction, clock.now());
  });
  for (const auto& delivery : due) {
    for (const auto& messenger : messengers) {
      if (messenger->name() != delivery.channel) continue;
      const auto told = co_await messenger->tell(delivery.body);
      const auto now = clock.now();
      co_await store.run([&](storage::Transaction& transaction) {
        if (told) storage::note_delivered(transaction, delivery.id, now);
        if (!told) storage::note_undelivered(transaction, delivery.id, told.error(), now);
      });
      if (!told) {
        spdlog::error("not delivered channel={} delivery={} why=\"{}\"", delivery.channel,
                      delivery.id.number(), told.error());
      }
    }
  }
}

}  // namespace vancrawl::engine
