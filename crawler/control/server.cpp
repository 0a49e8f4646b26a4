#include "crawler/control/server.h"

#include <algorithm>
#include <csignal>
#include <list>
#include <mutex>
#include <optional>
#include <thread>

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include "crawler/control/visit.h"

namespace vancrawl::control {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kInterruptAgainMs = 50;

void wake_from_system_calls(int /*signal*/) {}

/// The process's signals as a server needs them; see the class.
void settle_signals() {
  for (const int ignored : {SIGPIPE, SIGTTIN, SIGTTOU}) ::signal(ignored, SIG_IGN);
  struct sigaction action{};
  action.sa_handler = wake_from_system_calls;  // without SA_RESTART: that is its whole use
  ::sigaction(SIGURG, &action, nullptr);
}

/// Other signals are the control thread's: here they would only break waits off.
void leave_signals_to_others() {
  sigset_t all;
  sigfillset(&all);
  sigdelset(&all, SIGURG);
  ::pthread_sigmask(SIG_BLOCK, &all, nullptr);
}

}  // namespace

class Server::Inner {
 public:
  Inner(Listener& listener, ServerSettings settings, Run run)
      : listener_(listener),
        settings_(std::move(settings)),
        run_(std::move(run)),
        wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    settle_signals();
    thread_ = std::thread([this] { work(); });
  }

  void stop(std::chrono::milliseconds patience) {
    const std::lock_guard lock(stopping_);
    if (!thread_.joinable()) return;
    ends_at_ns_ = (Clock::now() + patience).time_since_epoch().count();
    wake();
    thread_.join();
  }

 private:
  void work() {
    leave_signals_to_others();
    bool is_ending = false;
    while (!is_ending || !visits_.empty()) {
      look(is_ending);
      if (!is_ending && ends_at_ns_ != 0) {
        is_ending = true;
        turn_away_the_waiting();
        for (auto& visit : visits_) visit.end(Caller::Standing::kOwnerEnds);
      }
      const bool is_late = is_ending && Clock::now().time_since_epoch().count() >= ends_at_ns_;
      for (auto& visit : visits_) {
        const bool is_alone = visit.standing() == Caller::Standing::kHasLeft;
        if (is_late || is_alone) visit.interrupt();
      }
      visits_.remove_if([](const Visit& visit) { return visit.has_ended(); });
    }
  }

  /// Waits until something happens, and notices who came and who left.
  void look(bool is_ending) {
    std::vector<pollfd> wanted = {{wake_.number(), POLLIN, 0},
                                  {is_ending ? -1 : listener_.descriptor(), POLLIN, 0}};
    bool is_quiet = !is_ending;
    for (const auto& visit : visits_) {
      const bool is_there = visit.standing() != Caller::Standing::kHasLeft;
      wanted.push_back({is_there ? visit.socket() : -1, POLLRDHUP, 0});
      is_quiet = is_quiet && is_there;
    }
    if (::poll(wanted.data(), wanted.size(), is_quiet ? -1 : kInterruptAgainMs) <= 0) return;
    std::uint64_t count = 0;
    static_cast<void>(!::read(wake_.number(), &count, sizeof(count)));
    auto place = wanted.begin() + 2;
    for (auto& visit : visits_) {
      if (place++->revents != 0) visit.end(Caller::Standing::kHasLeft);
    }
    if (wanted[1].revents != 0) admit();
  }

  void admit() {
    Descriptor socket(::accept4(listener_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!socket.is_open()) return;
    if (visits_.size() < settings_.most_at_once) {
      visits_.emplace_back(std::move(socket), settings_, run_, [this] { wake(); });
      return;
    }
    turn_away(socket.number(), fmt::format("the process that holds the store runs {} commands "
                                           "already; enter it again",
                                           visits_.size()));
  }

  void turn_away_the_waiting() {
    for (;;) {
      const Descriptor socket(::accept4(listener_.descriptor(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!socket.is_open()) break;
      turn_away(socket.number(), "the process that held the store ends; enter it again");
    }
    listener_.close();
  }

  void wake() {
    const std::uint64_t one = 1;
    static_cast<void>(!::write(wake_.number(), &one, sizeof(one)));
  }

  Listener& listener_;
  ServerSettings settings_;
  Run run_;
  Descriptor wake_;
  std::atomic<Clock::rep> ends_at_ns_{0};
  std::mutex stopping_;
  std::list<Visit> visits_;  ///< of the server's own thread
  std::thread thread_;
};

Server::Server(Listener& listener, ServerSettings settings, Run run)
    : inner_(std::make_unique<Inner>(listener, std::move(settings), std::move(run))) {}

Server::~Server() { inner_->stop(std::chrono::milliseconds(0)); }

void Server::stop(std::chrono::milliseconds patience) { inner_->stop(patience); }

}  // namespace vancrawl::control
