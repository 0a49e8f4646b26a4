#include "tests/portals/net/connect_proxy.h"

#include <exception>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tests/portals/net/proxy_ledger.h"
#include "tests/portals/net/proxy_tunnel.h"

namespace vancrawl::portals::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int kBacklog = 4096;

void rethrow(const std::exception_ptr& fault) {
  if (fault) std::rethrow_exception(fault);
}

}  // namespace

/// Shared by the accept loop, the tunnels and the owner: whichever ends last frees it.
struct ConnectProxy::Inner : std::enable_shared_from_this<ConnectProxy::Inner> {
  Inner(asio::io_context& context_in, std::vector<ProxyUser> users)
      : context(context_in), acceptor(asio::make_strand(context_in)), ledger(std::move(users)) {
    claim_port(0);
    port = acceptor.local_endpoint().port();
  }

  /// A bound socket that does not listen refuses, and keeps the port.
  void claim_port(std::uint16_t wanted) {
    acceptor.open(tcp::v4());
    acceptor.set_option(tcp::acceptor::reuse_address(true));
    acceptor.bind(tcp::endpoint(asio::ip::address_v4::loopback(), wanted));
  }

  void listen() {
    acceptor.listen(kBacklog);
    asio::co_spawn(acceptor.get_executor(), accept(shared_from_this()), rethrow);
  }

  void change_port(bool refusing);
  static asio::awaitable<void> accept(std::shared_ptr<Inner> self);
  static asio::awaitable<void> serve(std::shared_ptr<Inner> self, tcp::socket client);

  asio::io_context& context;
  tcp::acceptor acceptor;
  ProxyLedger ledger;
  std::uint16_t port = 0;
  bool refusing = false;
  bool stopped = false;
};

void ConnectProxy::Inner::change_port(bool wanted) {
  if (stopped || refusing == wanted) return;
  refusing = wanted;
  error_code ignored;
  if (!wanted) return listen();
  acceptor.close(ignored);
  claim_port(port);
}

asio::awaitable<void> ConnectProxy::Inner::accept(std::shared_ptr<Inner> self) {
  while (true) {
    error_code error;
    tcp::socket socket(asio::make_strand(self->context));
    co_await self->acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    self->ledger.count_connection();
    const auto executor = socket.get_executor();
    asio::co_spawn(executor, serve(self, std::move(socket)), rethrow);
  }
}

asio::awaitable<void> ConnectProxy::Inner::serve(std::shared_ptr<Inner> self, tcp::socket client) {
  if (self->ledger.mode() == ProxyMode::kDead) co_return;
  const auto tunnel = std::make_shared<ProxyTunnel>(std::move(client), self->ledger);
  self->ledger.enter(tunnel);
  co_await tunnel->serve(tunnel);
  self->ledger.leave(tunnel.get());
}

ConnectProxy::ConnectProxy(asio::io_context& context, std::vector<ProxyUser> users)
    : inner_(std::make_shared<Inner>(context, std::move(users))) {
  inner_->listen();
}

ConnectProxy::~ConnectProxy() { stop(); }

std::uint16_t ConnectProxy::port() const { return inner_->port; }

void ConnectProxy::set_mode(ProxyMode mode) {
  inner_->ledger.set_mode(mode);
  asio::post(inner_->acceptor.get_executor(),
             [inner = inner_, mode] { inner->change_port(mode == ProxyMode::kRefusing); });
}

void ConnectProxy::set_mode_of(const std::string& user, ProxyMode mode) {
  inner_->ledger.set_mode_of(user, mode);
}

std::vector<TunnelRecord> ConnectProxy::tunnels() const { return inner_->ledger.tunnels(); }

std::map<std::string, std::size_t> ConnectProxy::tunnels_per_user() const {
  std::map<std::string, std::size_t> counts;
  for (const TunnelRecord& record : inner_->ledger.tunnels()) ++counts[record.user];
  return counts;
}

std::optional<std::string> ConnectProxy::user_of(std::uint16_t local_port) const {
  return inner_->ledger.user_of(local_port);
}

std::uint64_t ConnectProxy::connections() const { return inner_->ledger.connections(); }

std::uint64_t ConnectProxy::unauthenticated() const { return inner_->ledger.unauthenticated(); }

void ConnectProxy::drop_tunnels() { inner_->ledger.end_all(); }

void ConnectProxy::stop() {
  asio::post(inner_->acceptor.get_executor(), [inner = inner_] {
    error_code ignored;
    inner->stopped = true;
    inner->acceptor.close(ignored);
  });
  inner_->ledger.close_door();
  inner_->ledger.end_all();
}

}  // namespace vancrawl::portals::net
