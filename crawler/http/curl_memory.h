#pragma once

namespace vancrawl::http {

/// Starts libcurl once for the process, with a memory of its own that overwrites what it gives
/// back: passwords pass through libcurl's buffers. Any thread, before anything else uses libcurl.
/// Throws std::runtime_error when libcurl is too old or cannot start.
void start_curl();

}  // namespace vancrawl::http
