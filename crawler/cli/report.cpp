#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/offers.h"
#include "crawler/engine/morning_report.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Asked {
  bool make = false;
  std::int64_t longest_minutes = 0;  ///< 0: any age
};

void print_lines(std::FILE* out, const Json& body) {
  fmt::print(out, "{}: {} slices, {} open\n", body.at("date").get<std::string>(),
             body.at("slices").get<int>(), body.at("open").get<int>());
  for (const auto& line : body.at("open_slices")) {
    fmt::print(out, "  open: {} {} {}: {}\n", line.at("merchant").get<std::string>(),
               line.at("site").get<std::string>(), line.at("ledger").get<std::string>(),
               line.at("why").get<std::string>());
  }
  for (const auto& task : body.at("tasks")) {
    fmt::print(out, "  {} {}\n     {}\n", task.at("loud").get<bool>() ? "LOUD" : "task",
               task.at("english").get<std::string>(), task.at("korean").get<std::string>());
  }
  for (const auto& stopped : body.at("stopped")) {
    fmt::print(out, "  stopped: {} ({})\n", stopped.at("place").get<std::string>(),
               stopped.at("cause").get<std::string>());
  }
}

storage::MorningReport made(const Invocation& invocation, const Config& config) {
  const auto offers = offered_ledgers(invocation, config);
  auto store = open_store(config);
  return store.write([&](storage::Transaction& transaction) {
    auto report = engine::compose_report(transaction, offers, now());
    storage::store_report(transaction, report);
    return report;
  });
}

int report(const Invocation& invocation, const Asked& asked) {
  const auto config = invocation.config();
  std::optional<storage::MorningReport> found;
  if (asked.make) found = made(invocation, config);
  if (!found) found = storage::last_report(*storage::Reader::open(config.store));
  if (!found) {
    fmt::print(invocation.err, "vancrawl: no report was ever made; `vancrawl report --make`\n");
    return kNotDone;
  }
  const auto age = std::chrono::floor<std::chrono::minutes>(now() - found->made_at);
  auto body = Json::parse(found->body);
  body["age_minutes"] = age.count();
  if (invocation.json) fmt::print(invocation.out, "{}\n", body.dump());
  if (!invocation.json) {
    fmt::print(invocation.out, "made {}, {} minutes ago\n", model::to_iso(found->made_at),
               age.count());
    print_lines(invocation.out, body);
  }
  const bool is_old = asked.longest_minutes > 0 && age.count() > asked.longest_minutes;
  return is_old ? kNotDone : kDone;
}

}  // namespace

void add_report(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand("report", "the last morning report, with its age");
  auto asked = std::make_shared<Asked>();
  command->add_flag("--make", asked->make, "makes it first, as of this moment");
  command
      ->add_option("--longest", asked->longest_minutes,
                   "minutes; exit 1 for an older one, for a watch from outside")
      ->check_range(0, 100'000);
  command->callback([&invocation, asked] {
    if (asked->make) invocation.place = Place::kOwner;
    invocation.action = [&invocation, asked] { return report(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
