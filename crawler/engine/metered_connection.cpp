#include "crawler/engine/metered_connection.h"

#include <utility>

namespace vancrawl::engine {

using boost::asio::awaitable;

awaitable<http::SendResult> MeteredConnection::send(http::Request request) {
  auto answer = co_await connection_->send(std::move(request));
  ++traffic_->requests;
  if (answer) {
    traffic_->bytes += answer->wire_bytes;
    traffic_->waited += answer->timing.first_byte;
  }
  co_return answer;
}

awaitable<std::vector<http::Cookie>> MeteredConnection::cookies() {
  co_return co_await connection_->cookies();
}

awaitable<void> MeteredConnection::set_cookies(std::vector<http::Cookie> cookies) {
  co_await connection_->set_cookies(std::move(cookies));
}

}  // namespace vancrawl::engine
