#pragma once

namespace vancrawl {

/// SIGINT, SIGTERM and SIGHUP wait from here on, in this thread and those that it starts: one that
/// comes before the daemon listens for them must not end it out of order.
void hold_signals();
/// This thread hears them; what came meanwhile comes now. Once they are listened for.
void hear_signals();

}  // namespace vancrawl
