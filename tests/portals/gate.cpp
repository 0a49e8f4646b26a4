#include "tests/portals/gate.h"

#include <utility>

#include <fmt/format.h>

namespace vancrawl::portals {
namespace {

net::Answer html(int status, std::string body) {
  net::Answer answer;
  answer.status = status;
  answer.headers = {{"Content-Type", "text/html; charset=UTF-8"}};
  answer.body = std::move(body);
  return answer;
}

net::Answer outage() {
  return html(503,
              "<html><head><title>503 Service Temporarily Unavailable</title></head>\n"
              "<body><center><h1>503 Service Temporarily Unavailable</h1></center></body></html>");
}

net::Answer kept_out_page(const std::string& address) {
  return html(403, fmt::format("<html><head><title>접속 차단 안내</title></head>\n<body><h2>접속 "
                               "차단 안내</h2><p>과도한 요청으로 고객님의 IP 주소에서의 접속이 "
                               "차단되었습니다. ({})</p></body></html>",
                               address));
}

}  // namespace

void Gate::ban(const std::string& network, std::optional<std::uint64_t> after) {
  allowed_by_network_.erase(network);
  std::erase_if(asked_by_address_,
                [&](const auto& asked) { return asked.first.starts_with(network); });
  if (after) allowed_by_network_[network] = *after;
}

std::optional<net::Answer> Gate::answer_instead(const net::Ask& ask) {
  watch_sessions(ask);
  if (outage_left_ > 0) {
    --outage_left_;
    ++met_outage_;
    return outage();
  }
  if (!is_kept_out(ask.peer_address)) return std::nullopt;
  ++kept_out_;
  return kept_out_page(ask.peer_address);
}

void Gate::watch_sessions(const net::Ask& ask) {
  constexpr std::size_t kShortestSessionId = 16;
  if (ask.peer_address == "127.0.0.1") return;  // nobody's exit
  for (const auto& [name, value] : ask.cookies) {
    if (value.size() < kShortestSessionId) continue;
    const auto& first = address_by_session_.try_emplace(value, ask.peer_address).first->second;
    if (first != ask.peer_address) ++moved_;
  }
}

bool Gate::is_kept_out(const std::string& address) {
  if (allowed_by_network_.empty()) return false;
  const auto asked = ++asked_by_address_[address];
  for (const auto& [network, allowed] : allowed_by_network_) {
    if (address.starts_with(network) && asked > allowed) return true;
  }
  return false;
}

}  // namespace vancrawl::portals
