#include "tests/portals/net/wire_form.h"

#include <algorithm>
#include <utility>

#include <boost/beast/http/status.hpp>

namespace vancrawl::portals::net {
namespace {

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

std::string trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::map<std::string, std::string> parse_cookies(const std::string& header) {
  std::map<std::string, std::string> cookies;
  std::size_t start = 0;
  while (start < header.size()) {
    const std::size_t end = std::min(header.find(';', start), header.size());
    const std::string pair = header.substr(start, end - start);
    const std::size_t equals = pair.find('=');
    if (equals != std::string::npos) {
      cookies.emplace(trimmed(pair.substr(0, equals)), trimmed(pair.substr(equals + 1)));
    }
    start = end + 1;
  }
  return cookies;
}

std::map<std::string, std::string> headers_of(const WireRequest& request) {
  std::map<std::string, std::string> headers;
  for (const auto& field : request) {
    const std::string value(field.value());
    const auto [at, fresh] = headers.emplace(lower(std::string(field.name_string())), value);
    if (!fresh) at->second += ", " + value;
  }
  return headers;
}

bool forbids_body(int status) { return status < 200 || status == 204 || status == 304; }

}  // namespace

Ask ask_from(WireRequest request, const Peer& peer) {
  Ask ask;
  ask.method = std::string(request.method_string());
  ask.target = std::string(request.target());
  const std::size_t mark = std::min(ask.target.find('?'), ask.target.size());
  ask.path = decode_path(ask.target.substr(0, mark));
  if (mark < ask.target.size()) ask.query = parse_form(ask.target.substr(mark + 1));
  ask.headers = headers_of(request);
  ask.cookies = parse_cookies(ask.header("cookie"));
  ask.body = std::move(request.body());
  ask.peer_port = peer.port;
  ask.peer_address = peer.address;
  return ask;
}

std::string head_of(const Answer& answer, bool keep_alive) {
  const auto reason = boost::beast::http::obsolete_reason(
      boost::beast::http::int_to_status(static_cast<unsigned>(answer.status)));
  std::string head = "HTTP/1.1 " + std::to_string(answer.status) + " " + std::string(reason);
  head += "\r\n";
  bool has_length = forbids_body(answer.status);
  for (const auto& [name, value] : answer.headers) {
    head += name + ": " + value + "\r\n";
    if (lower(name) == "content-length") has_length = true;
  }
  if (!has_length) head += "Content-Length: " + std::to_string(answer.body.size()) + "\r\n";
  if (!keep_alive) head += "Connection: close\r\n";
  return head + "\r\n";
}

bool carries_body(const Ask& ask, const Answer& answer) {
  return ask.method != "HEAD" && !forbids_body(answer.status);
}

}  // namespace vancrawl::portals::net
