#include "storage/backup.h"

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

int print(const Invocation& invocation, const std::string& file, const char* what,
          const storage::BackupFacts& facts) {
  if (invocation.json) {
    const Json line = {{"file", file},
                       {"sha256", facts.sha256},
                       {"bytes", facts.bytes},
                       {"version", facts.version},
                       {"epoch", facts.head.epoch},
                       {"seq", facts.head.seq},
                       {"merchants", facts.merchants},
                       {"slices", facts.slices}};
    fmt::print(invocation.out, "{}\n", line.dump());
  } else {
    fmt::print(invocation.out,
               "{}: {}: {} bytes, {} merchants, {} slices, feed at {}:{}, tables of version {}\n",
               file, what, facts.bytes, facts.merchants, facts.slices, facts.head.epoch,
               facts.head.seq, facts.version);
  }
  return kDone;
}

void add_verify(Command& command, Invocation& invocation) {
  auto file = std::make_shared<std::string>();
  auto* const verify = command.add_subcommand("verify", "read a backup whole: is it what it was?");
  verify->add_option("file", *file, "the backup")->required();
  verify->callback([&invocation, file] {
    invocation.action = [&invocation, file] {
      return print(invocation, *file, "whole", storage::verify_backup(*file));
    };
  });
}

void add_restore(Command& command, Invocation& invocation) {
  auto file = std::make_shared<std::string>();
  auto* const restore = command.add_subcommand(
      "restore", "verify a backup and put it where the configuration says the store lies");
  restore->add_option("file", *file, "the backup")->required();
  restore->callback([&invocation, file] {
    invocation.place = Place::kAlone;
    invocation.action = [&invocation, file] {
      const auto store = invocation.config().store;
      const auto facts = storage::restore_backup(*file, store, now());
      fmt::print(invocation.err, "before anything else: docs/operating.md, Backup\n");
      return print(invocation, store, "restored", facts);
    };
  });
}

}  // namespace

void add_backup(Command& app, Invocation& invocation) {
  auto file = std::make_shared<std::string>();
  auto* const command = app.add_subcommand(
      "backup", "copy the store to FILE, with FILE.sha256 beside it, while the daemon runs");
  command->add_option("file", *file, "where to; never written over");
  command->require_subcommand(0, 1);
  add_verify(*command, invocation);
  add_restore(*command, invocation);
  command->callback([command, &invocation, file] {
    if (command->has_chosen()) return;
    invocation.action = [&invocation, file] {
      if (file->empty()) throw InputError("backup: FILE, or verify FILE, or restore FILE");
      return print(invocation, *file, "written and checked",
                   storage::back_up(invocation.config().store, *file));
    };
  });
}

}  // namespace vancrawl::cli
