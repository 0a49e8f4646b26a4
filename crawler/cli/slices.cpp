#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/slice_json.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

struct Asked {
  std::string merchant;
  std::string site;
  std::string ledger;
  std::string from;
  std::string to;
};

int print_slices(const Invocation& invocation, const Asked& asked) {
  storage::SliceFilter filter;
  if (!asked.merchant.empty()) filter.merchant = model::MerchantId(asked.merchant);
  if (!asked.site.empty()) filter.site = site_option(invocation, asked.site);
  if (!asked.ledger.empty()) filter.ledger = ledgers_option({asked.ledger}).front();
  if (!asked.from.empty() || !asked.to.empty()) filter.dates = range_option(asked.from, asked.to);
  const auto reader = storage::Reader::open(invocation.config().store);
  if (filter.merchant) expect_merchant(*reader, *filter.merchant);
  for (const auto& slice : storage::slices(*reader, filter)) {
    fmt::print(invocation.out, "{}\n", invocation.json ? json_of(slice).dump() : line_of(slice));
  }
  return 0;
}

}  // namespace

void add_slices(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand("slices", "prints what is known of each day");
  auto asked = std::make_shared<Asked>();
  command->add_option("--merchant", asked->merchant);
  command->add_option("--site", asked->site);
  command->add_option("--ledger", asked->ledger, "approval, acquisition or deposit");
  command->add_option("--from", asked->from, "first business date");
  command->add_option("--to", asked->to, "last business date");
  command->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return print_slices(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
