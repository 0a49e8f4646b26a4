#include "tests/portals/net/served_connection.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>

#include "tests/portals/net/wire_form.h"

namespace vancrawl::portals::net {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::uint64_t kLargestRequest = 16 * 1024 * 1024;
constexpr std::chrono::seconds kLastAnswerLimit(2);
constexpr std::chrono::milliseconds kDripPeriod(50);

auto resumed_with(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

Peer peer_of(const asio::ip::tcp::socket& socket) {
  error_code gone;
  const auto peer = socket.remote_endpoint(gone);
  if (gone) return {};
  return {peer.address().to_string(), peer.port()};
}

}  // namespace

ServedConnection::ServedConnection(asio::ip::tcp::socket socket, asio::ssl::context* tls,
                                   Service& service)
    : socket_(std::move(socket)), timer_(socket_.get_executor()), service_(service) {
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  peer_ = peer_of(socket_);
  if (tls != nullptr) tls_.emplace(socket_, *tls);
}

asio::awaitable<void> ServedConnection::serve() {
  if (!tls_) {
    co_await converse(socket_);
    co_return;
  }
  error_code error;
  co_await tls_->async_handshake(Tls::server, resumed_with(error));
  if (error) co_return;
  ++service_.counters.handshakes;
  co_await converse(*tls_);
}

template <typename Stream>
asio::awaitable<void> ServedConnection::converse(Stream& stream) {
  boost::beast::flat_buffer buffer;
  bool open = !ending_;
  while (open) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(kLargestRequest);
    error_code error;
    co_await http::async_read(stream, buffer, parser, resumed_with(error));
    if (error || service_.stopping) break;
    ++service_.counters.requests;
    const bool keep_alive = parser.keep_alive();
    const Ask ask = ask_from(parser.release(), peer_);
    open = co_await give(stream, ask, keep_alive);
    if (ending_) break;
  }
  close();
}

template <typename Stream>
asio::awaitable<bool> ServedConnection::give(Stream& stream, const Ask& ask, bool keep_alive) {
  const Answer answer = ask_handler(ask);
  const bool waited = co_await pause(answer.delay);
  if (answer.drop || !waited) co_return false;
  std::string bytes = head_of(answer, keep_alive);
  std::string body = carries_body(ask, answer) ? answer.body : std::string();
  if (answer.truncate_after) body.resize(std::min(body.size(), *answer.truncate_after));
  if (!answer.drip_bytes_per_second) bytes += body;
  bool sent = co_await write(stream, bytes);
  if (sent && answer.drip_bytes_per_second) {
    sent = co_await drip(stream, std::move(body), *answer.drip_bytes_per_second);
  }
  co_return sent&& keep_alive && !answer.truncate_after;
}

template <typename Stream>
asio::awaitable<bool> ServedConnection::drip(Stream& stream, std::string bytes,
                                             std::size_t per_second) {
  const std::size_t periods_per_second = static_cast<std::size_t>(1000 / kDripPeriod.count());
  const bool slower_than_period = per_second < periods_per_second;
  const std::size_t portion = slower_than_period ? 1 : per_second / periods_per_second;
  const auto wait = slower_than_period
                        ? std::chrono::milliseconds(1000 / std::max<std::size_t>(per_second, 1))
                        : kDripPeriod;
  for (std::size_t at = 0; at < bytes.size(); at += portion) {
    const bool waited = co_await pause(wait);
    if (!waited) co_return false;
    const bool sent = co_await write(stream, bytes.substr(at, portion));
    if (!sent) co_return false;
  }
  co_return true;
}

template <typename Stream>
asio::awaitable<bool> ServedConnection::write(Stream& stream, const std::string& bytes) {
  error_code error;
  writing_ = true;
  co_await asio::async_write(stream, asio::buffer(bytes), resumed_with(error));
  writing_ = false;
  co_return !error && !ending_;
}

asio::awaitable<bool> ServedConnection::pause(std::chrono::milliseconds length) {
  if (length.count() <= 0) co_return !ending_;
  error_code cut;
  timer_.expires_after(length);
  co_await timer_.async_wait(resumed_with(cut));
  co_return !cut && !ending_;
}

Answer ServedConnection::ask_handler(const Ask& ask) const {
  try {
    return service_.handler(ask);
  } catch (const std::exception& fault) {
    // A portal's own fault must show in the client's test, not end the server's thread.
    return {.status = 500, .headers = {{"Content-Type", "text/plain"}}, .body = fault.what()};
  }
}

void ServedConnection::end(bool politely) {
  asio::post(socket_.get_executor(),
             [self = shared_from_this(), politely] { self->end_here(politely); });
}

void ServedConnection::end_here(bool politely) {
  ending_ = true;
  if (!politely || !writing_) return close();
  timer_.expires_after(kLastAnswerLimit);
  timer_.async_wait([self = shared_from_this()](error_code cut) {
    if (!cut) self->close();
  });
}

void ServedConnection::close() {
  error_code ignored;
  timer_.cancel();
  socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
  socket_.close(ignored);
}

}  // namespace vancrawl::portals::net
