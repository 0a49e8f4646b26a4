#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

int print_holidays(const Invocation& invocation) {
  for (const auto& [date, holiday] : load_calendar(invocation.config()).holidays()) {
    const Json line = {
        {"date", date.iso()}, {"name", holiday.name}, {"preliminary", holiday.preliminary}};
    if (invocation.json) fmt::print(invocation.out, "{}\n", line.dump());
    if (invocation.json) continue;
    fmt::print(invocation.out, "{}  {}{}\n", date.iso(), holiday.name,
               holiday.preliminary ? " (preliminary)" : "");
  }
  return 0;
}

}  // namespace

void add_calendar(Command& app, Invocation& invocation) {
  auto* const command =
      app.add_subcommand("calendar", "prints the holidays that business days are counted by");
  command->callback(
      [&invocation] { invocation.action = [&invocation] { return print_holidays(invocation); }; });
}

}  // namespace vancrawl::cli
