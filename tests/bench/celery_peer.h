#pragma once

#include <nlohmann/json.hpp>

namespace vancrawl::bench {

/// Celery over Redis from Debian: tests/bench/celery_peer.py in processes of its own. Tasks that do
/// nothing, acknowledged late; with `absent` and the reason where it is not installed.
[[nodiscard]] nlohmann::ordered_json measure_celery();

}  // namespace vancrawl::bench
