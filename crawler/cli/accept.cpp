#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "storage/acceptance.h"
#include "storage/audit.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Entered {
  std::string merchant;
  std::string site;
  std::string ledger;
  std::string date;
  std::string person;
  std::string reason;
};

std::string sentence_for(storage::AcceptAnswer answer) {
  switch (answer) {
    case storage::AcceptAnswer::kRecorded:
      return "recorded; a second person has to accept the same totals and rows";
    case storage::AcceptAnswer::kAccepted:
      return "accepted by two persons: the rows are proved with grade \"accepted\"";
    case storage::AcceptAnswer::kAlreadySaid:
      return "you accepted these totals and rows before; it takes another person";
    case storage::AcceptAnswer::kNotDisputed:
      return "the slice is neither disputed nor challenged: nothing to accept";
    case storage::AcceptAnswer::kIncomplete:
      return "--by and --reason must not be empty";
    case storage::AcceptAnswer::kConsentMissing:
      return "no consent in force covers the slice: nothing of it is published";
  }
  __builtin_unreachable();
}

bool is_taken(storage::AcceptAnswer answer) {
  return answer == storage::AcceptAnswer::kRecorded || answer == storage::AcceptAnswer::kAccepted;
}

int accept(const Invocation& invocation, const Entered& entered) {
  const storage::Acceptance acceptance{
      {model::MerchantId(entered.merchant), site_option(invocation, entered.site),
       ledgers_option({entered.ledger}).front(), date_option("--date", entered.date)},
      entered.person,
      entered.reason};
  auto store = open_store(invocation.config());
  const auto answer = store.write([&](storage::Transaction& transaction) {
    const auto answered = storage::accept_slice(transaction, acceptance, now());
    if (!is_taken(answered)) return answered;
    storage::append_audit(transaction, "slice accepted", acceptance.key.merchant.text(),
                          fmt::format("{} by {}: {}", model::to_text(acceptance.key),
                                      acceptance.person, storage::name_of(answered)),
                          now());
    return answered;
  });
  if (invocation.json) {
    fmt::print(invocation.out, "{}\n",
               Json{{"slice", model::to_text(acceptance.key)}, {"answer", storage::name_of(answer)}}
                   .dump());
  } else {
    fmt::print(invocation.out, "{}: {}\n", model::to_text(acceptance.key), sentence_for(answer));
  }
  return is_taken(answer) ? kDone : kNotDone;
}

}  // namespace

void add_accept(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand(
      "accept", "accepts a disputed slice as it stands; two persons make a proof of it");
  auto entered = std::make_shared<Entered>();
  command->add_option("--merchant", entered->merchant)->required();
  command->add_option("--site", entered->site)->required();
  command->add_option("--ledger", entered->ledger)->required();
  command->add_option("--date", entered->date, "business date")->required();
  command->add_option("--by", entered->person, "who accepts")->required();
  command->add_option("--reason", entered->reason, "why it is right as it is")->required();
  command->callback([&invocation, entered] {
    invocation.place = Place::kOwner;
    invocation.action = [&invocation, entered] { return accept(invocation, *entered); };
  });
}

}  // namespace vancrawl::cli
