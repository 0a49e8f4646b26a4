#include "storage/coverage.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/coverage_lines.h"
#include "crawler/cli/offers.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Asked {
  std::string merchant;
  std::string date;
  bool only_open = false;
};

storage::CoverageAsk ask_of(const Invocation& invocation, const Config& config,
                            const Asked& asked) {
  const auto date = day_option("--date", asked.date);
  storage::CoverageAsk ask{std::nullopt, {date, date}, now(), offered_ledgers(invocation, config)};
  if (!asked.merchant.empty()) ask.merchant = model::MerchantId(asked.merchant);
  return ask;
}

void print_as_json(const Invocation& invocation, const std::vector<storage::CoverageLine>& lines,
                   const std::vector<storage::NotAsked>& not_asked, Json document) {
  document["slices"] = Json::array();
  document["not_asked"] = Json::array();
  for (const auto& line : lines) document["slices"].push_back(json_of(line));
  for (const auto& day : not_asked) document["not_asked"].push_back(json_of(day));
  fmt::print(invocation.out, "{}\n", document.dump());
}

int print_coverage(const Invocation& invocation, const Asked& asked) {
  const auto config = invocation.config();
  const auto ask = ask_of(invocation, config, asked);
  const auto reader = storage::Reader::open(config.store);
  if (ask.merchant) expect_merchant(*reader, *ask.merchant);
  auto lines = storage::coverage(*reader, ask);
  const auto not_asked = storage::days_not_asked(*reader, ask, lines);
  const auto all = lines.size();
  const auto open = std::ranges::count_if(lines, &storage::CoverageLine::is_open) +
                    std::ranges::count_if(not_asked, &storage::NotAsked::is_open);
  if (asked.only_open) {
    std::erase_if(lines, [](const auto& line) { return !line.is_open(); });
  }
  const auto date = ask.dates.first.iso();
  if (invocation.json) {
    print_as_json(invocation, lines, not_asked, {{"date", date}, {"all", all}, {"open", open}});
  } else {
    for (const auto& line : lines) print_line(invocation.out, line);
    for (const auto& day : not_asked) print_line(invocation.out, day);
    fmt::print(invocation.out, "{}: {} slices, {} open\n", date, all, open);
  }
  return open > 0 ? kOpen : kDone;
}

}  // namespace

void add_coverage(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand(
      "coverage", "is every merchant complete for a day, and if not, why (exit 3 if not)");
  auto asked = std::make_shared<Asked>();
  command->add_option("--merchant", asked->merchant);
  command->add_option("--date", asked->date, "business date (yesterday in Korea)");
  command->add_flag("--open", asked->only_open, "only what is open");
  command->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return print_coverage(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
