#include "crawler/cli/application.h"

#include <algorithm>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/relay.h"
#include "crawler/site_api/toml_section.h"
#include "storage/store_error.h"

namespace vancrawl::cli {
namespace {

/// Secrets live in this process: it leaves no core file and cannot be attached to.
void forbid_core_dumps() {
  const rlimit none{0, 0};
  setrlimit(RLIMIT_CORE, &none);
  prctl(PR_SET_DUMPABLE, 0);
}

int complain(const Invocation& invocation, const std::string& what, int code) {
  fmt::print(invocation.err, "vancrawl: {}\n", what);
  return code;
}

/// Names of options only, never what was given to them.
std::string names_of(const std::vector<std::string>& arguments) {
  std::string names;
  for (const auto& argument : arguments) {
    if (!argument.starts_with('-')) continue;
    const bool is_long = argument.starts_with("--");
    names += (names.empty() ? "" : ", ") +
             argument.substr(0, is_long ? argument.find('=') : std::size_t{2});
  }
  return names.empty() ? "one that belongs to no option" : names;
}

/// A wrong path, file or key is configuration; what the disk or another process does is not.
ExitCode code_of(storage::StoreFault fault) {
  switch (fault) {
    case storage::StoreFault::kMissing:
    case storage::StoreFault::kExists:
    case storage::StoreFault::kNotOurs:
    case storage::StoreFault::kOtherVersion:
    case storage::StoreFault::kKey:
      return kBadInput;
    case storage::StoreFault::kLocked:
    case storage::StoreFault::kReadOnly:
    case storage::StoreFault::kDiskFull:
    case storage::StoreFault::kDisk:
    case storage::StoreFault::kCorrupt:
    case storage::StoreFault::kRuleBroken:
    case storage::StoreFault::kPassive:
    case storage::StoreFault::kGuardLog:
    case storage::StoreFault::kOther:
      return kNotDone;
  }
  return kNotDone;
}

/// The command that was meant where only a command can stand. A plain word is named; anything else
/// may be a password in the wrong place.
std::optional<std::string> unknown_command(const CLI::App& app) {
  const auto* place = &app;
  while (!place->get_subcommands().empty()) place = place->get_subcommands().front();
  const auto rest = app.remaining(true);
  const auto word =
      std::ranges::find_if(rest, [](const auto& one) { return !one.starts_with('-'); });
  if (place->get_require_subcommand_min() == 0 || word == rest.end()) return std::nullopt;
  std::string known;
  for (const auto* const command : place->get_subcommands([](const CLI::App*) { return true; })) {
    known += (known.empty() ? "" : ", ") + command->get_name();
  }
  const bool is_plain = word->size() <= 20 &&
                        word->find_first_not_of("abcdefghijklmnopqrstuvwxyz-") == std::string::npos;
  return fmt::format("unknown command{}; {} has {}", is_plain ? " \"" + *word + "\"" : "",
                     place->get_name(), known);
}

/// Every command's own help names it, and it may stand before or after the command.
void declare_json(CLI::App& app, bool& json) {
  for (auto* const command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (command->get_require_subcommand_min() == 0) command->add_flag("--json", json, "print JSON");
    declare_json(*command, json);
  }
}

int guarded(const Invocation& invocation, const std::vector<std::string>& words) {
  try {
    return run_in_its_place(invocation, words);
  } catch (const InputError& error) {  // the edge of the program: every fault becomes a sentence
    return complain(invocation, error.what(), kBadInput);
  } catch (const site_api::TomlFault& error) {
    return complain(invocation, error.what(), kBadInput);
  } catch (const storage::StoreError& error) {
    return complain(invocation, error.what(), code_of(error.fault()));
  } catch (const std::exception& error) {
    return complain(invocation, error.what(), kNotDone);
  }
}

void declare(Command& app, Invocation& invocation) {
  app.require_subcommand(1);
  app.add_option("--config", invocation.config_path, "configuration file (./vancrawl.toml)");
  app.add_flag("--json", invocation.json, "print JSON");
  add_demo(app, invocation);
  add_serve(app, invocation);
  add_reload(app, invocation);
  add_crawl(app, invocation);
  add_schedules(app, invocation);
  add_forecast(app, invocation);
  add_clock(app, invocation);
  add_jobs(app, invocation);
  add_merchants(app, invocation);
  add_credentials(app, invocation);
  add_consents(app, invocation);
  add_vault(app, invocation);
  add_audit(app, invocation);
  add_recover(app, invocation);
  add_slices(app, invocation);
  add_records(app, invocation);
  add_coverage(app, invocation);
  add_accept(app, invocation);
  add_basis(app, invocation);
  add_cancels(app, invocation);
  add_seals(app, invocation);
  add_rates(app, invocation);
  add_reconcile(app, invocation);
  add_calendar(app, invocation);
  add_backup(app, invocation);
  add_changes(app, invocation);
  add_consumers(app, invocation);
  add_cuts(app, invocation);
  add_unmapped(app, invocation);
  add_explain(app, invocation);
  add_replay(app, invocation);
  add_evidence(app, invocation);
  add_export(app, invocation);
  add_keypad(app, invocation);
  add_tasks(app, invocation);
  add_brakes(app, invocation);
  add_proxies(app, invocation);
  add_why(app, invocation);
  add_report(app, invocation);
}

}  // namespace

int run_words(Invocation& invocation, const std::vector<std::string>& words) {
  CLI::App app("Fetches what card sales were approved, acquired and paid, with proof.", "vancrawl");
  app.fallthrough();
  Command root(app);
  declare(root, invocation);
  declare_json(app, invocation.json);
  std::vector<std::string> reversed(words.rbegin(), words.rend());
  try {
    app.parse(std::move(reversed));
  } catch (const CLI::ExtrasError&) {  // its own sentence repeats values: one may be a password
    return complain(invocation, "unknown option or argument: " + names_of(app.remaining(true)),
                    kBadInput);
  } catch (const CLI::ParseError& error) {  // CLI11 ends a parse, --help too, by an exception
    const bool is_required = dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
    const auto what = is_required ? unknown_command(app) : std::nullopt;
    if (what) return complain(invocation, *what, kBadInput);
    std::ostringstream out;
    std::ostringstream err;
    const int code = app.exit(error, out, err);
    fmt::print(invocation.out, "{}", out.str());
    fmt::print(invocation.err, "{}", err.str());
    return code == 0 ? kDone : kBadInput;
  }
  return guarded(invocation, words);
}

int run_application(int count, char** values, site_api::Catalogue catalogue) {
  forbid_core_dumps();
  Invocation invocation;
  invocation.catalogue = std::move(catalogue);
  return run_words(invocation, {values + 1, values + count});
}

}  // namespace vancrawl::cli
