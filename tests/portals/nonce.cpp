#include "tests/portals/nonce.h"

#include <string_view>

#include <fmt/format.h>

namespace vancrawl::portals {
namespace {

constexpr std::string_view kUnusedKey = "\"wrkAton\":\"";

std::string_view content_type(const net::Answer& answer) {
  for (const auto& [name, value] : answer.headers) {
    if (name == "Content-Type") return value;
  }
  return {};
}

}  // namespace

void Nonce::put_into(net::Answer& answer) {
  if (!on_) return;
  const std::string token = fmt::format("{:016}", ++number_);
  if (content_type(answer).starts_with("text/html")) {
    answer.body += "<!-- " + token + " -->";
    return;
  }
  const auto at = answer.body.find(kUnusedKey);
  if (at != std::string::npos) answer.body.insert(at + kUnusedKey.size(), token);
}

}  // namespace vancrawl::portals
