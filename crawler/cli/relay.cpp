#include "crawler/cli/relay.h"

#include <fmt/format.h>

#include "crawler/cli/application.h"
#include "crawler/control/client.h"
#include "crawler/control/listener.h"
#include "storage/migrations.h"
#include "storage/store_error.h"

namespace vancrawl::cli {
namespace {

int ask_owner(const Invocation& invocation, const std::vector<std::string>& words,
              const control::Descriptor& socket) {
  std::fflush(invocation.out);
  const auto outcome = control::run_at_owner(
      socket, {program_version(),
               words,
               {invocation.in, ::fileno(invocation.out), ::fileno(invocation.err)}});
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

int run_at_owner_or_here(const Invocation& invocation, const std::vector<std::string>& words) {
  const auto socket = control::connect_to(control_socket_of(invocation.config()));
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
