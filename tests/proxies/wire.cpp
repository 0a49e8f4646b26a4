#include "tests/proxies/wire.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace vancrawl::proxies {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

auto resumed_with(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

}  // namespace

asio::awaitable<std::string> Wire::read(std::size_t count) {
  std::string bytes(count, '\0');
  std::size_t have = 0;
  while (have < count) {
    const auto got = co_await read_some(std::span(bytes).subspan(have));
    if (got == 0) break;
    have += got;
  }
  bytes.resize(have);
  co_return bytes;
}

asio::awaitable<std::string> Wire::read_head() {
  constexpr std::size_t kLongest = 8 * 1024;
  std::string head;
  while (!head.ends_with("\r\n\r\n")) {
    char byte = 0;
    const auto got = co_await read_some(std::span(&byte, 1));
    if (got == 0 || head.size() == kLongest) co_return std::string();
    head.push_back(byte);
  }
  co_return head;
}

void Wire::close() {
  error_code ignored;
  socket().shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  socket().close(ignored);
}

void Wire::reset() {
  error_code ignored;
  socket().set_option(asio::socket_base::linger(true, 0), ignored);
  socket().close(ignored);
}

asio::awaitable<bool> PlainWire::open() {
  if (opening_ == Opening::kUsual) co_return true;
  static_cast<void>(co_await read(1));
  static_cast<void>(co_await write("HTTP/1.1 400 Bad Request\r\n\r\n"));
  co_return false;
}

asio::awaitable<std::size_t> PlainWire::read_some(std::span<char> into) {
  error_code error;
  const auto got =
      co_await socket_.async_read_some(asio::buffer(into.data(), into.size()), resumed_with(error));
  co_return error ? 0 : got;
}

asio::awaitable<bool> PlainWire::write(std::string bytes) {
  error_code error;
  co_await asio::async_write(socket_, asio::buffer(bytes), resumed_with(error));
  co_return !error;
}

asio::awaitable<bool> TlsWire::open() {
  error_code error;
  co_await stream_.async_handshake(asio::ssl::stream_base::server, resumed_with(error));
  co_return !error;
}

asio::awaitable<std::size_t> TlsWire::read_some(std::span<char> into) {
  error_code error;
  const auto got =
      co_await stream_.async_read_some(asio::buffer(into.data(), into.size()), resumed_with(error));
  co_return error ? 0 : got;
}

asio::awaitable<bool> TlsWire::write(std::string bytes) {
  error_code error;
  co_await asio::async_write(stream_, asio::buffer(bytes), resumed_with(error));
  co_return !error;
}

}  // namespace vancrawl::proxies
