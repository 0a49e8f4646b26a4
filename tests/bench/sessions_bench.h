#pragma once

#include <nlohmann/json.hpp>

namespace vancrawl::bench {

struct SessionsOrder {
  int sessions = 2000;
  int at_once = 400;   ///< logins in flight
  int slow_ms = 4000;  ///< what every answer of the portal waits
};

/// Logs so many accounts of the simulated cardsales in over TLS, keeps every session, and lets all
/// of them wait for an answer at the same time: memory and threads then, against the idle program.
[[nodiscard]] nlohmann::ordered_json bench_sessions(const SessionsOrder& order);

/// The same document for people.
void print_sessions(const nlohmann::ordered_json& report);

}  // namespace vancrawl::bench
