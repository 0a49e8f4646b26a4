#include "tests/portals/net/proxy_tunnel.h"

#include <array>
#include <charconv>
#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>

#include "tests/portals/net/proxy_ledger.h"

namespace vancrawl::portals::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kPortion = 32 * 1024;

auto resumed_with(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

std::optional<tcp::endpoint> loopback_target(const std::string& target) {
  const std::size_t colon = target.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  const std::string host = target.substr(0, colon);
  if (host != "127.0.0.1" && host != "localhost") return std::nullopt;
  std::uint16_t port = 0;
  const char* const last = target.data() + target.size();
  const auto [end, fault] = std::from_chars(target.data() + colon + 1, last, port);
  if (fault != std::errc() || end != last) return std::nullopt;
  return tcp::endpoint(asio::ip::address_v4::loopback(), port);
}

/// Reads and writes what goes without waiting; returns what is left to be written. Shared by all
/// tunnels of a thread, so that an idle one holds no buffer.
std::string pass_on(tcp::socket& from, tcp::socket& to, error_code& error) {
  thread_local std::array<char, kPortion> portion;
  const std::size_t got = from.read_some(asio::buffer(portion), error);
  if (error) return {};
  const std::size_t put = to.write_some(asio::buffer(portion.data(), got), error);
  if (error == asio::error::would_block) error.clear();
  return {portion.data() + put, got - put};
}

void rethrow(const std::exception_ptr& fault) {
  if (fault) std::rethrow_exception(fault);
}

}  // namespace

ProxyTunnel::ProxyTunnel(tcp::socket client, ProxyLedger& ledger)
    : client_(std::move(client)), target_(client_.get_executor()), ledger_(ledger) {
  error_code ignored;
  client_.set_option(tcp::no_delay(true), ignored);
}

asio::awaitable<void> ProxyTunnel::serve(std::shared_ptr<ProxyTunnel> self) {
  const bool open = co_await self->negotiate();
  if (open) {
    const auto executor = self->client_.get_executor();
    asio::co_spawn(executor, copy(self, self->target_, self->client_), rethrow);
    co_await copy(self, self->client_, self->target_);
  }
  self->close();
}

asio::awaitable<bool> ProxyTunnel::negotiate() {
  boost::beast::flat_buffer buffer;
  while (true) {
    http::request_parser<http::empty_body> parser;
    error_code error;
    co_await http::async_read_header(client_, buffer, parser, resumed_with(error));
    if (error) co_return false;
    const auto& request = parser.get();
    if (request.method() != http::verb::connect) {
      co_await reply("405 Method Not Allowed");
      co_return false;
    }
    const auto user = ledger_.admit(std::string(request[http::field::proxy_authorization]));
    if (user) {
      const bool open = co_await open_target(*user, std::string(request.target()));
      co_return open;
    }
    co_await reply("407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"exit\"");
  }
}

asio::awaitable<bool> ProxyTunnel::open_target(const std::string& user, const std::string& target) {
  const ProxyMode mode = ledger_.mode_for(user);
  if (mode == ProxyMode::kDead || mode == ProxyMode::kRefusing) co_return false;
  if (mode == ProxyMode::kSilent) {
    co_await keep_silent();
    co_return false;
  }
  const auto endpoint = loopback_target(target);
  if (mode == ProxyMode::kForbidding || !endpoint) {
    co_await reply("403 Forbidden");
    co_return false;
  }
  error_code error;
  co_await target_.async_connect(*endpoint, resumed_with(error));
  if (error) {
    co_await reply("502 Bad Gateway");
    co_return false;
  }
  target_.set_option(tcp::no_delay(true), error);
  ledger_.record({user, target, target_.local_endpoint().port()});
  co_await asio::async_write(client_,
                             asio::buffer("HTTP/1.1 200 Connection established\r\n\r\n", 39),
                             resumed_with(error));
  client_.non_blocking(true, error);
  target_.non_blocking(true, error);
  co_return !error;
}

asio::awaitable<void> ProxyTunnel::keep_silent() {
  error_code ended;
  char byte = 0;
  while (!ended) {
    co_await client_.async_read_some(asio::buffer(&byte, 1), resumed_with(ended));
  }
}

asio::awaitable<void> ProxyTunnel::reply(const std::string& text) {
  const std::string bytes = "HTTP/1.1 " + text + "\r\nContent-Length: 0\r\n\r\n";
  error_code ignored;
  co_await asio::async_write(client_, asio::buffer(bytes), resumed_with(ignored));
}

asio::awaitable<void> ProxyTunnel::copy(std::shared_ptr<ProxyTunnel> self, tcp::socket& from,
                                        tcp::socket& to) {
  error_code error;
  while (!error) {
    co_await from.async_wait(tcp::socket::wait_read, resumed_with(error));
    if (error) break;
    const std::string rest = pass_on(from, to, error);
    if (error == asio::error::would_block) error.clear();
    if (!error && !rest.empty()) {
      co_await asio::async_write(to, asio::buffer(rest), resumed_with(error));
    }
  }
  self->close();
}

void ProxyTunnel::end() {
  asio::post(client_.get_executor(), [self = shared_from_this()] { self->close(); });
}

void ProxyTunnel::close() {
  error_code ignored;
  client_.shutdown(tcp::socket::shutdown_both, ignored);
  client_.close(ignored);
  target_.shutdown(tcp::socket::shutdown_both, ignored);
  target_.close(ignored);
}

}  // namespace vancrawl::portals::net
