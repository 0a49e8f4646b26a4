#include "tests/bench/proxies_bench.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <stdexcept>

#include <fmt/format.h>

#include "proxy_pool/pool.h"
#include "proxy_pool/proxy_list.h"
#include "tests/bench/rotating_peer.h"
#include "tests/bench/usage.h"

namespace vancrawl::bench {
namespace {

using Json = nlohmann::ordered_json;
using proxy_pool::Pool;

constexpr std::array kSizes = {10, 1'000, 100'000};
constexpr double kMostPickNs = 1'000;
constexpr double kMostGrowth = 3;
constexpr double kMostFirstNsAnExit = 2;
constexpr int kPeerPicks = 200;

const model::Instant kNow = model::Instant(std::chrono::hours(500'000));

double seconds_of(const auto& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

std::vector<proxy_pool::Exit> exits(int count) {
  const auto line = fmt::format("http://user-{{session}}:pw@gate.test:7000 sessions=1-{}", count);
  return proxy_pool::parse_proxy_list("bench", line).exits;
}

std::vector<proxy_pool::Exit> with_one_more(int count) {
  auto list = exits(count);
  for (auto& exit : proxy_pool::parse_proxy_list("bench", "http://joined@gate.test:7000").exits) {
    list.push_back(std::move(exit));
  }
  return list;
}

std::vector<proxy_pool::LeaseRequest> requests(int accounts) {
  std::vector<proxy_pool::LeaseRequest> all;
  for (int i = 0; i < accounts; ++i) {
    all.push_back(
        {.account = {"cfa", fmt::format("merchant{:06}", i)}, .site = model::SiteId("cardsales")});
  }
  return all;
}

void pick_and_report(Pool& pool, const std::vector<proxy_pool::LeaseRequest>& all) {
  for (const auto& request : all) {
    const auto lease = pool.lease(request, kNow);
    if (!lease) throw std::runtime_error("no exit");
    pool.report(*lease, proxy_pool::Verdict::kOk, kNow);
  }
}

double peer_ns(int count) {
  std::vector<std::string> names;
  for (const auto& exit : exits(count)) names.push_back(exit.id.text());
  RotatingPeer peer(names, 1);
  const auto took = seconds_of([&] {
    for (int i = 0; i < kPeerPicks; ++i) peer.mark_good(peer.pick(0));
  });
  return took * 1e9 / kPeerPicks;
}

Json figures_of(int count, const ProxiesOrder& order) {
  const auto all = requests(order.accounts);
  const auto picks = static_cast<double>(order.accounts);
  double first = 1e9;
  double remembered = 1e9;
  double joined = 1e9;
  double peer = 1e18;
  for (int round = 0; round < order.rounds; ++round) {
    Pool pool({}, exits(count));
    first = std::min(first, seconds_of([&] { pick_and_report(pool, all); }));
    for (int i = 0; i < 3; ++i) {
      remembered = std::min(remembered, seconds_of([&] { pick_and_report(pool, all); }));
    }
    pool.reload(with_one_more(count));
    joined = std::min(joined, seconds_of([&] { pick_and_report(pool, all); }));
    peer = std::min(peer, peer_ns(count));
  }
  return {{"exits", count},
          {"remembered_ns", remembered * 1e9 / picks},
          {"first_us", first * 1e6 / picks},
          {"first_ns_an_exit", first * 1e9 / picks / count},
          {"after_one_joined_ns", joined * 1e9 / picks},
          {"peer_ns", peer}};
}

Json goal(double value, double most) {
  return {{"value", value}, {"target", most}, {"met", value <= most}};
}

}  // namespace

Json bench_proxies(const ProxiesOrder& order) {
  Json sizes = Json::array();
  for (const int count : kSizes) sizes.push_back(figures_of(count, order));
  const auto ns_at = [&](std::size_t i) { return sizes.at(i).at("remembered_ns").get<double>(); };
  const auto slowest = std::max({ns_at(0), ns_at(1), ns_at(2)});
  return {{"bench", "proxies"},
          {"calibration_seconds", calibration_seconds()},
          {"accounts", order.accounts},
          {"sizes", sizes},
          {"remembered_ns", goal(slowest, kMostPickNs)},
          {"largest_by_smallest", goal(ns_at(2) / ns_at(0), kMostGrowth)},
          {"first_ns_an_exit",
           goal(sizes.at(2).at("first_ns_an_exit").get<double>(), kMostFirstNsAnExit)}};
}

void print_proxies(const Json& report) {
  fmt::print("{} accounts; a pick and its report, one thread\n", report.at("accounts").get<int>());
  fmt::print("{:>9} {:>15} {:>15} {:>18} {:>18} {:>15}\n", "exits", "remembered ns", "first us",
             "first ns/exit", "one joined ns", "rotating ns");
  for (const auto& one : report.at("sizes")) {
    fmt::print("{:>9} {:>15.0f} {:>15.1f} {:>18.2f} {:>18.0f} {:>15.0f}\n",
               one.at("exits").get<int>(), one.at("remembered_ns").get<double>(),
               one.at("first_us").get<double>(), one.at("first_ns_an_exit").get<double>(),
               one.at("after_one_joined_ns").get<double>(), one.at("peer_ns").get<double>());
  }
  for (const char* name : {"remembered_ns", "largest_by_smallest", "first_ns_an_exit"}) {
    const auto& one = report.at(name);
    fmt::print("  {:<22} {:>8.2f}  goal {:>6.0f}  {}\n", name, one.at("value").get<double>(),
               one.at("target").get<double>(), one.at("met").get<bool>() ? "met" : "MISSED");
  }
}

}  // namespace vancrawl::bench
