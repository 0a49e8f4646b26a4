#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/command.h"
#include "crawler/cli/command_line.h"
#include "storage/reconciliation.h"
#include "storage/store.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

/// How far back ageing looks: longer than any payout takes, within every portal's look-back.
constexpr int kAgeingDays = 60;

struct Asked {
  std::string merchant;
  bool all = false;
  std::string from;
  std::string to;
  std::string today;
  int acquired_within = 3;
};

Json json_of(const storage::ReconcileItem& item) {
  return {{"standing", storage::name_of(item.standing)},
          {"finding", storage::name_of(item.finding)},
          {"date", item.date.iso()},
          {"site", item.site.text()},
          {"card_company", item.card_company},
          {"merchant_number", item.merchant_number},
          {"approval_number", item.approval_number},
          {"record", item.record ? Json(item.record->text()) : Json(nullptr)},
          {"expected", item.expected.value()},
          {"actual", item.actual.value()},
          {"age", item.age},
          {"note", item.note}};
}

Json json_of(const storage::ReconcileReport& report) {
  Json items = Json::array();
  for (const auto& item : report.items) items.push_back(json_of(item));
  return {{"approvals", report.approvals},
          {"acquisitions", report.acquisitions},
          {"deposits", report.deposits},
          {"acquired", report.acquired},
          {"undone_before", report.undone_before},
          {"sums_paid", report.sums_paid},
          {"fees_right", report.fees_right},
          {"without_rate", report.without_rate},
          {"matched", report.matched},
          {"warnings", report.warnings},
          {"items", items}};
}

void print_item(const Invocation& invocation, const storage::ReconcileItem& item) {
  fmt::print(
      invocation.out, "{:<8} {:<14} {} {:<10} {:<10} {:>13} / {:>13}  age {:>2}  {}\n",
      storage::name_of(item.standing), storage::name_of(item.finding), item.date.iso(),
      item.card_company, item.approval_number.empty() ? item.merchant_number : item.approval_number,
      model::with_commas(item.expected), model::with_commas(item.actual), item.age, item.note);
}

void print_report(const Invocation& invocation, const model::MerchantId& merchant,
                  const storage::ReconcileReport& report) {
  fmt::print(
      invocation.out,
      "{}: {} approvals ({} acquired, {} undone before), {} acquisitions ({} fees right, {} "
      "without a rate), {} deposits ({} sums paid to the won), {} approvals at a check site\n",
      merchant.text(), report.approvals, report.acquired, report.undone_before, report.acquisitions,
      report.fees_right, report.without_rate, report.deposits, report.sums_paid, report.matched);
  for (const auto& warning : report.warnings)
    fmt::print(invocation.out, "  warning: {}\n", warning);
  for (const auto& item : report.items) print_item(invocation, item);
}

model::BusinessDate today_of(const Asked& asked) {
  return asked.today.empty() ? model::korean_date(now()) : date_option("--today", asked.today);
}

int print_reconciled(const Invocation& invocation, const Asked& asked) {
  const auto config = invocation.config();
  const auto calendar = load_calendar(config);
  const auto dates = range_option(asked.from, asked.to);
  const auto today = today_of(asked);
  const auto reader = storage::Reader::open(config.store);
  for (const auto& merchant : merchants_option(*reader, asked.merchant, asked.all)) {
    const auto report =
        storage::reconcile(*reader, calendar, {merchant, dates, today, asked.acquired_within});
    if (!invocation.json) {
      print_report(invocation, merchant, report);
      continue;
    }
    Json line = {{"merchant", merchant.text()},
                 {"from", dates.first.iso()},
                 {"to", dates.last.iso()},
                 {"today", today.iso()}};
    line.update(json_of(report));
    fmt::print(invocation.out, "{}\n", line.dump());
  }
  return 0;
}

Json json_of(const storage::AgeBucket& bucket) {
  Json json = {{"from", bucket.from}, {"to", bucket.to ? Json(*bucket.to) : Json(nullptr)}};
  for (const auto& [finding, count] : bucket.count) {
    json[storage::name_of(finding)] = {{"count", count}, {"won", bucket.sum.at(finding).value()}};
  }
  return json;
}

void print_bucket(const Invocation& invocation, const storage::AgeBucket& bucket) {
  const auto age = bucket.to ? fmt::format("{} to {}", bucket.from, *bucket.to)
                             : fmt::format("{} and more", bucket.from);
  for (const auto& [finding, count] : bucket.count) {
    fmt::print(invocation.out, "  {:<11} business days  {:<13} {:>6} {:>16} won\n", age,
               storage::name_of(finding), count, model::with_commas(bucket.sum.at(finding)));
  }
}

int print_ageing(const Invocation& invocation, const Asked& asked) {
  const auto config = invocation.config();
  const auto calendar = load_calendar(config);
  const auto today = today_of(asked);
  const model::DateRange dates{today.plus_days(-kAgeingDays), today};
  const auto reader = storage::Reader::open(config.store);
  for (const auto& merchant : merchants_option(*reader, asked.merchant, asked.all)) {
    const auto report =
        storage::reconcile(*reader, calendar, {merchant, dates, today, asked.acquired_within});
    Json buckets = Json::array();
    if (!invocation.json) fmt::print(invocation.out, "{}, on {}:\n", merchant.text(), today.iso());
    for (const auto& bucket : storage::by_age(report.items)) {
      buckets.push_back(json_of(bucket));
      if (!invocation.json) print_bucket(invocation, bucket);
    }
    if (!invocation.json) continue;
    fmt::print(
        invocation.out, "{}\n",
        Json{{"merchant", merchant.text()}, {"today", today.iso()}, {"buckets", buckets}}.dump());
  }
  return 0;
}

void add_shared(Command& command, Asked& asked) {
  command.add_option("--merchant", asked.merchant);
  command.add_flag("--all", asked.all, "every merchant");
  command.add_option("--today", asked.today, "as if this were the day (today in Korea)");
  command
      .add_option("--acquired-within", asked.acquired_within,
                  "business days after the sale by which it should be acquired")
      ->check_range(0, 60)
      ->capture_default_str();
}

}  // namespace

void add_reconcile(Command& app, Invocation& invocation) {
  auto asked = std::make_shared<Asked>();
  auto* const comparing =
      app.add_subcommand("reconcile", "holds a merchant's three ledgers against each other");
  add_shared(*comparing, *asked);
  comparing->add_option("--from", asked->from, "first business date (that of --to, or yesterday)");
  comparing->add_option("--to", asked->to, "last business date (yesterday)");
  comparing->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return print_reconciled(invocation, *asked); };
  });
  auto* const ageing = app.add_subcommand(
      "ageing", "how long what was not acquired, not paid or held back has been waiting");
  add_shared(*ageing, *asked);
  ageing->callback([&invocation, asked] {
    invocation.action = [&invocation, asked] { return print_ageing(invocation, *asked); };
  });
}

}  // namespace vancrawl::cli
