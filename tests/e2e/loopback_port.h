#pragma once

namespace vancrawl::e2e {

/// A port of 127.0.0.1 that nobody holds at this moment: for servers that cannot choose one.
[[nodiscard]] int free_port();
/// Whether somebody listens there.
[[nodiscard]] bool answers(int port);

}  // namespace vancrawl::e2e
