#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

#include "crawler/cli/store_access.h"
#include "crawler/config.h"
#include "crawler/control/server.h"
#include "crawler/daemon.h"
#include "crawler/site_api/catalogue.h"

namespace vancrawl::cli {

/// Runs the commands of other processes in the one that holds the store, for as long as it lives.
/// The daemon outlives it.
class CommandDoor {
 public:
  /// `reload` gives a sentence of what became of it; empty where nothing can be reloaded.
  CommandDoor(Daemon& daemon, const Config& config, site_api::Catalogue catalogue,
              std::function<std::string()> reload);

  /// No further command comes in; running ones end, at the latest when the patience is over.
  void stop(std::chrono::milliseconds patience) { server_.stop(patience); }

  /// For a command of this very process.
  [[nodiscard]] StoreOwner own() const { return owner_for("", nullptr); }

 private:
  [[nodiscard]] StoreOwner owner_for(std::string actor, const control::Caller* caller) const;
  [[nodiscard]] int run(control::Command& command) const;

  Daemon& daemon_;
  std::filesystem::path store_;
  site_api::Catalogue catalogue_;
  std::function<std::string()> reload_;
  control::Server server_;
};

}  // namespace vancrawl::cli
