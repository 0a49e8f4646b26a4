#pragma once

#include <optional>
#include <string>

#include "crawler/http/request.h"

namespace vancrawl::http {

/// Which addresses a connection may ask.
enum class AllowedUrls {
  kHttps,
  kPlainLoopback,  ///< http://127.0.0.1 alone: for the tunnel check
};

/// The rule that a request breaks, or nothing. Such a request is a fault of ours: it is never sent.
/// The text names no value.
[[nodiscard]] std::optional<std::string> broken_rule(const Request& request, AllowedUrls allowed);

}  // namespace vancrawl::http
