#pragma once

#include <cstdint>
#include <string>

#include "crawler/model/ids.h"

namespace vancrawl::proxy_pool {

/// How much `key` wants this exit: of the exits that may serve, the one with the largest weight is
/// its own. Taking an exit away moves only that exit's keys; the same on every machine and in every
/// version, for accounts must keep their address.
[[nodiscard]] std::uint64_t rendezvous_weight(const std::string& key, const model::ExitId& exit);

}  // namespace vancrawl::proxy_pool
