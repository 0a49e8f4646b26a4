#include "crawler/session/address.h"

#include <algorithm>

#include <boost/url.hpp>
#include <fmt/format.h>

namespace vancrawl::session {
namespace {

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

}  // namespace

std::expected<void, std::string> take_pieces(std::string_view text, const Pieces& pieces) {
  while (!text.empty()) {
    const auto open = std::min(text.find('{'), text.size());
    pieces.plain(text.substr(0, open));
    if (open == text.size()) return {};
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) {
      return std::unexpected(std::string(text) + ": a '{' is not closed");
    }
    if (!pieces.named(text.substr(open + 1, close - open - 1))) {
      return std::unexpected(std::string(text.substr(open, close - open + 1)) +
                             " was given no value");
    }
    text.remove_prefix(close + 1);
  }
  return {};
}

std::expected<std::string, std::string> filled_in(
    const std::string& text, const std::map<std::string, std::string>& values) {
  std::string result;
  const auto named = [&](std::string_view name) {
    const auto value = values.find(std::string(name));
    if (value != values.end()) result += value->second;
    return value != values.end();
  };
  const auto taken = take_pieces(text, {[&](std::string_view part) { result += part; }, named});
  if (!taken) return std::unexpected(taken.error());
  return result;
}

std::string encoded(const Parameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) {
    if (!text.empty()) text += '&';
    append_encoded(text, name, value);
  }
  return text;
}

void append_encoded(std::string& body, const std::string& name, std::span<const char> value) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  const auto append = [&body](std::span<const char> part) {
    for (const char c : part) {
      if (is_unreserved(c)) {
        body += c;
        continue;
      }
      const auto byte = static_cast<std::uint8_t>(c);
      body += '%';
      body += kHex[byte >> 4U];
      body += kHex[byte & 15U];
    }
  };
  append(name);
  body += '=';
  append(value);
}

std::expected<Address, std::string> resolved(const std::string& base, const std::string& reference,
                                             const std::vector<std::string>& hosts) {
  const auto from = boost::urls::parse_uri(base);
  const auto to = boost::urls::parse_uri_reference(reference);
  // A reference is not printed: session ids travel in them.
  if (!from || !to) return std::unexpected(std::string("it leads to no address"));
  boost::urls::url address;
  if (!boost::urls::resolve(*from, *to, address)) {
    return std::unexpected(std::string("it leads to an address that cannot be resolved"));
  }
  const std::string host(address.encoded_host_and_port());
  if (address.scheme() != "https" || address.has_userinfo()) {
    return std::unexpected(
        fmt::format("{}://{} is not plain https", std::string(address.scheme()), host));
  }
  if (std::ranges::find(hosts, host) == hosts.end()) {
    return std::unexpected(host + " is not a host of this site");
  }
  address.remove_fragment();
  std::string path(address.encoded_path());
  return Address{std::string(address.buffer()), path.empty() ? "/" : std::move(path)};
}

}  // namespace vancrawl::session
