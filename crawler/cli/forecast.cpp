#include "storage/forecast.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/offers.h"
#include "storage/audit.h"
#include "storage/clock_marks.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string time_or(const std::optional<model::Instant>& at, const char* none) {
  return at ? model::to_iso(*at) : std::string(none);
}

Json json_of(const storage::Miss& miss) {
  return {{"merchant", miss.merchant.text()},
          {"site", miss.site.text()},
          {"date", miss.date.iso()},
          {"cut_off", model::to_iso(miss.cut_off)},
          {"reason", storage::name_of(miss.reason)},
          {"expected", miss.expected ? Json(model::to_iso(*miss.expected)) : Json()}};
}

int print_forecast(const Invocation& invocation) {
  const auto config = invocation.config();
  const auto sites = sites_known(invocation, config);
  const auto reader = storage::Reader::open(config.store);
  const auto seen = storage::forecast(*reader, sites, now());
  if (invocation.json) {
    Json document = {{"targets", seen.targets}, {"ready", seen.ready}, {"misses", Json::array()}};
    for (const auto& miss : seen.misses) document["misses"].push_back(json_of(miss));
    fmt::print(invocation.out, "{}\n", document.dump());
  } else {
    for (const auto& miss : seen.misses) {
      fmt::print(invocation.out, "{} {} {}: misses {}: {}; expected {}\n", miss.merchant.text(),
                 miss.site.text(), miss.date.iso(), model::to_iso(miss.cut_off),
                 storage::name_of(miss.reason), time_or(miss.expected, "not at all"));
    }
    fmt::print(invocation.out, "{} merchants' sites with a cut-off, {} ready, {} will miss it\n",
               seen.targets, seen.ready, seen.misses.size());
  }
  return seen.misses.empty() ? kDone : kOpen;
}

int show_clock(const Invocation& invocation) {
  const auto reader = storage::Reader::open(invocation.config().store);
  const auto mark = storage::clock_mark(*reader);
  const bool in_doubt = mark && mark->doubt_since;
  if (invocation.json) {
    const Json json = {{"seen", mark ? Json(model::to_iso(mark->seen)) : Json()},
                       {"in_doubt", in_doubt},
                       {"ahead_seconds", mark ? mark->ahead.count() / 1000 : 0},
                       {"accepted", mark && mark->accepted}};
    fmt::print(invocation.out, "{}\n", json.dump());
  } else if (in_doubt) {
    fmt::print(invocation.out, "in doubt since {}: the wall clock is {} s ahead{}\n",
               model::to_iso(*mark->doubt_since), mark->ahead.count() / 1000,
               mark->accepted ? ", and was accepted" : "");
  } else {
    fmt::print(invocation.out, "the clocks agree\n");
  }
  return in_doubt ? kNotDone : kDone;
}

int accept_clock(const Invocation& invocation) {
  auto store = open_store(invocation.config());
  const bool accepted = store.write([](storage::Transaction& transaction) {
    if (!storage::accept_clock(transaction)) return false;
    storage::append_audit(transaction, "clock accepted", "store", "", now());
    return true;
  });
  if (!accepted) throw InputError("the clock is not in doubt: there is nothing to accept");
  fmt::print(invocation.out, "{}\n", invocation.json ? R"({"accepted":true})" : "accepted");
  return kDone;
}

}  // namespace

void add_forecast(Command& app, Invocation& invocation) {
  app.add_subcommand("forecast", "which merchants will miss their cut-off, and why (exit 3 if any)")
      ->callback([&invocation] {
        invocation.action = [&invocation] { return print_forecast(invocation); };
      });
}

void add_clock(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand("clock", "whether this machine's clock is believed");
  command->require_subcommand(1);
  command->add_subcommand("show", "exit 1 while it is in doubt")->callback([&invocation] {
    invocation.action = [&invocation] { return show_clock(invocation); };
  });
  command->add_subcommand("accept", "after a jump: the wall clock is right")
      ->callback([&invocation] {
        invocation.place = Place::kOwner;
        invocation.action = [&invocation] { return accept_clock(invocation); };
      });
}

}  // namespace vancrawl::cli
