#include "storage/recover.h"

#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

void print(const Invocation& invocation, const storage::Recovery& recovery, bool done) {
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n",
               Json{{"recovered", done},
                    {"why", recovery.why},
                    {"lines", recovery.lines},
                    {"suspended", recovery.suspended},
                    {"freed", recovery.freed},
                    {"held", recovery.held},
                    {"withdrawn", recovery.withdrawn},
                    {"lost_cuts", recovery.lost_cuts.size()},
                    {"cuts_in_doubt", recovery.doubts_cuts},
                    {"changes", recovery.sentences}}
                   .dump());
    return;
  }
  fmt::print(invocation.out,
             "the store was passive: {}\n{} lines of the guard log that it did not know\n",
             recovery.why, recovery.lines);
  for (const auto& sentence : recovery.sentences) fmt::print(invocation.out, "  {}\n", sentence);
  fmt::print(invocation.out, "{}\n",
             done ? "done: readers of the feed begin anew, and the store runs again"
                  : "nothing is changed yet. If no other copy of this store runs anywhere: "
                    "`vancrawl recover --confirm NAME`");
}

int run(const Invocation& invocation, const std::string& person) {
  const auto config = invocation.config();
  auto options = open_options(config);
  options.create = false;
  options.may_be_passive = true;
  auto store = storage::Store::open(config.store, options);
  if (!store.passive()) {
    if (invocation.json)
      fmt::print(invocation.out, "{}\n", Json{{"recovered", false}, {"why", nullptr}}.dump());
    if (!invocation.json)
      fmt::print(invocation.out, "the store and its guard log agree: nothing to recover\n");
    return kDone;
  }
  if (person.empty()) {
    print(invocation, storage::plan_recovery(store, *options.guard, now()), false);
    return kNotDone;
  }
  print(invocation, storage::recover(store, *options.guard, person, now()), true);
  return kDone;
}

}  // namespace

void add_recover(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand(
      "recover",
      "after a restore or a move: says what the guard log knows that the store does "
      "not (exit 1), and with --confirm merges it");
  auto person = std::make_shared<std::string>();
  command->add_option("--confirm", *person, "who makes sure that no other copy runs");
  command->callback([&invocation, person] {
    invocation.place = Place::kAlone;
    invocation.action = [&invocation, person] { return run(invocation, *person); };
  });
}

}  // namespace vancrawl::cli
