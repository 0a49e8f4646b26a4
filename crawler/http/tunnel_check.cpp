#include "crawler/http/tunnel_check.h"

#include <array>
#include <memory>
#include <utility>

#include <boost/asio/this_coro.hpp>

#include "crawler/async/task_group.h"
#include "crawler/http/curl_transport.h"
#include "crawler/http/tunnel_listener.h"

namespace vancrawl::http {
namespace {

namespace asio = boost::asio;
using Kind = TunnelCheckFault::Kind;
using Verdict = std::expected<void, TunnelCheckFault>;

constexpr std::chrono::milliseconds kLimit(1000);
constexpr std::size_t kRequests = 4;
constexpr const char* kNowhere = "http://127.0.0.1:9/";

/// What one request learned: whose tunnel it went through, and whether over a kept connection.
struct Trip {
  std::string authorization;
  bool kept = false;
};
using Trips = std::array<Trip, kRequests>;

Verdict not_checked(std::string why) {
  return std::unexpected(TunnelCheckFault{Kind::kNotChecked, std::move(why)});
}

std::unique_ptr<Connection> open_as(Transport& transport, std::string user, std::uint16_t port) {
  std::string password = "of-" + user;
  ConnectionOptions options;
  options.proxy = ProxyEndpoint{.scheme = ProxyEndpoint::Scheme::kHttp,
                                .host = "127.0.0.1",
                                .port = port,
                                .user = std::move(user),
                                .password = model::Secret::take(password)};
  return transport.open(std::move(options));
}

/// First, second, first, second: each goes once over a fresh connection and once over a kept one.
asio::awaitable<std::expected<Trips, TransportFault>> ask_in_turn(Transport& transport,
                                                                  std::uint16_t port) {
  const auto first = open_as(transport, "first", port);
  const auto second = open_as(transport, "second", port);
  Trips trips;
  for (std::size_t i = 0; i < kRequests; ++i) {
    Connection& connection = i % 2 == 0 ? *first : *second;
    Request request(Method::kGet, kNowhere);
    request.limits.total = kLimit;
    auto answer = co_await connection.send(std::move(request));
    if (!answer) co_return std::unexpected(std::move(answer.error()));
    trips[i] = {std::move(answer->body), !answer->fresh_connection};
  }
  co_return trips;
}

Verdict judge(const Trips& trips) {
  const auto& [first, second, first_again, second_again] = trips;
  if (first.authorization.empty()) return not_checked("the tunnel carried no user");
  const bool shared = first.authorization == second.authorization ||
                      first_again.authorization != first.authorization ||
                      second_again.authorization != second.authorization;
  if (shared) {
    return std::unexpected(TunnelCheckFault{
        Kind::kShared, "libcurl sent one proxy user's request through another's tunnel"});
  }
  if (!first_again.kept || !second_again.kept) return not_checked("no connection was kept");
  return {};
}

}  // namespace

asio::awaitable<Verdict> check_tunnels_of(Transport& transport) {
  // Cancelled or not, the listener's tasks are awaited; the requests have their own limit.
  co_await asio::this_coro::throw_if_cancelled(false);
  const auto executor = co_await asio::this_coro::executor;
  const auto listener = TunnelListener::open(executor);
  if (!listener) co_return not_checked(listener.error());
  async::TaskGroup tasks(executor);
  tasks.spawn((*listener)->accept(tasks));
  const auto trips = co_await ask_in_turn(transport, (*listener)->port());
  tasks.cancel();
  co_await tasks.join();
  if (!trips) co_return not_checked(trips.error().detail);
  co_return judge(*trips);
}

asio::awaitable<Verdict> check_tunnels(NetThread& net) {
  LoopbackCurlTransport transport(net);
  auto verdict = co_await check_tunnels_of(transport);
  co_return verdict;
}

}  // namespace vancrawl::http
