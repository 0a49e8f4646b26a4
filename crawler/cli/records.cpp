#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/command.h"
#include "crawler/cli/record_json.h"
#include "storage/directory.h"
#include "storage/read_models.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Asked {
  std::string merchant;
  std::string site;
  std::string ledger;
  std::string from;
  std::string to;
  bool unproved = false;
};

storage::RecordFilter filter_of(const Invocation& invocation, const Asked& asked) {
  storage::RecordFilter filter;
  filter.slices.merchant = model::MerchantId(asked.merchant);
  if (!asked.site.empty()) filter.slices.site = site_option(invocation, asked.site);
  if (!asked.ledger.empty()) filter.slices.ledger = ledgers_option({asked.ledger}).front();
  if (!asked.from.empty() || !asked.to.empty()) {
    filter.slices.dates = range_option(asked.from, asked.to);
  }
  filter.which = asked.unproved ? storage::WhichRows::kUnproved : storage::WhichRows::kProved;
  return filter;
}

void print_rows(const storage::RecordsOfSlice& slice) {
  for (const auto& row : json_of(slice.rows)) {
    const auto amount = row.contains("amount")  ? row["amount"]
                        : row.contains("gross") ? row["gross"]
                                                : row["paid"];
    fmt::print("{} {:<14} {:<11} {} {:>14}  {}\n", slice.key.date.iso(), slice.key.site.text(),
               model::name_of(slice.key.ledger), row.value("kind", "deposit"),
               model::with_commas(model::Won(amount.get<std::int64_t>())),
               row["card_company"].get<std::string>());
  }
}

int print_records(const Invocation& invocation, const Asked& asked) {
  const auto filter = filter_of(invocation, asked);
  const auto reader = storage::Reader::open(invocation.config().store);
  expect_merchant(*reader, *filter.slices.merchant);
  for (const auto& slice : storage::records(*reader, filter)) {
    if (!invocation.json) {
      print_rows(slice);
      continue;
    }
    for (auto& row : json_of(slice.rows)) {
      Json line = {
          {"merchant", slice.key.merchant.text()},      {"site", slice.key.site.text()},
          {"ledger", model::name_of(slice.key.ledger)}, {"slice_date", slice.key.date.iso()},
          {"state", model::name_of(slice.state)},       {"challenged", slice.challenged}};
      line.update(row);
      fmt::print("{}\n", line.dump());
    }
  }
  return 0;
}

}  // namespace

void add_records(CLI::App& app, Invocation& invocation) {
  auto* const command = app.add_subcommand("records", "prints proved rows (--json: one a line)");
  auto asked = std::make_shared<Asked>();
  command->add_option("--merchant", asked->merchant)->required();
  command->add_option("--site", asked->site);
  command->add_option("--ledger", asked->ledger, "approval, acquisition or deposit");
  command->add_option("--from", asked->from, "first business date");
  command->add_option("--to", asked->to, "last business date");
  command->add_flag("--unproved", asked->unproved, "rows of reads that proved nothing instead");
  command->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return print_records(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
