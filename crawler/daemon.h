#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

#include "crawler/config.h"
#include "crawler/control/listener.h"
#include "crawler/engine/engine.h"
#include "crawler/site_api/catalogue.h"
#include "storage/store.h"

namespace vancrawl {

/// A reload that cannot be taken: nothing of it is, and the daemon goes on with what it has.
class ReloadRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The composition root: builds every object once, in order, and owns them. One a process; the
/// calling thread becomes the control thread while something runs.
class Daemon {
 public:
  /// Whether other processes can reach it at the control socket.
  enum class Door { kShut, kOpen };

  /// Opens the store for writing and checks that two proxy users never share a tunnel. Throws
  /// storage::StoreError, control::ControlFault, site_api::TomlFault or std::runtime_error with a
  /// sentence for a person.
  Daemon(const Config& config, const site_api::Catalogue& catalogue, engine::Progress& progress,
         Door door = Door::kShut);
  Daemon(const Daemon&) = delete;
  Daemon& operator=(const Daemon&) = delete;
  ~Daemon();

  /// A change in a commit of its own.
  void write(const std::function<void(storage::Transaction&)>& change);

  /// Recovers what an earlier start left, then runs every job that waits, until none would come
  /// back within `patience`. SIGINT and SIGTERM stop it at a safe point: then it returns false.
  [[nodiscard]] bool run_until_idle(std::chrono::milliseconds patience);

  /// Recovers, then runs jobs as they fall due until SIGINT or SIGTERM; a second one changes
  /// nothing. `reload` is called at SIGHUP, on a worker. Tells systemd how it goes.
  void run_until_stopped(const std::function<void()>& reload);

  /// Takes sites, paces and proxies of the configuration and of the files that it names, all of it
  /// or nothing; a site that is in use goes on with what it has until it is idle. On a worker,
  /// while something runs. Throws ReloadRefused.
  void reload(const Config& config);

  /// Runs it on a worker, which stands in the daemon's own folder, and throws what it throws. Any
  /// thread but the control thread and a worker.
  void run_on_worker(const std::function<void()>& work);

  /// The engine looks at the queue. Any thread.
  void wake();

  /// Only with an open door.
  [[nodiscard]] control::Listener& listener();
  [[nodiscard]] engine::StoreThread& store();
  [[nodiscard]] const engine::LoadedSites& sites() const;
  [[nodiscard]] const storage::Vault& vault() const;
  [[nodiscard]] model::Instant now() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Loads one site's book with the configuration's overrides.
[[nodiscard]] session::SiteBook load_site_book(const Config& config, const std::string& id);

/// The keys where the configuration says they lie. Throws storage::StoreError.
[[nodiscard]] storage::Vault open_vault(const Config& config);
[[nodiscard]] storage::KeyPlace key_place_of(const Config& config);

/// Tells glibc to keep what was freed (up to 128 MiB at the end of the heap) instead of giving each
/// page's buffers back to the kernel and fetching them anew for the next one. Once, before the
/// first thread; the setting is the process's. A crawl of known pages costs a fifth less by it.
void keep_freed_memory();

}  // namespace vancrawl
