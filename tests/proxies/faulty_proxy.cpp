#include "tests/proxies/faulty_proxy.h"

#include <exception>
#include <future>
#include <map>
#include <mutex>
#include <utility>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tests/proxies/proxy_visit.h"

namespace vancrawl::proxies {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

void rethrow(const std::exception_ptr& fault) {
  if (fault) std::rethrow_exception(fault);
}

void show(asio::ssl::context& tls, const portals::net::ServerCertificate& certificate) {
  tls.use_certificate_chain(asio::buffer(certificate.chain_pem));
  tls.use_private_key(asio::buffer(certificate.key_pem), asio::ssl::context::pem);
}

}  // namespace

/// Shared by the accept loop, the visits and the owner: whichever ends last frees it. Door and end
/// are changed on the context's thread.
struct FaultyProxy::Inner : std::enable_shared_from_this<FaultyProxy::Inner> {
  Inner(asio::io_context& context_in, ProxySetup setup)
      : context(context_in),
        acceptor(asio::make_strand(context_in)),
        service(setup.language, std::move(setup.users), std::move(setup.networks)) {
    portals::net::CertificateAuthority nobody_trusts;
    show(service.false_portal, nobody_trusts.issue());
    show(service.to_client, setup.certificate ? *setup.certificate : nobody_trusts.issue());
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
    acceptor.listen();
    asio::co_spawn(acceptor.get_executor(), accept(shared_from_this()), rethrow);
  }
  void change_door(Door wanted);
  void enter(const std::shared_ptr<ProxyVisit>& visit);
  void leave(ProxyVisit* visit);
  void end_all();
  static asio::awaitable<void> accept(std::shared_ptr<Inner> self);
  static asio::awaitable<void> serve(std::shared_ptr<Inner> self, tcp::socket client);
  [[nodiscard]] std::unique_ptr<Wire> wire_of(tcp::socket client);

  asio::io_context& context;
  tcp::acceptor acceptor;
  ProxyService service;
  std::uint16_t port = 0;
  Door door = Door::kOpen;
  bool stopped = false;
  std::mutex mutex;
  std::map<ProxyVisit*, std::weak_ptr<ProxyVisit>> visits;
};

void FaultyProxy::Inner::change_door(Door wanted) {
  const bool refused = door == Door::kRefuses;
  door = wanted;
  const bool refuses = wanted == Door::kRefuses;
  if (stopped || refused == refuses) return;
  if (!refuses) return listen();
  error_code ignored;
  acceptor.close(ignored);
  claim_port(port);
}

void FaultyProxy::Inner::enter(const std::shared_ptr<ProxyVisit>& visit) {
  const std::lock_guard lock(mutex);
  visits.emplace(visit.get(), visit);
}

void FaultyProxy::Inner::leave(ProxyVisit* visit) {
  const std::lock_guard lock(mutex);
  visits.erase(visit);
}

void FaultyProxy::Inner::end_all() {
  const std::lock_guard lock(mutex);
  for (const auto& [key, weak] : visits) {
    if (const auto visit = weak.lock()) visit->end();
  }
}

asio::awaitable<void> FaultyProxy::Inner::accept(std::shared_ptr<Inner> self) {
  while (true) {
    error_code error;
    tcp::socket socket(asio::make_strand(self->context));
    co_await self->acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
    if (error) co_return;
    self->service.log.count_connection();
    if (self->door == Door::kCloses) continue;
    const auto executor = socket.get_executor();
    asio::co_spawn(executor, serve(self, std::move(socket)), rethrow);
  }
}

asio::awaitable<void> FaultyProxy::Inner::serve(std::shared_ptr<Inner> self, tcp::socket client) {
  const auto visit = std::make_shared<ProxyVisit>(self->wire_of(std::move(client)), self->service);
  self->enter(visit);
  if (!self->stopped) co_await ProxyVisit::serve(visit);
  self->leave(visit.get());
}

std::unique_ptr<Wire> FaultyProxy::Inner::wire_of(tcp::socket client) {
  if (door == Door::kBreaksTls) {
    return std::make_unique<PlainWire>(std::move(client), PlainWire::Opening::kNoisesBack);
  }
  if (service.language != Language::kConnectOverTls) {
    return std::make_unique<PlainWire>(std::move(client));
  }
  return std::make_unique<TlsWire>(std::move(client), service.to_client);
}

FaultyProxy::FaultyProxy(asio::io_context& context, ProxySetup setup)
    : inner_(std::make_shared<Inner>(context, std::move(setup))) {
  inner_->listen();
}

FaultyProxy::~FaultyProxy() { stop(); }

std::uint16_t FaultyProxy::port() const { return inner_->port; }

std::string FaultyProxy::address(const std::string& user, const std::string& password) const {
  const auto place = "127.0.0.1:" + std::to_string(inner_->port);
  const auto who = user.empty() ? "" : user + ":" + password + "@";
  switch (inner_->service.language) {
    case Language::kConnect:
      return "http://" + who + place;
    case Language::kConnectOverTls:
      return "https://" + who + place;
    case Language::kSocks5:
      return "socks5h://" + who + place;
  }
  std::unreachable();
}

void FaultyProxy::set_door(Door door) {
  std::promise<void> changed;
  asio::post(inner_->acceptor.get_executor(), [&changed, inner = inner_, door] {
    inner->change_door(door);
    changed.set_value();
  });
  changed.get_future().wait();
}

void FaultyProxy::script(const std::string& user, Script script) {
  inner_->service.book.script(user, std::move(script));
}

const TunnelLog& FaultyProxy::log() const { return inner_->service.log; }

void FaultyProxy::drop_tunnels() { inner_->end_all(); }

void FaultyProxy::stop() {
  asio::post(inner_->acceptor.get_executor(), [inner = inner_] {
    error_code ignored;
    inner->stopped = true;
    inner->acceptor.close(ignored);
    inner->end_all();
  });
}

}  // namespace vancrawl::proxies
