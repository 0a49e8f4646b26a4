#include "crawler/session/exchange.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/session/address.h"

namespace vancrawl::session {
namespace {

using Json = nlohmann::ordered_json;

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

/// Names whose values are cut or dropped, as a query writes them.
std::vector<std::string> names_to_empty(const page::ScrubRules& rules) {
  std::vector<std::string> names;
  for (const auto* list : {&rules.dropped, &rules.cards, &rules.accounts}) {
    for (const auto& name : *list) names.push_back(lower(encoded(Parameters{{name, ""}})));
  }
  return names;
}

/// "a=1&b=2" with the values that may be kept.
std::string kept_parameters(std::string_view query, const std::vector<std::string>& emptied,
                            Values values) {
  std::string kept;
  for (std::size_t at = 0; at < query.size();) {
    const auto end = std::min(query.find('&', at), query.size());
    const auto parameter = query.substr(at, end - at);
    const auto equals = std::min(parameter.find('='), parameter.size());
    const auto name = std::string(parameter.substr(0, equals)) + "=";
    const bool empty =
        values == Values::kLeftOut || std::ranges::find(emptied, lower(name)) != emptied.end();
    kept += kept.empty() ? "" : "&";
    kept += empty ? name : std::string(parameter);
    at = end + 1;
  }
  return kept;
}

/// Path and query of an address that may have a host.
std::pair<std::string_view, std::string_view> path_and_query(std::string_view address) {
  address = address.substr(0, address.find('#'));
  const auto host = address.find("://");
  if (host != std::string_view::npos) {
    const auto path = address.find_first_of("/?", host + 3);
    address = path == std::string_view::npos ? "/" : address.substr(path);
  }
  const auto question = std::min(address.find('?'), address.size());
  const auto path = address.substr(0, std::min(address.find(';'), question));
  return {path, question < address.size() ? address.substr(question + 1) : ""};
}

Exchange exchange_of(const Json& json) {
  Exchange exchange;
  exchange.request = json.at("request");
  exchange.asked = json.at("asked");
  const auto at = model::parse_instant(json.at("at").get<std::string>());
  if (!at) throw std::runtime_error(at.error().message());
  exchange.asked_at = *at;
  exchange.status = json.value("status", 0);
  exchange.location = json.value("location", "");
  exchange.page = model::EvidenceHash(json.value("page", ""));
  exchange.detail = json.value("detail", "");
  const auto failure = json.value("failure", "");
  if (failure.empty()) return exchange;
  const auto known = model::parse_failure(failure);
  if (!known) throw std::runtime_error(known.error().message());
  exchange.failure = *known;
  return exchange;
}

Json json_of(const Exchange& exchange) {
  Json json = {{"request", exchange.request},
               {"asked", exchange.asked},
               {"at", model::to_iso(exchange.asked_at)}};
  if (exchange.status != 0) json["status"] = exchange.status;
  if (!exchange.location.empty()) json["location"] = exchange.location;
  if (!exchange.page.empty()) json["page"] = exchange.page.text();
  if (exchange.failure) json["failure"] = model::name_of(*exchange.failure);
  if (!exchange.detail.empty()) json["detail"] = exchange.detail;
  return json;
}

}  // namespace

std::string asked_text(const http::Request& request, const page::ScrubRules& rules, Values values) {
  const auto [path, query] = path_and_query(request.url);
  const auto emptied = names_to_empty(rules);
  const bool posts = request.method == http::Method::kPost;
  auto text = fmt::format("{} {}", posts ? "POST" : "GET", path);
  if (!query.empty()) text += "?" + kept_parameters(query, emptied, values);
  if (posts) text += " " + kept_parameters(request.body, emptied, values);
  return text;
}

std::string location_text(const std::string& location) {
  const auto [path, query] = path_and_query(location);
  std::string text(path);
  return query.empty() ? text : text + "?" + kept_parameters(query, {}, Values::kLeftOut);
}

std::string encoded(const std::vector<Exchange>& exchanges) {
  Json list = Json::array();
  for (const auto& exchange : exchanges) list.push_back(json_of(exchange));
  // A portal's words may hold bytes that are no UTF-8; they are told apart by nobody here.
  return Json{{"exchanges", list}}.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::expected<std::vector<Exchange>, std::string> parse_exchanges(const std::string& text) {
  std::vector<Exchange> exchanges;
  // The library says by exceptions what is no such document; here it becomes a value.
  try {
    for (const auto& json : Json::parse(text).at("exchanges")) {
      exchanges.push_back(exchange_of(json));
    }
  } catch (const std::exception& error) {
    return std::unexpected("a conversation that cannot be read: " + std::string(error.what()));
  }
  return exchanges;
}

}  // namespace vancrawl::session
