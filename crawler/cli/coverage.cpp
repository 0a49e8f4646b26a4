#include "storage/coverage.h"

#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/application.h"
#include "crawler/cli/command.h"
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

Json json_of(const storage::CoverageLine& line) {
  Json json = {{"merchant", line.key.merchant.text()},
               {"site", line.key.site.text()},
               {"ledger", model::name_of(line.key.ledger)},
               {"date", line.key.date.iso()},
               {"state", model::name_of(line.state)},
               {"open", line.is_open()},
               {"why_open", line.why_open},
               {"challenged", line.challenged},
               {"settles", line.settles},
               {"grade", nullptr},
               {"rows", line.row_count},
               {"read_at", nullptr}};
  if (line.grade) json["grade"] = model::name_of(*line.grade);
  if (line.read_at) json["read_at"] = model::to_iso(*line.read_at);
  return json;
}

void print_line(const storage::CoverageLine& line) {
  fmt::print("{} {:<12} {:<14} {:<11} {:<11} {}\n", line.key.date.iso(), line.key.merchant.text(),
             line.key.site.text(), model::name_of(line.key.ledger), model::name_of(line.state),
             line.is_open() ? "OPEN: " + line.why_open
                            : fmt::format("{:>5} rows  {}{}", line.row_count,
                                          line.grade ? model::name_of(*line.grade) : "",
                                          line.settles ? "" : "  (not in the settlement basis)"));
}

std::vector<storage::CoverageLine> lines_for(const Invocation& invocation, const Asked& asked,
                                             model::BusinessDate date) {
  const auto config = invocation.config();
  storage::CoverageAsk ask{std::nullopt, {date, date}, now(), offered_ledgers(invocation, config)};
  if (!asked.merchant.empty()) ask.merchant = model::MerchantId(asked.merchant);
  const auto reader = storage::Reader::open(config.store);
  if (ask.merchant) expect_merchant(*reader, *ask.merchant);
  return storage::coverage(*reader, ask);
}

int print_coverage(const Invocation& invocation, const Asked& asked) {
  const auto date = range_option(asked.date, asked.date).first;
  auto lines = lines_for(invocation, asked, date);
  const auto all = lines.size();
  const auto open = std::ranges::count_if(lines, &storage::CoverageLine::is_open);
  if (asked.only_open) {
    std::erase_if(lines, [](const auto& line) { return !line.is_open(); });
  }
  Json slices = Json::array();
  for (const auto& line : lines) {
    slices.push_back(json_of(line));
    if (!invocation.json) print_line(line);
  }
  if (invocation.json) {
    fmt::print("{}\n",
               Json{{"date", date.iso()}, {"slices", slices}, {"all", all}, {"open", open}}.dump());
  } else {
    fmt::print("{}: {} slices, {} open\n", date.iso(), all, open);
  }
  return open > 0 ? kOpen : kDone;
}

}  // namespace

void add_coverage(CLI::App& app, Invocation& invocation) {
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
