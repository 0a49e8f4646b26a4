#include "proxy_pool/line_options.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <set>

#include "proxy_pool/exit_line.h"

namespace vancrawl::proxy_pool {
namespace {

constexpr const char* kAllowed =
    "what follows the address is no option: weight, won-per-gb, country, at-once, "
    "at-once-at-a-site or sessions, each =value";
constexpr std::size_t kLongestSession = 64;

using Read = std::expected<void, std::string>;

std::optional<int> number(std::string_view text, int least, int most) {
  int value = 0;
  const char* const last = text.data() + text.size();
  const auto [end, fault] = std::from_chars(text.data(), last, value);
  if (fault != std::errc() || end != last || value < least || value > most) return std::nullopt;
  return value;
}

Read read_number(std::string_view text, int least, int most, int& into, const char* reason) {
  const auto value = number(text, least, most);
  if (!value) return std::unexpected(reason);
  into = *value;
  return {};
}

bool is_session(std::string_view name) {
  return !name.empty() && name.size() <= kLongestSession && std::ranges::all_of(name, [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  });
}

/// `1-50`: every number between; else names with commas between.
Read read_sessions(std::string_view text, std::vector<std::string>& into) {
  constexpr const char* kForm = "sessions= is 1-50 or names of letters, digits and _ with commas";
  constexpr int kMost = 1'000'000'000;
  if (const std::size_t dash = text.find('-'); dash != std::string_view::npos) {
    const auto first = number(text.substr(0, dash), 0, kMost);
    const auto last = number(text.substr(dash + 1), 0, kMost);
    if (!first || !last || *last < *first) return std::unexpected(kForm);
    if (static_cast<std::size_t>(*last - *first) >= kMostExits) {
      return std::unexpected("sessions= stands for more than 100000 exits");
    }
    for (int i = *first; i <= *last; ++i) into.push_back(std::to_string(i));
    return {};
  }
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const auto name = text.substr(begin, end - begin);
    if (!is_session(name)) return std::unexpected(kForm);
    into.emplace_back(name);
    begin = end + 1;
  }
  return {};
}

Read read_option(std::string_view name, std::string_view value, LineOptions& options) {
  if (name == "weight") {
    return read_number(value, 1, 100, options.weight, "weight= is 1 to 100");
  }
  if (name == "at-once") {
    return read_number(value, 1, 100'000, options.at_once, "at-once= is 1 to 100000");
  }
  if (name == "at-once-at-a-site") {
    return read_number(value, 1, 100'000, options.at_once_at_a_site,
                       "at-once-at-a-site= is 1 to 100000");
  }
  if (name == "won-per-gb") {
    int won = 0;
    const auto read = read_number(value, 0, 10'000'000, won, "won-per-gb= is 0 to 10000000");
    options.price_per_gb = model::Won(won);
    return read;
  }
  if (name == "country") {
    const auto country = parse_country(value);
    if (!country) return std::unexpected(country.error());
    options.country = *country;
    return {};
  }
  if (name == "sessions") return read_sessions(value, options.sessions);
  return std::unexpected(kAllowed);
}

}  // namespace

void LineOptions::apply_to(Exit& exit) const {
  exit.country = country;
  exit.weight = weight;
  exit.price_per_gb = price_per_gb;
  exit.at_once = at_once;
  exit.at_once_at_a_site = at_once_at_a_site;
}

std::expected<LineOptions, std::string> parse_line_options(std::string_view text) {
  LineOptions options;
  std::set<std::string_view> seen;
  for (;;) {
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos) return options;
    text.remove_prefix(begin);
    const auto option = text.substr(0, text.find_first_of(" \t"));
    text.remove_prefix(option.size());
    const std::size_t equals = option.find('=');
    if (equals == std::string_view::npos) return std::unexpected(kAllowed);
    const auto name = option.substr(0, equals);
    const auto read = read_option(name, option.substr(equals + 1), options);
    if (!read) return std::unexpected(read.error());
    if (!seen.insert(name).second) return std::unexpected("an option stands there twice");
  }
}

}  // namespace vancrawl::proxy_pool
