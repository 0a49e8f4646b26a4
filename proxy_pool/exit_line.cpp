#include "proxy_pool/exit_line.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "proxy_pool/line_options.h"

namespace vancrawl::proxy_pool {
namespace {

constexpr std::string_view kSessionPlace = "{session}";

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::expected<std::string, NoExitReason> percent_decoded(std::string_view text) {
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
  return out;
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || static_cast<unsigned char>(c) == 0x7f;
  });
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

std::expected<std::uint16_t, NoExitReason> port_of(std::string_view text) {
  std::uint16_t port = 0;
  const char* const last = text.data() + text.size();
  const auto [end, fault] = std::from_chars(text.data(), last, port);
  if (fault != std::errc() || end != last || port == 0) return std::unexpected("no port 1-65535");
  return port;
}

std::string with_session(std::string_view text, std::string_view session) {
  const std::size_t at = text.find(kSessionPlace);
  if (at == std::string_view::npos) return std::string(text);
  std::string out(text.substr(0, at));
  out.append(session).append(text.substr(at + kSessionPlace.size()));
  return out;
}

/// The parts of `scheme://user:password@host:port` as they stand there.
struct RawPlace {
  Exit::Scheme scheme = Exit::Scheme::kDirect;
  bool has_user = false;
  std::string_view user;
  std::optional<std::string_view> password;
  std::string_view host;
  std::string_view port;

  [[nodiscard]] bool names_session(std::string_view part) const {
    return part.contains(kSessionPlace);
  }
  [[nodiscard]] bool is_template() const {
    return names_session(user) || (password && names_session(*password));
  }
};

std::expected<RawPlace, NoExitReason> split(std::string_view address) {
  RawPlace raw;
  if (address == "direct") return raw;
  const std::size_t mark = address.find("://");
  if (mark == std::string_view::npos) return std::unexpected("neither direct nor scheme://");
  const auto scheme = parse_scheme(address.substr(0, mark));
  if (!scheme) return std::unexpected(scheme.error());
  raw.scheme = *scheme;
  std::string_view rest = address.substr(mark + 3);
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
    const std::size_t colon = rest.substr(0, at).find(':');
    raw.has_user = true;
    raw.user = rest.substr(0, std::min(colon, at));
    if (colon != std::string_view::npos) raw.password = rest.substr(colon + 1, at - colon - 1);
    if (raw.user.empty()) return std::unexpected("an empty user before @");
    rest = rest.substr(at + 1);
  }
  const std::size_t colon = rest.rfind(':');
  if (colon == std::string_view::npos) return std::unexpected("no port");
  raw.host = rest.substr(0, colon);
  raw.port = rest.substr(colon + 1);
  return raw;
}

std::expected<Exit, NoExitReason> exit_of(const RawPlace& raw, std::string_view session) {
  if (raw.scheme == Exit::Scheme::kDirect) {
    Exit direct;
    direct.id = model::ExitId("direct");
    return direct;
  }
  ExitPlace place{raw.scheme, std::string(raw.host), std::string(raw.port), {}, {}};
  auto user = percent_decoded(with_session(raw.user, session));
  if (!user) return std::unexpected(user.error());
  place.user = std::move(*user);
  if (raw.password) {
    auto encoded = with_session(*raw.password, session);
    auto password = percent_decoded(encoded);
    model::wipe(encoded);
    if (!password) return std::unexpected(password.error());
    place.password = std::move(*password);
  }
  auto exit = make_exit(std::move(place));
  // The user alone would not tell such exits apart, and an id holds no password.
  const bool is_hidden = exit && raw.is_template() && !raw.names_session(raw.user);
  if (is_hidden) exit->id = model::ExitId(exit->id.text() + "#" + std::string(session));
  return exit;
}

}  // namespace

std::string_view name_of(Exit::Scheme scheme) {
  switch (scheme) {
    case Exit::Scheme::kDirect:
      return "direct";
    case Exit::Scheme::kHttp:
      return "http";
    case Exit::Scheme::kHttps:
      return "https";
    case Exit::Scheme::kSocks5h:
      return "socks5h";
  }
  __builtin_unreachable();
}

std::expected<Exit::Scheme, NoExitReason> parse_scheme(std::string_view name) {
  if (name == "http") return Exit::Scheme::kHttp;
  if (name == "https") return Exit::Scheme::kHttps;
  if (name == "socks5h") return Exit::Scheme::kSocks5h;
  if (name == "socks5") return std::unexpected("socks5 looks names up here: write socks5h");
  return std::unexpected("the scheme is not http, https or socks5h");
}

std::expected<std::string, NoExitReason> parse_country(std::string_view text) {
  std::string country(text);
  for (char& c : country) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  const bool is_code = country.size() == 2 &&
                       std::ranges::all_of(country, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!is_code) return std::unexpected("a country is two letters (KR)");
  return country;
}

std::expected<Exit, NoExitReason> make_exit(ExitPlace place) {
  std::string password = std::move(place.password).value_or("");
  const bool has_bad_text = has_control(place.user) || has_control(password);
  Exit exit;
  exit.password = model::Secret::take(password);
  if (has_bad_text) return std::unexpected("a control character in user or password");
  if (place.user.contains(':')) return std::unexpected("a colon in the user: no proxy takes one");
  if (place.user.empty() && !exit.password.empty()) return std::unexpected("a password, no user");
  if (!is_host(place.host)) return std::unexpected("the host is no name or address");
  const auto port = port_of(place.port);
  if (!port) return std::unexpected(port.error());
  exit.scheme = place.scheme;
  exit.host = std::move(place.host);
  exit.port = *port;
  exit.user = std::move(place.user);
  exit.id = model::ExitId(std::string(name_of(exit.scheme)) + "://" +
                          (exit.user.empty() ? "" : exit.user + "@") + exit.host + ":" +
                          std::to_string(exit.port));
  return exit;
}

std::expected<std::vector<Exit>, NoExitReason> parse_exit_line(std::string_view line) {
  const std::size_t end = std::min(line.find_first_of(" \t"), line.size());
  const auto raw = split(line.substr(0, end));
  if (!raw) return std::unexpected(raw.error());
  const auto options = parse_line_options(line.substr(end));
  if (!options) return std::unexpected(options.error());
  const bool has_sessions = !options->sessions.empty();
  if (raw->is_template() && !has_sessions) return std::unexpected("{session} without sessions=");
  if (!raw->is_template() && has_sessions) return std::unexpected("sessions= without {session}");
  std::vector<Exit> exits;
  for (const auto& session : has_sessions ? options->sessions : std::vector<std::string>{""}) {
    auto exit = exit_of(*raw, session);
    if (!exit) return std::unexpected(exit.error());
    options->apply_to(*exit);
    exits.push_back(std::move(*exit));
  }
  return exits;
}

}  // namespace vancrawl::proxy_pool
