#include <optional>
#include <stdexcept>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "tests/portals/fault_plan.h"
#include "tests/portals/print.h"
#include "tests/portals/truth.h"
#include "tests/portals/truth_rows.h"

namespace vancrawl::portals {
namespace {

using Json = nlohmann::json;

Json read_object(const std::string& body) {
  Json object = Json::parse(body, nullptr, false);
  if (!object.is_object()) throw std::invalid_argument("the body is not a JSON object");
  return object;
}

std::string text_in(const Json& object, const char* field) {
  const auto found = object.find(field);
  if (found == object.end() || !found->is_string()) {
    throw std::invalid_argument(fmt::format("field {} is missing or not a text", field));
  }
  return found->get<std::string>();
}

std::int64_t number_in(const Json& object, const char* field, std::int64_t usual) {
  const auto found = object.find(field);
  if (found == object.end()) return usual;
  if (!found->is_number_integer()) {
    throw std::invalid_argument(fmt::format("field {} is not a whole number", field));
  }
  return found->get<std::int64_t>();
}

template <typename Value>
Value required(std::optional<Value> value, const char* field, const std::string& text) {
  if (!value) throw std::invalid_argument(fmt::format("{}: '{}' is unknown", field, text));
  return *value;
}

SliceKey slice_in(const World& world, const Json& object) {
  const std::string merchant = text_in(object, "merchant");
  const std::string site = text_in(object, "site");
  const std::string ledger = text_in(object, "ledger");
  const std::string date = text_in(object, "date");
  return {required(world.merchant(merchant), "merchant", merchant),
          required(site_named(site), "site", site),
          required(ledger_named(ledger), "ledger", ledger),
          required(day_from_iso(date), "date", date)};
}

std::size_t account_in(const World& world, Site site, const Json& object) {
  if (object.contains("merchant")) {
    const std::string merchant = text_in(object, "merchant");
    return world.account_of(required(world.merchant(merchant), "merchant", merchant), site);
  }
  const std::string login = text_in(object, "login_id");
  return required(world.account_named(site, login), "login_id", login);
}

void plant_listing_fault(const TruthParts& parts, const Json& object, ListingFault kind) {
  const SliceKey slice = slice_in(parts.world, object);
  const auto seed = static_cast<std::uint64_t>(number_in(object, "seed", 1));
  auto placed = place_fault(parts.world, parts.books, slice, kind, seed);
  if (!placed) throw std::invalid_argument("the slice has too few rows for this fault");
  placed->fault.permanent = object.value("permanent", false);
  placed->fault.replaces = object.value("replaces", placed->fault.replaces);
  parts.faults.plan(placed->scope, slice.ledger, slice.day, std::move(placed->fault));
}

/// Faults of a login; false if the kind is none of them.
bool plant_login_fault(AccountState& state, const std::string& kind, int times) {
  if (kind == "locked") {
    state.locked = times > 0;
  } else if (kind == "expired") {
    state.expired = times > 0;
  } else if (kind == "duplicate_login") {
    state.refuses_second_session = times > 0;
  } else if (kind == "bot_wall") {
    state.walled = times > 0;
  } else if (kind == "login_maintenance") {
    state.maintenance_answers = times;
  } else {
    return false;
  }
  return true;
}

void plant_account_fault(const TruthParts& parts, const Json& object, const std::string& kind) {
  const std::string site_text = text_in(object, "site");
  const Site site = required(site_named(site_text), "site", site_text);
  LoginDesk& desk = desk_of(parts, site);
  const std::size_t account = account_in(parts.world, site, object);
  const auto times = static_cast<int>(number_in(object, "times", 1));
  if (plant_login_fault(desk.state(account), kind, times)) return;
  const auto after = static_cast<std::uint64_t>(number_in(object, "after", 0));
  parts.faults.plan(account, {required(disturbance_named(kind), "kind", kind),
                              desk.state(account).listing_requests + after + 1, times});
}

/// Presses of any keypad of the site that are answered and not taken.
void plant_lost_presses(const TruthParts& parts, const Json& object) {
  const std::string site = text_in(object, "site");
  pads_of(parts, required(site_named(site), "site", site))
      .lose_presses(static_cast<int>(number_in(object, "times", 1)),
                    static_cast<int>(number_in(object, "after", 0)));
}

/// Faults of the whole site, or of an address; false if the kind is none of them.
bool plant_gate_fault(const TruthParts& parts, const Json& object, const std::string& kind) {
  if (kind != "outage" && kind != "banned_address") return false;
  const std::string site = text_in(object, "site");
  Gate& gate = parts.gate(required(site_named(site), "site", site));
  const auto times = static_cast<std::uint64_t>(number_in(object, "times", 1));
  if (kind == "outage") {
    gate.close(times);
    return true;
  }
  const auto after = static_cast<std::uint64_t>(number_in(object, "after", 0));
  gate.ban(text_in(object, "address"), times > 0 ? std::optional(after) : std::nullopt);
  return true;
}

/// "a17" of a row that exists.
std::uint32_t approval_in(const TruthParts& parts, const Json& object) {
  const std::string id = text_in(object, "id");
  for (std::uint32_t row = 0; row < parts.books.approvals().size(); ++row) {
    if (row_id(Ledger::kApproval, row) == id) return row;
  }
  throw std::invalid_argument(fmt::format("id: '{}' is no approval", id));
}

std::uint64_t next_transaction(const TruthParts& parts, Day day) {
  return std::stoull(day.compact().substr(2)) * 10000000000U + 9000000000U +
         parts.books.approvals().size();
}

std::uint32_t append(const TruthParts& parts, const Json& object) {
  const std::string merchant = text_in(object, "merchant");
  const std::string date = text_in(object, "date");
  Approval row;
  row.business = required(parts.world.merchant(merchant), "merchant", merchant);
  row.till = parts.world.businesses[row.business].tills.front();
  row.date = required(day_from_iso(date), "date", date);
  row.second_of_day = static_cast<std::int32_t>(number_in(object, "second_of_day", 43200));
  row.card = 9409150000000002U;
  row.amount = number_in(object, "amount", 1000);
  if (row.amount <= 0) throw std::invalid_argument("amount must be above 0");
  row.approval_number = static_cast<std::uint32_t>(70000000 + parts.books.approvals().size());
  row.transaction_id = next_transaction(parts, row.date);
  return parts.books.add(row);
}

std::uint32_t cancel(const TruthParts& parts, const Json& object) {
  Approval row = parts.books.approvals()[approval_in(parts, object)];
  if (row.cancel) throw std::invalid_argument("the row is a cancel itself");
  row.original_date = row.date;
  if (object.contains("date")) {
    const std::string date = text_in(object, "date");
    row.date = required(day_from_iso(date), "date", date);
  }
  row.cancel = true;
  row.amount = number_in(object, "amount", row.amount);
  row.second_of_day = 86399;
  row.transaction_id = next_transaction(parts, row.date);
  return parts.books.add(row);
}

}  // namespace

std::string plant_fault(const TruthParts& parts, const std::string& body) {
  const Json object = read_object(body);
  const std::string kind = text_in(object, "kind");
  const auto listing_fault = listing_fault_named(kind);
  if (listing_fault) {
    plant_listing_fault(parts, object, *listing_fault);
  } else if (kind == "lost_press") {
    plant_lost_presses(parts, object);
  } else if (!plant_gate_fault(parts, object, kind)) {
    plant_account_fault(parts, object, kind);
  }
  parts.changed();
  return "{\"planted\":true}";
}

std::string turn_nonce(const TruthParts& parts, const std::string& body) {
  const Json object = read_object(body);
  const auto on = object.find("on");
  if (on == object.end() || !on->is_boolean()) {
    throw std::invalid_argument("field on is missing or neither true nor false");
  }
  parts.nonce.turn(on->get<bool>());
  return "{\"turned\":true}";
}

std::string change_row(const TruthParts& parts, const std::string& body) {
  const Json object = read_object(body);
  const std::string action = text_in(object, "action");
  std::uint32_t row = 0;
  if (action == "append") {
    row = append(parts, object);
  } else if (action == "cancel") {
    row = cancel(parts, object);
  } else if (action == "remove") {
    row = approval_in(parts, object);
    parts.books.remove_approval(row);
  } else {
    throw std::invalid_argument(fmt::format("action: '{}' is unknown", action));
  }
  parts.books.sort();
  parts.changed();
  return fmt::format("{{\"id\":\"{}\"}}", row_id(Ledger::kApproval, row));
}

}  // namespace vancrawl::portals
