#include "crawler/http/request_rules.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace vancrawl::http {
namespace {

constexpr std::array<std::string_view, 9> kOwnHeaders{
    "accept-encoding", "connection", "content-length",    "content-type", "cookie",
    "expect",          "host",       "transfer-encoding", "user-agent"};

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

std::string lower(const std::string& text) {
  std::string out = text;
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

bool is_token_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

std::optional<std::string> broken_by_header(const Header& header) {
  if (header.name.empty() || !std::ranges::all_of(header.name, is_token_character)) {
    return "a header's name is not a token";
  }
  const std::string name = lower(header.name);
  if (std::ranges::find(kOwnHeaders, name) != kOwnHeaders.end() || name.starts_with("proxy-")) {
    return "the header " + name + " is not a request's to set";
  }
  const bool breaks_out = std::ranges::any_of(header.value, is_control);
  if (breaks_out) return "a control character in the header " + name;
  return std::nullopt;
}

bool is_allowed_url(const std::string& url, AllowedUrls allowed) {
  switch (allowed) {
    case AllowedUrls::kHttps:
      return url.starts_with("https://");
    case AllowedUrls::kPlainLoopback:
      return url.starts_with("http://127.0.0.1:");
  }
  return false;
}

}  // namespace

std::optional<std::string> broken_rule(const Request& request, AllowedUrls allowed) {
  if (!is_allowed_url(request.url, allowed)) return "the address is not https";
  const bool odd =
      std::ranges::any_of(request.url, [](char c) { return is_control(c) || c == ' '; });
  if (odd) return "a blank or control character in the address";
  if (std::ranges::any_of(request.content_type, is_control)) {
    return "a control character in the content type";
  }
  if (request.method == Method::kGet && !request.body.empty()) return "a GET with a body";
  for (const Header& header : request.headers) {
    if (auto broken = broken_by_header(header)) return broken;
  }
  return std::nullopt;
}

}  // namespace vancrawl::http
