#include "tests/portals/truth.h"

#include <algorithm>
#include <set>
#include <stdexcept>
#include <utility>

#include <nlohmann/json.hpp>

#include "tests/portals/print.h"
#include "tests/portals/slices.h"
#include "tests/portals/truth_rows.h"

namespace vancrawl::portals {
namespace {

using Json = nlohmann::ordered_json;

net::Answer refused(int status, const std::string& why) {
  return json_answer(Json{{"error", why}}.dump(), status);
}

Json scope_codes(const World& world, std::size_t business, Site site) {
  Json codes = Json::array();
  for (const std::size_t scope : scopes_of(world, business, site)) {
    codes.push_back(world.scopes[scope].code);
  }
  return codes;
}

Json merchant_numbers(const World& world, std::size_t business) {
  Json numbers = Json::array();
  for (const std::size_t scope : scopes_of(world, business, Site::kCardsales)) {
    for (std::size_t i = 0; i < kCardCompanies.size(); ++i) {
      numbers.push_back({{"group", world.scopes[scope].code},
                         {"card_company", kCardCompanies[i].code},
                         {"number", world.scopes[scope].merchant_numbers[i]}});
    }
  }
  return numbers;
}

/// The account as one of its merchants knows it.
Json account_json(const World& world, std::size_t business, Site site) {
  const Account& account = world.accounts[world.account_of(business, site)];
  Json ledgers = Json::array();
  for (const Ledger ledger : kAllLedgers) {
    if (has_ledger(site, ledger)) ledgers.push_back(name_of(ledger));
  }
  Json shared = Json::array();
  int outsiders = 0;
  for (const std::size_t other : account.businesses) {
    const std::string& id = world.businesses[other].merchant_id;
    if (id.empty()) ++outsiders;
    if (!id.empty() && other != business) shared.push_back(id);
  }
  return {{"site", name_of(site)},
          {"login_id", account.login_id},
          {"given_password", account.given_password},
          {"ledgers", ledgers},
          {"scopes", scope_codes(world, business, site)},
          {"shared_with", shared},
          {"businesses_without_consent", outsiders}};
}

Json merchant_json(const World& world, std::size_t index) {
  const Business& business = world.businesses[index];
  Json accounts = Json::array();
  for (const Site site : kAllSites) accounts.push_back(account_json(world, index, site));
  Json terminals = scope_codes(world, index, Site::kSampleKeypad);
  for (const Json& code : scope_codes(world, index, Site::kSampleQwerty)) terminals.push_back(code);
  return {{"id", business.merchant_id},
          {"business_number", business.business_number},
          {"name", business.name},
          {"fixed_price", business.fixed_price},
          {"accounts", accounts},
          {"merchant_numbers", merchant_numbers(world, index)},
          {"groups", scope_codes(world, index, Site::kCardsales)},
          {"terminals", terminals}};
}

Json totals_json(const KindTotals& totals) {
  return {{"count", totals.count},
          {"sum", totals.amount < 0 ? -totals.amount : totals.amount},
          {"fee", totals.fee()},
          {"vat", totals.vat},
          {"payout", totals.payout}};
}

/// A deposit's sums carry their own signs.
Json slice_json(const World& world, const SliceTruth& truth) {
  Json slice = {{"merchant", world.businesses[truth.key.business].merchant_id},
                {"site", name_of(truth.key.site)},
                {"ledger", name_of(truth.key.ledger)},
                {"date", truth.key.day.iso()},
                {"obtainable", truth.obtainable},
                {"reason", truth.reason},
                {"rows", truth.rows}};
  if (truth.key.ledger == Ledger::kDeposit) {
    slice["deposit"] = {{"sales_count", truth.totals.sales.count},
                        {"gross", truth.totals.sales.amount},
                        {"vat", truth.totals.sales.vat},
                        {"paid", truth.totals.sales.payout}};
    return slice;
  }
  slice["sale"] = totals_json(truth.totals.sales);
  slice["cancel"] = totals_json(truth.totals.cancels);
  return slice;
}

/// Empty = all.
bool asked_for(const net::Ask& ask, const std::string& field, std::string_view value) {
  const auto wanted = net::first_value(ask.query, field);
  return !wanted || wanted->empty() || *wanted == value;
}

}  // namespace

Truth::Truth(TruthParts parts) : parts_(std::move(parts)) {}

net::Answer Truth::answer(const net::Ask& ask) {
  if (ask.method == "POST") {
    try {
      if (ask.path == "/fault") return json_answer(plant_fault(parts_, ask.body));
      if (ask.path == "/nonce") return json_answer(turn_nonce(parts_, ask.body));
      if (ask.path == "/row") return json_answer(change_row(parts_, ask.body));
    } catch (const std::invalid_argument& fault) {
      return refused(400, fault.what());
    }
    return refused(404, "unknown path " + ask.path);
  }
  if (ask.path == "/world") return world();
  if (ask.path == "/rows") return rows(ask);
  if (ask.path == "/slices") return slices(ask);
  if (ask.path == "/accounts") return accounts();
  if (ask.path == "/stats") return stats();
  return refused(404, "unknown path " + ask.path);
}

net::Answer Truth::world() const {
  Json merchants = Json::array();
  for (std::size_t i = 0; i < parts_.world.businesses.size(); ++i) {
    if (!parts_.world.businesses[i].merchant_id.empty()) {
      merchants.push_back(merchant_json(parts_.world, i));
    }
  }
  return json_answer(Json{
      {"from", parts_.world.from().iso()},
      {"to", parts_.world.until().iso()},
      {"seed", parts_.world.order.seed},
      {"merchants",
       merchants}}.dump());
}

net::Answer Truth::rows(const net::Ask& ask) const {
  std::string out = "[";
  for (std::size_t scope = 0; scope < parts_.world.scopes.size(); ++scope) {
    const Scope& seen = parts_.world.scopes[scope];
    const std::string& merchant = parts_.world.businesses[seen.business].merchant_id;
    if (!asked_for(ask, "merchant", merchant) || !asked_for(ask, "site", name_of(seen.site))) {
      continue;
    }
    for (const Ledger ledger : kAllLedgers) {
      if (!asked_for(ask, "ledger", name_of(ledger)) || !has_ledger(seen.site, ledger)) continue;
      for (Day day = parts_.world.from(); day <= parts_.world.until(); day = day.plus(1)) {
        for (const std::uint32_t row : parts_.books.listing(scope, ledger, day)) {
          if (out.size() > 1) out += ",\n";
          out += truth_row(parts_.world, parts_.books, scope, ledger, row);
        }
      }
    }
  }
  return json_answer(out + "]");
}

net::Answer Truth::slices(const net::Ask& ask) const {
  Json list = Json::array();
  for (const SliceKey& key : slices_of(parts_.world)) {
    const bool wanted =
        asked_for(ask, "merchant", parts_.world.businesses[key.business].merchant_id) &&
        asked_for(ask, "site", name_of(key.site)) && asked_for(ask, "ledger", name_of(key.ledger));
    if (!wanted) continue;
    const AccountState& state = std::as_const(desk_of(parts_, key.site))
                                    .state(parts_.world.account_of(key.business, key.site));
    list.push_back(
        slice_json(parts_.world, truth_of(parts_.world, parts_.books, parts_.faults, state, key)));
  }
  return json_answer(list.dump());
}

net::Answer Truth::accounts() const {
  Json list = Json::array();
  for (std::size_t i = 0; i < parts_.world.accounts.size(); ++i) {
    const Account& account = parts_.world.accounts[i];
    const AccountState& state = std::as_const(desk_of(parts_, account.site)).state(i);
    Json merchants = Json::array();
    for (const std::size_t business : account.businesses) {
      const std::string& id = parts_.world.businesses[business].merchant_id;
      if (!id.empty()) merchants.push_back(id);
    }
    list.push_back({{"site", name_of(account.site)},
                    {"login_id", account.login_id},
                    {"merchants", merchants},
                    {"password_is_wrong", account.password != account.given_password},
                    {"login_submits", state.submits},
                    {"wrong_submits", state.wrong_submits},
                    {"most_wrong_of_one_secret", state.most_wrong_of_one_secret()},
                    {"logins", state.accepted},
                    {"logouts", state.logouts},
                    {"locked", state.locked},
                    {"requests", state.requests},
                    {"listing_requests", state.listing_requests}});
  }
  return json_answer(list.dump());
}

net::Answer Truth::stats() const {
  Json portals;
  for (const Site site : kAllSites) {
    portals[std::string(name_of(site))] = {
        {"requests", parts_.requests(site)},
        {"met_outage", parts_.gate(site).met_outage()},
        {"kept_out", parts_.gate(site).kept_out()},
        {"moved", parts_.gate(site).moved()},
        {"open_sessions", desk_of(parts_, site).open_sessions()},
        {"unknown_login_ids", desk_of(parts_, site).unknown_ids()}};
  }
  for (const Site site : {Site::kSampleKeypad, Site::kSampleQwerty}) {
    portals[std::string(name_of(site))]["keypads_refused"] = pads_of(parts_, site).refused();
  }
  Json fired = Json::object();
  for (const auto& [kind, count] : parts_.faults.fired()) fired[kind] = count;
  return json_answer(Json{{"portals", portals}, {"faults_fired", fired}}.dump());
}

LoginDesk& desk_of(const TruthParts& parts, Site site) {
  switch (site) {
    case Site::kCardsales:
      return parts.cardsales_desk;
    case Site::kSampleKeypad:
      return parts.keypad_desk;
    case Site::kSampleQwerty:
      return parts.qwerty_desk;
  }
  std::unreachable();
}

PadDesk& pads_of(const TruthParts& parts, Site site) {
  switch (site) {
    case Site::kCardsales:
      throw std::invalid_argument("cardsales has no keypads");
    case Site::kSampleKeypad:
      return parts.keypad_pads;
    case Site::kSampleQwerty:
      return parts.qwerty_pads;
  }
  std::unreachable();
}

}  // namespace vancrawl::portals
