#include "crawler/cli/relay.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crawler/cli/application.h"
#include "crawler/control/client.h"
#include "crawler/control/listener.h"
#include "storage/migrations.h"
#include "storage/store_error.h"

namespace vancrawl::cli {
namespace {

/// Whose store it is; this process's user if there is none.
uid_t owner_of(const std::string& store) {
  struct stat seen{};
  return ::stat(store.c_str(), &seen) == 0 ? seen.st_uid : ::geteuid();
}

int ask_owner(const Invocation& invocation, const std::vector<std::string>& words,
              const control::Descriptor& socket) {
  std::fflush(invocation.out);
  const auto outcome = control::run_at_owner(
      socket, {program_version(),
               words,
               {invocation.in, ::fileno(invocation.out), ::fileno(invocation.err)},
               owner_of(invocation.config().store)});
  switch (outcome.end) {
    case control::End::kRan:
      return outcome.exit_code;
    case control::End::kRefused:
      fmt::print(invocation.err, "vancrawl: {}\n", outcome.why);
      return kNotDone;
    case control::End::kStopped:
      fmt::print(invocation.err, "\nvancrawl: {}\n", invocation.when_left);
      return kStopped;
    case control::End::kLost:
      fmt::print(invocation.err,
                 "vancrawl: the process that held the store ended before it answered ({}): look "
                 "whether this was done\n",
                 outcome.why);
      return kNotDone;
  }
  __builtin_unreachable();
}

/// The process that holds the store; one that has just begun may not listen yet, and one of a short
/// command never does.
std::optional<control::Descriptor> owner_of_store(const Config& config) {
  constexpr std::chrono::seconds kToBegin{3};
  constexpr int kLookAgainMs = 10;
  const auto until = std::chrono::steady_clock::now() + kToBegin;
  for (;;) {
    auto socket = control::connect_to(control_socket_of(config));
    const bool is_late = std::chrono::steady_clock::now() >= until;
    if (socket || is_late || !storage::is_open_for_writing(config.store)) return socket;
    ::poll(nullptr, 0, kLookAgainMs);
  }
}

int run_at_owner_or_here(const Invocation& invocation, const std::vector<std::string>& words) {
  const auto socket = owner_of_store(invocation.config());
  return socket ? ask_owner(invocation, words, *socket) : invocation.action();
}

int run_alone(const Invocation& invocation) {
  const auto config = invocation.config();
  if (control::connect_to(control_socket_of(config))) {
    throw storage::StoreError(
        storage::StoreFault::kLocked,
        config.store +
            ": a running process holds the store, and this needs it alone: stop that one first");
  }
  return invocation.action();
}

}  // namespace

int run_in_its_place(const Invocation& invocation, const std::vector<std::string>& words) {
  const bool is_inside = invocation.owner != nullptr;
  switch (invocation.place) {
    case Place::kAnywhere:
      if (is_inside) throw InputError("this command runs in its own process alone");
      return invocation.action();
    case Place::kAlone:
      if (is_inside) throw InputError("this command runs in its own process alone");
      return run_alone(invocation);
    case Place::kOwner:
      return is_inside ? invocation.action() : run_at_owner_or_here(invocation, words);
  }
  __builtin_unreachable();
}

std::string program_version() {
  return fmt::format("vancrawl {} (tables {}, control 1)", VANCRAWL_VERSION,
                     storage::latest_version());
}

}  // namespace vancrawl::cli
