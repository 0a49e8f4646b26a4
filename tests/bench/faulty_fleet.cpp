#include "tests/bench/faulty_fleet.h"

#include <algorithm>
#include <functional>
#include <utility>

#include <fmt/format.h>

namespace vancrawl::bench {
namespace {

using proxies::Door;
using proxies::Fault;
using proxies::Script;

constexpr const char* kPassword = "fleet-password";

DealtFault in_the_tunnel(const std::string& name, Fault fault) {
  DealtFault dealt{name, Door::kOpen, proxies::always(fault)};
  // Past the handshake, into the first longer page.
  dealt.script.after_bytes = 6000;
  return dealt;
}

DealtFault after_some_tunnels(const std::string& name, Fault fault) {
  DealtFault dealt{name};
  dealt.script.steps = {{3, fault}};
  return dealt;
}

std::vector<DealtFault> kinds_of_fault() {
  return {{"dead", Door::kCloses},
          in_the_tunnel("407", Fault::kDemandsPassword),
          in_the_tunnel("403", Fault::kForbids),
          after_some_tunnels("quota spent after 2", Fault::kQuotaSpent),
          in_the_tunnel("closes", Fault::kCloses),
          after_some_tunnels("502 after 2", Fault::kCannotReach),
          in_the_tunnel("resets", Fault::kResets),
          in_the_tunnel("truncates", Fault::kTruncates),
          in_the_tunnel("own certificate", Fault::kOwnCertificate),
          in_the_tunnel("ban page", Fault::kBanPage)};
}

}  // namespace

FaultyFleet::FaultyFleet(int exits, int healthy) {
  const auto kinds = kinds_of_fault();
  for (int i = 0; i < exits; ++i) {
    Member member;
    member.user = fmt::format("exit{:02}", i);
    member.fault = i < healthy ? DealtFault{"healthy"}
                               : kinds[static_cast<std::size_t>(i - healthy) % kinds.size()];
    proxies::ProxySetup setup;
    setup.users = {{member.user, kPassword}};
    member.proxy = &running_.add(std::move(setup));
    member.proxy->script("", member.fault.script);
    member.proxy->set_door(member.fault.door);
    members_.push_back(std::move(member));
  }
}

std::vector<std::string> FaultyFleet::lines() const {
  std::vector<std::string> lines;
  for (const auto& member : members_) {
    lines.push_back(member.proxy->address(member.user, kPassword));
  }
  std::ranges::sort(lines, {},
                    [](const std::string& line) { return std::hash<std::string>{}(line); });
  return lines;
}

std::map<std::string, int> FaultyFleet::dealt() const {
  std::map<std::string, int> counts;
  for (const auto& member : members_) ++counts[member.fault.name];
  return counts;
}

FaultyFleet::Tally FaultyFleet::tally() const {
  Tally tally;
  for (const auto& member : members_) {
    const auto lines = member.proxy->log().lines();
    if (member.fault.door != Door::kOpen) {
      const auto shut_out = static_cast<int>(member.proxy->log().connections());
      tally.tunnels += shut_out;
      tally.wasted += shut_out;
    }
    for (const auto& line : lines) {
      ++tally.tunnels;
      if (line.fault != Fault::kNone) ++tally.wasted;
      if (!line.intercepted.empty()) ++tally.strangers_told;
    }
  }
  return tally;
}

const FaultyFleet::Member* FaultyFleet::member_named(const std::string& exit_id) const {
  const auto found = std::ranges::find_if(members_, [&](const Member& member) {
    return exit_id.find("//" + member.user + "@") != std::string::npos;
  });
  return found == members_.end() ? nullptr : &*found;
}

bool FaultyFleet::is_healthy(const std::string& exit_id) const {
  const auto* const member = member_named(exit_id);
  return member != nullptr && member->fault.is_healthy();
}

std::optional<std::chrono::steady_clock::time_point> FaultyFleet::first_failure(
    const std::string& exit_id) const {
  const auto* const member = member_named(exit_id);
  if (member == nullptr) return std::nullopt;
  const auto lines = member->proxy->log().lines();
  const auto found = std::ranges::find_if(
      lines, [](const proxies::TunnelLine& line) { return line.fault != Fault::kNone; });
  if (found == lines.end()) return std::nullopt;
  return found->at;
}

}  // namespace vancrawl::bench
