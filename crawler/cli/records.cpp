#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "crawler/cli/record_json.h"
#include "storage/basis.h"
#include "storage/directory.h"
#include "storage/read_models.h"
#include "storage/record_key.h"
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
  std::string known_at;
  bool unproved = false;
  bool settlement = false;
};

model::Instant instant_option(const std::string& name, const std::string& text) {
  const auto instant = model::parse_instant(text);
  if (!instant) throw InputError(name + ": " + instant.error().message());
  return *instant;
}

/// Which of several ways to look was asked for; they do not go together.
void expect_one_view(const Asked& asked) {
  const int views =
      (asked.unproved ? 1 : 0) + (asked.settlement ? 1 : 0) + (asked.known_at.empty() ? 0 : 1);
  if (views > 1) throw InputError("--unproved, --known-at, --settlement: give one of them");
  if (asked.settlement && !asked.site.empty()) {
    throw InputError("--settlement, --site: the basis says which sites count");
  }
}

storage::RecordFilter filter_of(const Invocation& invocation, const Asked& asked) {
  storage::RecordFilter filter;
  filter.slices.merchant = model::MerchantId(asked.merchant);
  if (!asked.site.empty()) filter.slices.site = site_option(invocation, asked.site);
  if (!asked.ledger.empty()) filter.slices.ledger = ledgers_option({asked.ledger}).front();
  if (!asked.from.empty() || !asked.to.empty()) {
    filter.slices.dates = range_option(asked.from, asked.to);
  }
  if (!asked.known_at.empty()) {
    filter.as_known_at = instant_option("--known-at", asked.known_at);
  }
  filter.which = asked.unproved ? storage::WhichRows::kUnproved : storage::WhichRows::kProved;
  return filter;
}

std::vector<storage::RecordsOfSlice> found(storage::View& view, const Asked& asked,
                                           const storage::RecordFilter& filter) {
  if (!asked.settlement) return storage::records(view, filter);
  return storage::settlement_records(
      view, {*filter.slices.merchant, filter.slices.ledger, filter.slices.dates});
}

/// The names of the rows, in their order.
std::vector<std::string> names_of(const storage::RecordsOfSlice& slice) {
  std::vector<std::string> names;
  std::visit(
      [&](const auto& rows) {
        for (const auto& row : rows) names.push_back(storage::key_of(slice.number, row).text());
      },
      slice.rows);
  return names;
}

void print_rows(const Invocation& invocation, const storage::RecordsOfSlice& slice) {
  for (const auto& row : json_of(slice.rows)) {
    const auto amount = row.contains("amount")  ? row["amount"]
                        : row.contains("gross") ? row["gross"]
                                                : row["paid"];
    fmt::print(invocation.out, "{} {:<14} {:<11} {} {:>14}  {}\n", slice.key.date.iso(),
               slice.key.site.text(), model::name_of(slice.key.ledger),
               row.value("kind", "deposit"),
               model::with_commas(model::Won(amount.get<std::int64_t>())),
               row["card_company"].get<std::string>());
  }
}

int print_records(const Invocation& invocation, const Asked& asked) {
  expect_one_view(asked);
  const auto filter = filter_of(invocation, asked);
  const auto reader = storage::Reader::open(invocation.config().store);
  expect_merchant(*reader, *filter.slices.merchant);
  for (const auto& slice : found(*reader, asked, filter)) {
    if (!invocation.json) {
      print_rows(invocation, slice);
      continue;
    }
    const auto names = names_of(slice);
    auto name = names.begin();
    for (auto& row : json_of(slice.rows)) {
      Json line = {{"merchant", slice.key.merchant.text()},
                   {"site", slice.key.site.text()},
                   {"ledger", model::name_of(slice.key.ledger)},
                   {"slice_date", slice.key.date.iso()},
                   {"state", model::name_of(slice.state)},
                   {"challenged", slice.challenged},
                   {"record", *name++}};
      line.update(row);
      fmt::print(invocation.out, "{}\n", line.dump());
    }
  }
  return 0;
}

}  // namespace

void add_records(Command& app, Invocation& invocation) {
  auto* const command = app.add_subcommand("records", "prints proved rows (--json: one a line)");
  auto asked = std::make_shared<Asked>();
  command->add_option("--merchant", asked->merchant)->required();
  command->add_option("--site", asked->site);
  command->add_option("--ledger", asked->ledger, "approval, acquisition or deposit");
  command->add_option("--from", asked->from, "first business date");
  command->add_option("--to", asked->to, "last business date");
  command->add_flag("--unproved", asked->unproved, "rows of reads that proved nothing instead");
  command->add_flag("--settlement", asked->settlement, "only what settlement may pay on");
  command->add_option("--known-at", asked->known_at,
                      "as known at this moment, as 2026-11-20T09:00:00Z");
  command->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return print_records(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
