#include "proxy_pool/proxy_list.h"

#include <algorithm>
#include <charconv>
#include <expected>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>

namespace vancrawl::proxy_pool {
namespace {

using ParsedExit = std::expected<Exit, std::string>;

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::expected<std::string, std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    if (low < 0) return std::unexpected("a % that is not followed by two hex digits");
    out.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  const bool control = std::ranges::any_of(out, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
  });
  if (control) return std::unexpected("a control character in user or password");
  return out;
}

std::expected<Exit::Scheme, std::string> scheme_of(std::string_view name) {
  if (name == "http") return Exit::Scheme::kHttp;
  if (name == "https") return Exit::Scheme::kHttps;
  if (name == "socks5h") return Exit::Scheme::kSocks5h;
  if (name == "socks5") return std::unexpected("socks5 looks names up here: write socks5h");
  return std::unexpected("the scheme is not http, https or socks5h");
}

bool is_host(std::string_view host) {
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const std::string_view body = bracketed ? host.substr(1, host.size() - 2) : host;
  const std::string_view extra = bracketed ? ":." : "-._";
  return !body.empty() && std::ranges::all_of(body, [extra](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           extra.contains(c);
  });
}

std::expected<std::uint16_t, std::string> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const char* const last = text.data() + text.size();
  const auto [end, fault] = std::from_chars(text.data(), last, port);
  if (fault != std::errc() || end != last || port == 0) return std::unexpected("no port 1-65535");
  return port;
}

std::expected<void, std::string> read_user(std::string_view text, Exit& exit) {
  const std::size_t colon = text.find(':');
  const auto user = percent_decoded(text.substr(0, colon));
  if (!user) return std::unexpected(user.error());
  if (user->empty()) return std::unexpected("an empty user before @");
  if (user->contains(':')) return std::unexpected("a colon in the user: no proxy takes one");
  exit.user = *user;
  if (colon == std::string_view::npos) return {};
  auto password = percent_decoded(text.substr(colon + 1));
  if (!password) return std::unexpected(password.error());
  exit.password = model::Secret::take(*password);
  return {};
}

std::expected<void, std::string> read_place(std::string_view text, Exit& exit) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::unexpected("no port");
  if (!is_host(text.substr(0, colon))) return std::unexpected("the host is no name or address");
  const auto port = port_of(text.substr(colon + 1));
  if (!port) return std::unexpected(port.error());
  exit.host = text.substr(0, colon);
  exit.port = *port;
  return {};
}

ParsedExit parse_exit(std::string_view line) {
  Exit exit;
  exit.id = model::ExitId("direct");
  if (line == "direct") return exit;
  const std::size_t mark = line.find("://");
  if (mark == std::string_view::npos) return std::unexpected("neither direct nor scheme://");
  const auto scheme = scheme_of(line.substr(0, mark));
  if (!scheme) return std::unexpected(scheme.error());
  exit.scheme = *scheme;
  const std::string_view rest = line.substr(mark + 3);
  const std::size_t at = rest.rfind('@');
  const bool has_user = at != std::string_view::npos;
  if (has_user) {
    const auto user = read_user(rest.substr(0, at), exit);
    if (!user) return std::unexpected(user.error());
  }
  const auto place = read_place(has_user ? rest.substr(at + 1) : rest, exit);
  if (!place) return std::unexpected(place.error());
  const std::string user = has_user ? exit.user + "@" : "";
  exit.id = model::ExitId(std::string(line.substr(0, mark + 3)) + user + exit.host + ":" +
                          std::to_string(exit.port));
  return exit;
}

}  // namespace

std::string ListFault::text() const { return file + ":" + std::to_string(line) + ": " + reason; }

ProxyList parse_proxy_list(const std::string& file, std::string_view text) {
  ProxyList list;
  std::set<model::ExitId> seen;
  int number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    auto exit = parse_exit(line);
    if (!exit) {
      list.faults.push_back({file, number, exit.error()});
    } else if (!seen.insert(exit->id).second) {
      list.faults.push_back({file, number, "the same exit stands above"});
    } else {
      list.exits.push_back(std::move(*exit));
    }
  }
  return list;
}

ProxyList read_proxy_list(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file.is_open() || file.bad()) {
    return {.exits = {}, .faults = {{path.string(), 0, "cannot be read"}}};
  }
  ProxyList list = parse_proxy_list(path.string(), text);
  model::wipe(text);
  return list;
}

}  // namespace vancrawl::proxy_pool
