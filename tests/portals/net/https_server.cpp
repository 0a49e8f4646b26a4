#include "tests/portals/net/https_server.h"

#include <exception>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tests/portals/net/served_connection.h"

namespace vancrawl::portals::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr int kBacklog = 4096;
constexpr std::chrono::milliseconds kOutOfFilesPause(20);

std::optional<asio::ssl::context> tls_context(const std::optional<ServerCertificate>& certificate) {
  if (!certificate) return std::nullopt;
  std::optional<asio::ssl::context> tls(asio::ssl::context::tls_server);
  tls->use_certificate_chain(asio::buffer(certificate->chain_pem));
  tls->use_private_key(asio::buffer(certificate->key_pem), asio::ssl::context::pem);
  SSL_CTX_set_min_proto_version(tls->native_handle(), TLS1_2_VERSION);
  SSL_CTX_set_mode(tls->native_handle(), SSL_MODE_RELEASE_BUFFERS);
  return tls;
}

}  // namespace

/// Shared by the accept loop, the connections and the owner: whichever ends last frees it.
struct HttpsServer::Inner : std::enable_shared_from_this<HttpsServer::Inner> {
  Inner(asio::io_context& context_in, Handler handler,
        const std::optional<ServerCertificate>& certificate)
      : context(context_in),
        acceptor(asio::make_strand(context_in), tcp::v4()),
        pause(acceptor.get_executor()),
        tls(tls_context(certificate)) {
    service.handler = std::move(handler);
    acceptor.bind(tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    acceptor.listen(kBacklog);
    port = acceptor.local_endpoint().port();
  }

  static asio::awaitable<void> accept(std::shared_ptr<Inner> self);
  static asio::awaitable<void> serve(std::shared_ptr<Inner> self, tcp::socket socket);
  void end_all(bool politely);

  asio::io_context& context;
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::optional<asio::ssl::context> tls;
  Service service;
  std::uint16_t port = 0;
  std::mutex mutex;
  std::unordered_map<ServedConnection*, std::weak_ptr<ServedConnection>> connections;
};

namespace {

void rethrow(const std::exception_ptr& fault) {
  if (fault) std::rethrow_exception(fault);
}

}  // namespace

asio::awaitable<void> HttpsServer::Inner::accept(std::shared_ptr<Inner> self) {
  while (!self->service.stopping) {
    error_code error;
    tcp::socket socket(asio::make_strand(self->context));
    co_await self->acceptor.async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
    if (error == asio::error::operation_aborted || !self->acceptor.is_open()) co_return;
    if (error) {
      self->pause.expires_after(kOutOfFilesPause);
      co_await self->pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
      continue;
    }
    const auto executor = socket.get_executor();
    asio::co_spawn(executor, serve(self, std::move(socket)), rethrow);
  }
}

asio::awaitable<void> HttpsServer::Inner::serve(std::shared_ptr<Inner> self, tcp::socket socket) {
  asio::ssl::context* const tls = self->tls ? &*self->tls : nullptr;
  const auto connection = std::make_shared<ServedConnection>(std::move(socket), tls, self->service);
  ++self->service.counters.connections;
  ++self->service.counters.open;
  {
    const std::lock_guard lock(self->mutex);
    self->connections.emplace(connection.get(), connection);
  }
  if (!self->service.stopping) co_await connection->serve();
  --self->service.counters.open;
  const std::lock_guard lock(self->mutex);
  self->connections.erase(connection.get());
}

void HttpsServer::Inner::end_all(bool politely) {
  const std::lock_guard lock(mutex);
  for (const auto& [key, weak] : connections) {
    if (const auto connection = weak.lock()) connection->end(politely);
  }
}

HttpsServer::HttpsServer(asio::io_context& context, Handler handler,
                         std::optional<ServerCertificate> certificate)
    : inner_(std::make_shared<Inner>(context, std::move(handler), certificate)) {
  asio::co_spawn(inner_->acceptor.get_executor(), Inner::accept(inner_), rethrow);
}

HttpsServer::~HttpsServer() { stop(); }

std::uint16_t HttpsServer::port() const { return inner_->port; }

std::string HttpsServer::base_url() const {
  return (inner_->tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(inner_->port);
}

const ServerCounters& HttpsServer::counters() const { return inner_->service.counters; }

void HttpsServer::stop() {
  inner_->service.stopping = true;
  asio::post(inner_->acceptor.get_executor(), [inner = inner_] {
    error_code ignored;
    inner->acceptor.close(ignored);
    inner->pause.cancel();
  });
  inner_->end_all(true);
}

void HttpsServer::drop_connections() { inner_->end_all(false); }

}  // namespace vancrawl::portals::net
