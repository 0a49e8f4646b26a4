#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_door.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/logging.h"
#include "crawler/control/listener.h"
#include "crawler/daemon.h"
#include "crawler/daemon_notice.h"
#include "crawler/daemon_signals.h"
#include "storage/store_error.h"

namespace vancrawl::cli {
namespace {

void expect_no_daemon(const Config& config) {
  if (!control::connect_to(control_socket_of(config))) return;
  throw storage::StoreError(storage::StoreFault::kLocked,
                            config.store + ": a running process holds the store already");
}

/// Reads the files again and takes them, or says why not.
class Reloading {
 public:
  Reloading(const Invocation& invocation, Daemon& daemon)
      : invocation_(invocation), daemon_(daemon) {}

  void reload() const {
    tell_service_manager(reloading_notice());
    try {
      daemon_.reload(invocation_.config());
      spdlog::info("sites and proxies are read anew");
    } catch (const std::exception& error) {  // told to whoever watches, then to whoever asked
      tell_service_manager(fmt::format("READY=1\nSTATUS=reload refused: {}", error.what()));
      spdlog::error("reload refused, nothing of it is taken why=\"{}\"", error.what());
      throw;
    }
    tell_service_manager("READY=1\nSTATUS=reloaded");
  }
  /// Throws nothing.
  void try_reload() const {
    try {
      reload();
    } catch (const std::exception&) {  // the log has it
    }
  }

 private:
  const Invocation& invocation_;
  Daemon& daemon_;
};

int serve(const Invocation& invocation) {
  constexpr std::chrono::seconds kForOthers{5};
  constexpr std::chrono::seconds kFlush{1};
  const auto config = invocation.config();
  expect_no_daemon(config);
  expect_key_file(config);
  hold_signals();  // before the first thread: any of them would be ended by one
  start_log(config);
  spdlog::flush_every(kFlush);
  engine::Progress silent;
  Daemon daemon(config, invocation.catalogue, silent, Daemon::Door::kOpen);
  const Reloading reloading(invocation, daemon);
  CommandDoor door(daemon, config, invocation.catalogue, [&daemon, &reloading] {
    daemon.run_on_worker([&reloading] { reloading.reload(); });
    return std::string("sites and proxies are read anew");
  });
  spdlog::info("serving store={} socket={}", config.store, control_socket_of(config));
  daemon.run_until_stopped([&reloading] { reloading.try_reload(); });
  door.stop(kForOthers);
  spdlog::info("stopped");
  return kDone;
}

int reload(const Invocation& invocation) {
  const auto config = invocation.config();
  if (config.owner == nullptr || !config.owner->reload) {
    throw std::runtime_error(
        "no daemon runs on this store: the files are read by the next `vancrawl serve`");
  }
  std::string what;
  try {
    what = config.owner->reload();
  } catch (const std::exception& error) {  // its own sentence, with what follows from it
    throw std::runtime_error(
        fmt::format("reload refused, the daemon goes on with what it had: {}", error.what()));
  }
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n", nlohmann::json{{"reloaded", true}}.dump());
  } else {
    fmt::print(invocation.out, "{}\n", what);
  }
  return kDone;
}

}  // namespace

void add_serve(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand(
      "serve", "holds the store and runs jobs as they fall due, until SIGTERM or SIGINT");
  command->callback(
      [&invocation] { invocation.action = [&invocation] { return serve(invocation); }; });
}

void add_reload(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand(
      "reload", "makes the running daemon read sites and proxies anew; all of it or nothing");
  command->callback([&invocation] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation] { return reload(invocation); };
  });
}

}  // namespace vancrawl::cli
