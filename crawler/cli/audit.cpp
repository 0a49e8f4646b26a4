#include "storage/audit.h"

#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "storage/guard_memory.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Asked {
  std::string about;
  std::int64_t after = 0;
  int limit = 1000;
};

int verify(const Invocation& invocation) {
  const auto config = invocation.config();
  const auto reader = storage::Reader::open(config.store);
  const bool has_log = std::filesystem::exists(config.guard_log);
  const auto check = storage::verify_audit(*reader, storage::anchored_heads(config.guard_log));
  Json json = {{"entries", check.entries},
               {"anchors", check.anchors},
               {"guard_log", has_log},
               {"broken", nullptr}};
  if (check.first_break) {
    json["broken"] = {{"number", check.first_break->number}, {"why", check.first_break->why}};
  }
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n", json.dump());
  } else if (check.first_break) {
    fmt::print(invocation.out, "broken at entry {}: {}\n", check.first_break->number,
               check.first_break->why);
  } else {
    fmt::print(invocation.out, "{} entries hang together; {} heads of the guard log agree\n",
               check.entries, check.anchors);
  }
  if (!has_log)
    fmt::print(invocation.err, "vancrawl: there is no guard log {}\n", config.guard_log);
  return check.first_break || !has_log ? kNotDone : kDone;
}

int list(const Invocation& invocation, const Asked& asked) {
  storage::AuditFilter filter{asked.after, std::nullopt, asked.limit};
  if (!asked.about.empty()) filter.about = asked.about;
  const auto reader = storage::Reader::open(invocation.config().store);
  for (const auto& entry : storage::audit_entries(*reader, filter)) {
    if (invocation.json) {
      fmt::print(invocation.out, "{}\n",
                 Json{{"number", entry.number},
                      {"at", model::to_iso(entry.at)},
                      {"actor", entry.actor},
                      {"action", entry.action},
                      {"about", entry.about},
                      {"detail", entry.detail},
                      {"hash", entry.hash}}
                     .dump());
      continue;
    }
    fmt::print(invocation.out, "{:>6} {} {:<10} {:<22} {:<20} {}\n", entry.number,
               model::to_iso(entry.at), entry.actor, entry.action, entry.about, entry.detail);
  }
  return kDone;
}

}  // namespace

void add_audit(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand("audit", "who did what, when, about whom");
  command->require_subcommand(1);
  command
      ->add_subcommand("verify",
                       "computes the chain anew and holds it against the guard log; exit "
                       "1 names the first entry that is not what it was")
      ->callback(
          [&invocation] { invocation.action = [&invocation] { return verify(invocation); }; });
  auto asked = std::make_shared<Asked>();
  auto* const listing = command->add_subcommand("list", "prints entries in order");
  listing->add_option("--about", asked->about, "a merchant, or an account as realm/login id");
  listing->add_option("--after", asked->after, "entries after this number");
  listing->add_option("--limit", asked->limit)->check_range(1, 1'000'000)->capture_default_str();
  listing->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return list(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
