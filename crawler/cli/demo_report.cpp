#include "crawler/cli/demo_report.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/model/won.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const LedgerCount& count) {
  return {{"site", count.site},     {"ledger", count.ledger}, {"slices", count.slices},
          {"proved", count.proved}, {"rows", count.rows},     {"won", count.sum}};
}

}  // namespace

LoginCount count_logins(const nlohmann::json& accounts) {
  LoginCount count;
  for (const auto& account : accounts) {
    count.logins += account.at("login_submits").get<std::int64_t>();
    count.wrong += account.at("wrong_submits").get<std::int64_t>();
    count.most_wrong =
        std::max(count.most_wrong, account.at("most_wrong_of_one_secret").get<std::int64_t>());
    if (account.at("locked").get<bool>()) ++count.locked;
  }
  return count;
}

void print_ledgers(const Comparison& comparison) {
  fmt::print("\n{:<16} {:<12} {:>7} {:>7} {:>7} {:>18}\n", "site", "ledger", "slices", "proved",
             "rows", "won");
  for (const auto& count : comparison.ledgers) {
    fmt::print("{:<16} {:<12} {:>7} {:>7} {:>7} {:>18}\n", count.site, count.ledger, count.slices,
               count.proved, count.rows, model::with_commas(model::Won(count.sum)));
  }
}

void print_verdict(const Comparison& comparison, const LoginCount& logins) {
  for (const auto& line : comparison.unproved_lines) fmt::print("  open: {}\n", line);
  for (const auto& fault : comparison.faults) fmt::print("  FAULT: {}\n", fault);
  fmt::print(
      "demo: slices={} rows={} missing={} doubled={} wrong={} unproved={} unobtainable={} "
      "logins={} wrong_password_submits={} locked={}\n",
      comparison.slices, comparison.rows, comparison.missing, comparison.doubled, comparison.wrong,
      comparison.unproved, comparison.unobtainable, logins.logins, logins.wrong, logins.locked);
}

Json json_of(const Comparison& comparison, const LoginCount& logins) {
  Json ledgers = Json::array();
  for (const auto& count : comparison.ledgers) ledgers.push_back(json_of(count));
  return {{"slices", comparison.slices},
          {"rows", comparison.rows},
          {"missing", comparison.missing},
          {"doubled", comparison.doubled},
          {"wrong", comparison.wrong},
          {"unproved", comparison.unproved},
          {"unobtainable", comparison.unobtainable},
          {"logins", logins.logins},
          {"wrong_password_submits", logins.wrong},
          {"locked", logins.locked},
          {"ledgers", std::move(ledgers)},
          {"open", comparison.unproved_lines},
          {"faults", comparison.faults}};
}

bool is_good(const Comparison& comparison, const LoginCount& logins) {
  return comparison.faults.empty() && logins.most_wrong <= 1 && logins.locked == 0;
}

}  // namespace vancrawl::cli
