#include <array>
#include <csignal>
#include <cstdio>
#include <exception>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/portals/arguments.h"
#include "tests/portals/simulator.h"

namespace {

using vancrawl::portals::Day;
using vancrawl::portals::Simulator;

constexpr std::chrono::hours kKoreaAheadOfUtc{9};

Day today_in_korea() {
  const auto now = std::chrono::system_clock::now() + kKoreaAheadOfUtc;
  return Day{static_cast<std::int32_t>(
      std::chrono::floor<std::chrono::days>(now).time_since_epoch().count())};
}

/// A parent that holds a pipe or a socket is watched; a terminal, a file or /dev/null is not.
bool has_watching_parent() {
  struct stat input{};
  return fstat(STDIN_FILENO, &input) == 0 && (S_ISFIFO(input.st_mode) || S_ISSOCK(input.st_mode));
}

class InputWatch {
 public:
  InputWatch(boost::asio::io_context& context, std::function<void()> on_end)
      : input_(context), on_end_(std::move(on_end)) {
    if (!has_watching_parent()) return;
    input_.assign(dup(STDIN_FILENO));
    read();
  }

  void stop() {
    boost::system::error_code ignored;
    input_.close(ignored);
  }

 private:
  void read() {
    input_.async_read_some(boost::asio::buffer(bytes_),
                           [this](const boost::system::error_code& error, std::size_t) {
                             if (error == boost::asio::error::operation_aborted) return;
                             if (error) {
                               on_end_();
                             } else {
                               read();
                             }
                           });
  }

  boost::asio::posix::stream_descriptor input_;
  std::function<void()> on_end_;
  std::array<char, 256> bytes_{};
};

void run(const vancrawl::portals::SimulatorOrder& order) {
  boost::asio::io_context context{1};
  Simulator simulator(context, order);
  boost::asio::signal_set signals(context, SIGTERM, SIGINT);
  std::unique_ptr<InputWatch> watch;
  const auto end = [&] {
    simulator.stop();
    signals.cancel();
    watch->stop();
  };
  watch = std::make_unique<InputWatch>(context, end);
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (!error) end();
  });
  std::puts(simulator.announcement().c_str());
  std::fflush(stdout);
  context.run();
}

}  // namespace

int main(int count, char** values) {
  const auto order = vancrawl::portals::read_arguments(count, values, today_in_korea());
  if (!order) {
    std::fputs(order.error().text.c_str(), order.error().exit_code == 0 ? stdout : stderr);
    return order.error().exit_code;
  }
  try {
    run(*order);
  } catch (const std::exception& fault) {
    std::fprintf(stderr, "portal-sim: %s\n", fault.what());
    return 1;
  }
  return 0;
}
