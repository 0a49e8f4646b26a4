#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "proxy_pool/exit.h"

namespace vancrawl::proxy_pool {

/// Why something is no exit. Quotes nothing of what was read: it may hold a password.
using NoExitReason = std::string;

/// The most exits that one line, or one list, may stand for.
inline constexpr std::size_t kMostExits = 100'000;

/// Where an exit is and who it is there, in plain text.
struct ExitPlace {
  Exit::Scheme scheme = Exit::Scheme::kHttp;
  std::string host;
  std::string port;
  std::string user;
  std::optional<std::string> password;
};

[[nodiscard]] std::expected<Exit::Scheme, NoExitReason> parse_scheme(std::string_view name);
[[nodiscard]] std::expected<std::string, NoExitReason> parse_country(std::string_view text);

/// Checks every part and names the exit. The password is wiped.
[[nodiscard]] std::expected<Exit, NoExitReason> make_exit(ExitPlace place);

/// One line of a list: several exits where it is a template of sessions. README.md shows the form.
[[nodiscard]] std::expected<std::vector<Exit>, NoExitReason> parse_exit_line(std::string_view line);

}  // namespace vancrawl::proxy_pool
