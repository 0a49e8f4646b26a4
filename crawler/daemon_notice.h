#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace vancrawl {

/// Tells systemd what the service does ("READY=1", "STOPPING=1", …): one datagram to the socket of
/// $NOTIFY_SOCKET, a name with '@' in front being an abstract one. False if nobody wants to know or
/// the datagram was not taken.
bool tell_service_manager(const std::string& state);

/// How often systemd wants to hear WATCHDOG=1 ($WATCHDOG_USEC, for this process): half of it, so
/// that one late sign costs nothing. Nothing: no watchdog.
[[nodiscard]] std::optional<std::chrono::milliseconds> watchdog_interval();

/// "RELOADING=1" with the time it needs beside it.
[[nodiscard]] std::string reloading_notice();

}  // namespace vancrawl
