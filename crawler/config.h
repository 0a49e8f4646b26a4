#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "crawler/model/business_calendar.h"
#include "crawler/site_api/definition.h"
#include "storage/store.h"

namespace vancrawl::cli {
struct StoreOwner;
}

namespace vancrawl {

/// Where loud tasks and the morning report go beside the store.
struct AlertConfig {
  std::vector<std::string> command;  ///< program and arguments, run without a shell; empty: none
  std::string webhook;               ///< https address; empty: none
  std::string webhook_ca_file;       ///< trusted for it besides the system's
  std::int64_t report_minute = 390;  ///< of the Korean day, when the morning report is made: 06:30
  friend bool operator==(const AlertConfig&, const AlertConfig&) = default;
};

/// What the operator decides, from one TOML file (vancrawl.example.toml shows every key). Unknown
/// keys are refused with line and column.
struct Config {
  std::string store = "vancrawl.db";
  std::string key_file = "vancrawl.key";
  bool key_is_credential = false;  ///< systemd gave the key: it is neither made nor replaced here
  std::string guard_log = "vancrawl.guard";  ///< outside of the store, best on another disk
  std::string sites_folder;                  ///< empty: found beside the program
  std::string holidays_file;                 ///< empty: found beside the program
  std::string proxies_file;                  ///< empty: the direct connection is the one exit
  std::string proxy_check_url;               ///< what `proxies check` asks for; empty: --url says
  std::string log_file;                      ///< empty: standard error
  std::string log_level = "info";
  std::size_t jobs_at_once = 64;
  std::size_t cpu_threads = 0;       ///< 0: one a core
  std::int64_t evidence_days = 400;  ///< how long stored pages that nothing cites are kept
  std::string control_socket;        ///< empty: beside the store
  std::map<std::string, site_api::SiteOverride> sites;
  AlertConfig alerts;

  std::string key_fault;                   ///< why there is no key; empty: there may be one
  const cli::StoreOwner* owner = nullptr;  ///< the process that the command runs in; no key
};

/// Throws site_api::TomlFault. Relative paths are relative to the file's folder.
[[nodiscard]] Config load_config(const std::string& path);

/// The file given on the command line, else ./vancrawl.toml if there is one, else the defaults.
[[nodiscard]] Config find_config(const std::optional<std::string>& path);

/// What every process opens the store with: its guard log, and this machine.
[[nodiscard]] storage::OpenOptions open_options(const Config& config);

/// The socket of the process that holds the store.
[[nodiscard]] std::string control_socket_of(const Config& config);

/// Whether the guard log would go with the disk that the store lies on.
[[nodiscard]] bool shares_a_disk(const Config& config);

/// Where the site folders lie: as configured, else `sites` below the working folder, below
/// ../share/vancrawl of the program, or in the source tree it was built in. Throws
/// std::runtime_error that names the places looked at.
[[nodiscard]] std::string sites_folder_of(const Config& config);

/// Where the holidays lie: as configured, else calendar/korean_holidays.csv in the same places.
[[nodiscard]] std::string holidays_file_of(const Config& config);

/// The business days by that file. Throws std::runtime_error that names the file and the line.
[[nodiscard]] model::BusinessCalendar load_calendar(const Config& config);

}  // namespace vancrawl
