#pragma once

#include <cstdio>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

#include "crawler/cli/store_access.h"
#include "crawler/config.h"
#include "crawler/model/business_date.h"
#include "crawler/model/ledger.h"
#include "crawler/site_api/card_companies.h"
#include "crawler/site_api/catalogue.h"
#include "storage/store.h"
#include "storage/view.h"

namespace vancrawl::cli {

class Command;

/// What was entered cannot be taken: the message says what and what is allowed. Exit 2.
class InputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// In which process a command runs.
enum class Place {
  kAnywhere,  ///< its own: it reads the store at most
  kOwner,     ///< it changes the store: the one that holds it, if there is one
  kAlone      ///< its own, and no other process may hold the store meanwhile
};

/// What every command is given. `action` is set by the command that was chosen and gives the exit
/// code. A command reads and prints through `in`, `out` and `err` alone: they may be another
/// process's.
struct Invocation {
  int in = STDIN_FILENO;
  std::FILE* out = stdout;
  std::FILE* err = stderr;
  std::optional<std::string> config_path;
  bool json = false;
  site_api::Catalogue catalogue;
  std::function<int()> action;
  Place place = Place::kAnywhere;     ///< set with the action, by the command that was chosen
  const StoreOwner* owner = nullptr;  ///< where the command runs for another process
  /// What its user reads who leaves while the owner of the store runs the command.
  std::string when_left = "left: what was not changed yet is not changed";

  /// Throws InputError if it names a site that is not in the catalogue.
  [[nodiscard]] Config config() const;
};

/// One function a command, each in a file of its own: declares the options and sets the action.
void add_merchants(Command& app, Invocation& invocation);
/// Below `merchants`.
void add_merchants_import(Command& merchants, Invocation& invocation);
void add_consents(Command& app, Invocation& invocation);
void add_credentials(Command& app, Invocation& invocation);
/// Below `credentials`.
void add_trials(Command& credentials, Invocation& invocation);
void add_audit(Command& app, Invocation& invocation);
void add_recover(Command& app, Invocation& invocation);
void add_vault(Command& app, Invocation& invocation);
void add_records(Command& app, Invocation& invocation);
void add_slices(Command& app, Invocation& invocation);
void add_coverage(Command& app, Invocation& invocation);
void add_accept(Command& app, Invocation& invocation);
void add_basis(Command& app, Invocation& invocation);
void add_cancels(Command& app, Invocation& invocation);
void add_seals(Command& app, Invocation& invocation);
void add_rates(Command& app, Invocation& invocation);
void add_reconcile(Command& app, Invocation& invocation);
void add_calendar(Command& app, Invocation& invocation);
void add_backup(Command& app, Invocation& invocation);
void add_changes(Command& app, Invocation& invocation);
void add_consumers(Command& app, Invocation& invocation);
void add_cuts(Command& app, Invocation& invocation);
void add_unmapped(Command& app, Invocation& invocation);
void add_schedules(Command& app, Invocation& invocation);
void add_forecast(Command& app, Invocation& invocation);
void add_clock(Command& app, Invocation& invocation);
void add_jobs(Command& app, Invocation& invocation);
void add_serve(Command& app, Invocation& invocation);
void add_reload(Command& app, Invocation& invocation);
void add_crawl(Command& app, Invocation& invocation);
void add_demo(Command& app, Invocation& invocation);
void add_explain(Command& app, Invocation& invocation);
void add_replay(Command& app, Invocation& invocation);
void add_evidence(Command& app, Invocation& invocation);
void add_export(Command& app, Invocation& invocation);
void add_keypad(Command& app, Invocation& invocation);
void add_tasks(Command& app, Invocation& invocation);
void add_brakes(Command& app, Invocation& invocation);
void add_why(Command& app, Invocation& invocation);
void add_proxies(Command& app, Invocation& invocation);
/// Below `proxies`.
void add_proxies_check(Command& proxies, Invocation& invocation);
void add_report(Command& app, Invocation& invocation);

/// Values of options; throw InputError that names the option.
[[nodiscard]] model::BusinessDate date_option(const std::string& name, const std::string& text);
[[nodiscard]] std::vector<model::Ledger> ledgers_option(const std::vector<std::string>& names);
/// A day; yesterday in Korea if the text is empty.
[[nodiscard]] model::BusinessDate day_option(const std::string& name, const std::string& text);
/// From and to, either of which may be empty: then the other's day, or yesterday in Korea.
[[nodiscard]] model::DateRange range_option(const std::string& from, const std::string& to);
/// The code of a card company that was named by its code or by a text that sites print.
[[nodiscard]] std::string company_option(const site_api::CardCompanies& companies,
                                         const std::string& name, const std::string& text);
[[nodiscard]] site_api::CardCompanies card_companies(const Config& config);
/// A site of the catalogue.
[[nodiscard]] model::SiteId site_option(const Invocation& invocation, const std::string& id);

/// Throws InputError if nobody of that name is registered.
void expect_merchant(storage::View& view, const model::MerchantId& merchant);

/// The merchant named, or every one. Throws InputError unless exactly one of the two is given.
[[nodiscard]] std::vector<model::MerchantId> merchants_option(storage::View& view,
                                                              const std::string& merchant,
                                                              bool all);

/// Bytes as lower-case hex digits.
[[nodiscard]] std::string hex_of(const std::string& bytes);

[[nodiscard]] model::Instant now();

/// The store for a command that changes it (Place::kOwner), with its guard log. Throws
/// storage::StoreError.
[[nodiscard]] CommandStore open_store(const Config& config);
/// The same for a command that needs the file for itself (Place::kAlone).
[[nodiscard]] storage::Store open_own_store(const Config& config);

/// Throws InputError if there is no key file: then no password was ever stored.
void expect_key_file(const Config& config);

/// Refuses a store that holds sealed passwords beside a missing key file: a fresh key would open
/// none of them.
void expect_no_orphaned_store(const Config& config);

/// Makes the key file if there is none, and says so on standard error.
void ensure_key_file(const Invocation& invocation, const Config& config);

}  // namespace vancrawl::cli
