#include "proxy_pool/vendor_list.h"

#include <expected>
#include <utility>

#include <nlohmann/json.hpp>

#include "proxy_pool/exit_line.h"

namespace vancrawl::proxy_pool {
namespace {

using Json = nlohmann::json;

/// Absent and null are the same; a number is its digits.
std::expected<std::optional<std::string>, NoExitReason> text_at(const Json& entry,
                                                                const std::string& member) {
  const auto found = entry.find(member);
  if (found == entry.end() || found->is_null()) return std::nullopt;
  if (found->is_string()) return found->get<std::string>();
  if (found->is_number_unsigned()) return std::to_string(found->get<std::uint64_t>());
  return std::unexpected("a member of the entry is neither text nor number");
}

/// Wipes what a parsed answer still holds of passwords.
void wipe_texts(Json& json, const std::string& member) {
  const auto found = json.is_object() ? json.find(member) : json.end();
  if (json.is_object() && found != json.end() && found->is_string()) {
    model::wipe(found->get_ref<std::string&>());
  }
}

std::expected<ExitPlace, NoExitReason> place_of(const Json& entry, const VendorShape& shape) {
  ExitPlace place;
  place.scheme = shape.scheme;
  const auto scheme = text_at(entry, shape.scheme_member);
  const auto host = text_at(entry, shape.host_member);
  const auto port = text_at(entry, shape.port_member);
  auto user = text_at(entry, shape.user_member);
  auto password = text_at(entry, shape.password_member);
  for (const auto* const part : {&scheme, &host, &port, &std::as_const(user)}) {
    if (!*part) return std::unexpected(part->error());
  }
  if (!password) return std::unexpected(password.error());
  if (scheme->has_value()) {
    const auto named = parse_scheme(**scheme);
    if (!named) return std::unexpected(named.error());
    place.scheme = *named;
  }
  place.host = host->value_or("");
  place.port = port->value_or("");
  place.user = std::move(*user).value_or("");
  place.password = std::move(*password);
  return place;
}

std::expected<std::vector<Exit>, NoExitReason> exits_of(const Json& entry,
                                                        const VendorShape& shape) {
  if (entry.is_string()) return parse_exit_line(entry.get_ref<const std::string&>());
  if (!entry.is_object()) return std::unexpected("an entry is neither an object nor a text");
  auto place = place_of(entry, shape);
  if (!place) return std::unexpected(place.error());
  auto exit = make_exit(std::move(*place));
  if (!exit) return std::unexpected(exit.error());
  const auto country = text_at(entry, shape.country_member);
  if (!country) return std::unexpected(country.error());
  if (country->has_value()) {
    const auto code = parse_country(**country);
    if (!code) return std::unexpected(code.error());
    exit->country = *code;
  }
  std::vector<Exit> exits;
  exits.push_back(std::move(*exit));
  return exits;
}

ProxyList parse_json(const std::string& source, std::string_view body, const VendorShape& shape) {
  ProxyList list;
  Json answer = Json::parse(body, nullptr, false);
  Json* entries = &answer;
  if (!shape.list.empty()) {
    const bool has_list = answer.is_object() && answer.contains(shape.list);
    entries = has_list ? &answer[shape.list] : nullptr;
  }
  if (entries == nullptr || !entries->is_array()) {
    list.faults.push_back({source, 0, "the answer holds no list of exits where it must be"});
    return list;
  }
  std::vector<Exit> all;
  int number = 0;
  for (Json& entry : *entries) {
    ++number;
    auto exits = exits_of(entry, shape);
    wipe_texts(entry, shape.password_member);
    if (!exits) {
      list.faults.push_back({source, number, exits.error()});
      continue;
    }
    for (Exit& exit : *exits) all.push_back(std::move(exit));
  }
  list.add(std::move(all), source, number);
  return list;
}

}  // namespace

ProxyList parse_vendor_answer(const std::string& source, std::string_view body,
                              const VendorShape& shape) {
  ProxyList list;
  switch (shape.format) {
    case VendorShape::Format::kLines:
      list = parse_proxy_list(source, body);
      break;
    case VendorShape::Format::kJson:
      list = parse_json(source, body, shape);
      break;
  }
  if (list.exits.empty() && list.faults.empty()) {
    list.faults.push_back({source, 0, "the answer holds no exit"});
  }
  return list;
}

}  // namespace vancrawl::proxy_pool
