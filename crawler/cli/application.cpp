#include "crawler/cli/application.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include "crawler/cli/command.h"
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

int complain(const std::string& what, int code) {
  fmt::print(stderr, "vancrawl: {}\n", what);
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
    case storage::StoreFault::kOther:
      return kNotDone;
  }
  return kNotDone;
}

int guarded(const std::function<int()>& action) {
  try {
    return action();
  } catch (const InputError& error) {  // the edge of the program: every fault becomes a sentence
    return complain(error.what(), kBadInput);
  } catch (const site_api::TomlFault& error) {
    return complain(error.what(), kBadInput);
  } catch (const storage::StoreError& error) {
    return complain(error.what(), code_of(error.fault()));
  } catch (const std::exception& error) {
    return complain(error.what(), kNotDone);
  }
}

void declare(CLI::App& app, Invocation& invocation) {
  app.require_subcommand(1);
  app.add_option("--config", invocation.config_path, "configuration file (./vancrawl.toml)");
  app.add_flag("--json", invocation.json, "print JSON");
  app.fallthrough();
  add_demo(app, invocation);
  add_crawl(app, invocation);
  add_merchants(app, invocation);
  add_credentials(app, invocation);
  add_consents(app, invocation);
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
  add_keypad(app, invocation);
}

}  // namespace

int run_application(int count, char** values, site_api::Catalogue catalogue) {
  forbid_core_dumps();
  CLI::App app("Fetches what card sales were approved, acquired and paid, with proof.", "vancrawl");
  Invocation invocation;
  invocation.catalogue = std::move(catalogue);
  declare(app, invocation);
  try {
    app.parse(count, values);
  } catch (const CLI::ExtrasError&) {  // its own sentence repeats values: one may be a password
    return complain("unknown option or argument: " + names_of(app.remaining(true)), kBadInput);
  } catch (const CLI::ParseError& error) {  // CLI11 ends a parse, --help too, by an exception
    const int code = app.exit(error);
    return code == 0 ? kDone : kBadInput;
  }
  return guarded(invocation.action);
}

}  // namespace vancrawl::cli
