#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>
#include <vector>

namespace vancrawl::proxies {

/// What a proxy does wrong with one tunnel.
enum class Fault {
  kNone,
  kCloses,           ///< reads what is asked for and closes without a word
  kSilent,           ///< never answers
  kSlow,             ///< waits `Script::delay` before it answers
  kDemandsPassword,  ///< 407, or refused SOCKS authentication, whatever the password is
  kForbids,          ///< 403, or SOCKS "not allowed by ruleset"
  kQuotaSpent,       ///< 402, or SOCKS "general failure": the user has nothing left
  kCannotReach,      ///< 502, or SOCKS "host unreachable"
  kBanPage,          ///< says 200, and a page for people follows where TLS should begin
  kOwnCertificate,   ///< ends TLS itself, and has a ban page with status 200 for who believes it
  kResets,           ///< TCP reset once `Script::after_bytes` have come back
  kTruncates,        ///< ends there politely
  kDrips,            ///< lets back `Script::bytes_per_second`
  kWrongCountry,     ///< leaves from an address abroad
};

[[nodiscard]] std::string_view name_of(Fault fault);

/// From this tunnel of a user on (counted from 1, refused ones too), until the next step.
struct Step {
  int from_tunnel = 1;
  Fault fault = Fault::kNone;
};

/// What befalls a user's tunnels. No step: nothing.
struct Script {
  std::vector<Step> steps{};  ///< in order
  std::chrono::milliseconds delay{200};
  std::uint64_t after_bytes = 4096;
  std::uint64_t bytes_per_second = 40;

  [[nodiscard]] Fault fault_of_tunnel(int number) const;
};

/// One fault from the first tunnel on.
[[nodiscard]] Script always(Fault fault);

}  // namespace vancrawl::proxies
