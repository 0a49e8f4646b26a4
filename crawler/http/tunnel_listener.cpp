#include "crawler/http/tunnel_listener.h"

#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace vancrawl::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kLargestHead = 8 * 1024;
constexpr std::string_view kAuthorization = "Proxy-Authorization: ";

auto resumed_with(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

std::string authorization_in(const std::string& head) {
  const std::size_t start = head.find(kAuthorization);
  if (start == std::string::npos) return {};
  const std::size_t value = start + kAuthorization.size();
  return head.substr(value, head.find("\r\n", value) - value);
}

}  // namespace

TunnelListener::TunnelListener(tcp::acceptor acceptor)
    : acceptor_(std::move(acceptor)), port_(acceptor_.local_endpoint().port()) {}

std::expected<std::unique_ptr<TunnelListener>, std::string> TunnelListener::open(
    asio::any_io_executor executor) {
  tcp::acceptor acceptor(std::move(executor));
  error_code error;
  acceptor.open(tcp::v4(), error);
  if (!error) acceptor.bind(tcp::endpoint(asio::ip::address_v4::loopback(), 0), error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return std::unexpected("cannot listen on loopback: " + error.message());
  return std::unique_ptr<TunnelListener>(new TunnelListener(std::move(acceptor)));
}

asio::awaitable<void> TunnelListener::accept(async::TaskGroup& tasks) {
  error_code error;
  while (!error) {
    tcp::socket client(acceptor_.get_executor());
    co_await acceptor_.async_accept(client, resumed_with(error));
    if (!error) tasks.spawn(serve(std::move(client)));
  }
}

asio::awaitable<void> TunnelListener::serve(tcp::socket client) {
  std::string input;
  std::string authorization;
  error_code error;
  while (true) {
    const std::size_t size = co_await asio::async_read_until(
        client, asio::dynamic_buffer(input, kLargestHead), "\r\n\r\n", resumed_with(error));
    if (error) co_return;
    const std::string head = input.substr(0, size);
    input.erase(0, size);
    std::string reply = "HTTP/1.1 200 OK\r\n";
    if (head.starts_with("CONNECT ")) {
      authorization = authorization_in(head);
    } else {
      reply += "Content-Length: " + std::to_string(authorization.size()) + "\r\n";
    }
    reply += "\r\n";
    if (!head.starts_with("CONNECT ")) reply += authorization;
    co_await asio::async_write(client, asio::buffer(reply), resumed_with(error));
    if (error) co_return;
  }
}

}  // namespace vancrawl::http
