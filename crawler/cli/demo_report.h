#pragma once

#include <cstdint>

#include <nlohmann/json_fwd.hpp>

#include "crawler/cli/demo_comparison.h"

namespace vancrawl::cli {

/// What the simulated portals saw of our logins.
struct LoginCount {
  std::int64_t logins = 0;
  std::int64_t wrong = 0;  ///< submits of a wrong password
  std::int64_t most_wrong =
      0;  ///< the most of them with one secret: more than one is ours to answer
  std::int64_t locked = 0;
};

/// `accounts` as the truth server gives them.
[[nodiscard]] LoginCount count_logins(const nlohmann::json& accounts);

/// Figures by site and ledger, for a person.
void print_ledgers(const Comparison& comparison);
/// Open slices, faults, and the one line of figures that a demonstration ends with.
void print_verdict(const Comparison& comparison, const LoginCount& logins);

/// All of it as one document, under the names of that line: "ledgers", "open" and "faults" are
/// arrays.
[[nodiscard]] nlohmann::ordered_json json_of(const Comparison& comparison,
                                             const LoginCount& logins);

/// Nothing that must not be: no fault, no secret rejected twice, no account locked.
[[nodiscard]] bool is_good(const Comparison& comparison, const LoginCount& logins);

}  // namespace vancrawl::cli
