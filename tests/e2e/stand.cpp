#include "tests/e2e/stand.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace vancrawl::e2e {
namespace {

/// The columns that make a whole row, under the truth's names (crawler/cli/demo_comparison.cpp).
std::vector<std::string> columns_of(const std::string& ledger, const std::string& site) {
  if (ledger == "deposit") {
    return {"merchant_number", "card_company", "bank", "account_last4", "sales_count",
            "gross",           "held",         "vat",  "other",         "paid"};
  }
  if (ledger == "acquisition") {
    return {"sale_date",       "kind",         "gross", "base_fee",       "point_fee",
            "other_fee",       "fee",          "vat",   "payout",         "due_date",
            "merchant_number", "card_company", "card",  "approval_number"};
  }
  std::vector<std::string> columns = {"time",         "kind",     "amount",      "merchant_number",
                                      "card_company", "card",     "instalments", "approval_number",
                                      "issuer_name",  "card_kind"};
  if (site != "cardsales") {
    columns.insert(columns.end(), {"terminal", "portal_id", "original_date", "status"});
  }
  return columns;
}

std::string field(const Json& row, const std::string& name) {
  const auto found = row.find(name);
  if (found == row.end() || found->is_null()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

std::string whole_row(const Json& row) {
  std::string text;
  for (const auto& column : columns_of(row.at("ledger"), row.at("site"))) {
    text += column + "=" + field(row, column) + " ";
  }
  return text;
}

std::string slice_name(const Json& row, const std::string& date) {
  return field(row, "merchant") + " " + field(row, "site") + " " + field(row, "ledger") + " " +
         date;
}

/// A row of `records --json` under the truth's names.
Json as_truth(Json row) {
  if (row.contains("issuer")) row["issuer_name"] = row["issuer"];
  if (row.contains("account")) {
    const auto account = row["account"].get<std::string>();
    row["account_last4"] =
        account.substr(account.size() - std::min<std::size_t>(4, account.size()));
  }
  return row;
}

}  // namespace

Stand::Stand(Arguments simulator_arguments, const std::string& more_config)
    : simulator_(std::move(simulator_arguments)), world_(simulator_.get("/world")) {
  workspace_.configure(simulator_, more_config);
}

std::vector<std::string> Stand::merchants() const {
  std::vector<std::string> ids;
  for (const auto& merchant : world_.at("merchants")) ids.push_back(merchant.at("id"));
  return ids;
}

Json Stand::merchant(const std::string& id) const {
  for (const auto& merchant : world_.at("merchants")) {
    if (merchant.at("id") == id) return merchant;
  }
  throw std::runtime_error("the simulator has no merchant " + id);
}

Login Stand::login(const std::string& merchant_id, const std::string& site) const {
  for (const auto& account : merchant(merchant_id).at("accounts")) {
    if (account.at("site") != site) continue;
    return {site, account.at("login_id"), account.at("given_password"), account.at("shared_with"),
            account.at("businesses_without_consent")};
  }
  throw std::runtime_error("no account at " + site);
}

std::vector<std::string> Stand::days() const {
  std::set<std::string> days;
  for (const auto& slice : simulator_.get("/slices")) days.insert(slice.at("date"));
  return {days.begin(), days.end()};
}

void Stand::add_merchant(const std::string& id) const {
  const auto json = merchant(id);
  Arguments arguments = {
      "merchants", "add",          id, "--business-number", json.at("business_number"),
      "--name",    json.at("name")};
  for (const auto& number : json.at("merchant_numbers")) {
    arguments.emplace_back("--merchant-number");
    arguments.push_back(number.at("card_company").get<std::string>() + "=" +
                        number.at("number").get<std::string>());
  }
  for (const auto& terminal : json.at("terminals")) {
    arguments.insert(arguments.end(), {"--terminal", terminal});
  }
  const auto added = workspace_.run(arguments);
  if (added.code != 0) throw std::runtime_error("merchants add: " + added.err);
}

void Stand::add_consent(const std::string& id, const std::string& site) const {
  const auto added =
      workspace_.run({"consents", "add", "--merchant", id, "--site", site, "--from", from(), "--to",
                      to(), "--valid-until", "2099-12-31", "--evidence", "paper 1"});
  if (added.code != 0) throw std::runtime_error("consents add: " + added.err);
}

Ended Stand::enter_secret(const std::string& id, const std::string& site,
                          const std::string& secret) const {
  return workspace_.run({"credentials", "add", "--merchant", id, "--site", site, "--login-id",
                         login(id, site).login_id},
                        secret);
}

void Stand::take_on(const std::string& id, const std::string& site) const {
  add_merchant(id);
  add_consent(id, site);
  const auto entered = enter_secret(id, site, login(id, site).password);
  if (entered.code != 0) throw std::runtime_error("credentials set: " + entered.err);
}

Arguments Stand::crawl_arguments(const std::string& id, const std::string& site) const {
  return {"crawl", "--merchant", id, "--site", site, "--from", from(), "--to", to()};
}

Ended Stand::crawl(const std::string& id, const std::string& site, const Arguments& more) const {
  auto arguments = crawl_arguments(id, site);
  arguments.insert(arguments.end(), more.begin(), more.end());
  const bool says_how_long = std::ranges::find(more, "--wait") != more.end();
  if (!says_how_long) arguments.insert(arguments.end(), {"--wait", "0"});
  return workspace_.run(arguments);
}

std::vector<Json> Stand::slices(const std::string& id, const std::string& site) const {
  return workspace_.lines({"slices", "--merchant", id, "--site", site});
}

Json Stand::slice(const std::string& id, const std::string& site, const std::string& ledger,
                  const std::string& date) const {
  const auto found = workspace_.lines({"slices", "--merchant", id, "--site", site, "--ledger",
                                       ledger, "--from", date, "--to", date});
  if (found.size() != 1) throw std::runtime_error("not one slice of " + ledger + " " + date);
  return found.front();
}

SliceRows Stand::stored(const std::string& id, const std::string& site) const {
  SliceRows slices;
  for (const auto& row : workspace_.lines({"records", "--merchant", id, "--site", site})) {
    ++slices[slice_name(row, row.at("slice_date"))][whole_row(as_truth(row))];
  }
  return slices;
}

SliceRows Stand::truth(const std::string& id, const std::string& site) const {
  SliceRows slices;
  for (const auto& row : simulator_.get("/rows?merchant=" + id + "&site=" + site)) {
    ++slices[slice_name(row, row.at("date"))][whole_row(row)];
  }
  return slices;
}

std::string Stand::differences(const std::string& id, const std::string& site) const {
  constexpr std::size_t kShown = 400;
  std::string text;
  const auto due = truth(id, site);
  const auto have = stored(id, site);
  const auto tell = [&](const SliceRows& some, const SliceRows& other, const std::string& word) {
    for (const auto& [slice, rows] : some) {
      const auto found = other.find(slice);
      for (const auto& [row, count] : rows) {
        const int there =
            found == other.end() || !found->second.contains(row) ? 0 : found->second.at(row);
        if (there < count && text.size() < kShown) text += word + " " + slice + ": " + row + "\n";
      }
    }
  };
  tell(due, have, "missing");
  tell(have, due, "foreign or doubled");
  return text;
}

Json Stand::account(const std::string& id, const std::string& site) const {
  return simulator_.account(site, login(id, site).login_id);
}

}  // namespace vancrawl::e2e
