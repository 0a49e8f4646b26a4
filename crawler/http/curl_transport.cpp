#include "crawler/http/curl_transport.h"

#include <cassert>
#include <utility>

#include "crawler/async/suspension.h"
#include "crawler/http/curl_session.h"
#include "crawler/http/request_rules.h"

namespace vancrawl::http {
namespace {

namespace asio = boost::asio;
using Waiting = std::shared_ptr<async::Suspension>;

/// Marks a connection as busy while one of its calls is waiting.
class OneAtATime {
 public:
  explicit OneAtATime(bool& busy) : busy_(busy) {
    assert(!busy_);
    busy_ = true;
  }
  ~OneAtATime() { busy_ = false; }
  OneAtATime(const OneAtATime&) = delete;
  OneAtATime& operator=(const OneAtATime&) = delete;

 private:
  bool& busy_;
};

/// Short work on the net thread is waited for even by who was cancelled.
void ignore_cancel(const Waiting&) {}

class CurlConnection final : public Connection {
 public:
  CurlConnection(NetThread& net, ConnectionOptions options, AllowedUrls allowed)
      : net_(net),
        allowed_(allowed),
        session_(std::make_unique<CurlSession>(net, std::move(options), allowed)) {}

  ~CurlConnection() override {
    assert(!busy_);
    net_.post([session = std::move(session_)]() mutable { session.reset(); });
  }
  CurlConnection(const CurlConnection&) = delete;
  CurlConnection& operator=(const CurlConnection&) = delete;

  asio::awaitable<SendResult> send(Request request) override;
  asio::awaitable<std::vector<Cookie>> cookies() override;
  asio::awaitable<void> set_cookies(std::vector<Cookie> cookies) override;

 private:
  NetThread& net_;
  AllowedUrls allowed_;
  bool busy_ = false;
  std::unique_ptr<CurlSession> session_;
};

asio::awaitable<SendResult> CurlConnection::send(Request request) {
  const OneAtATime turn(busy_);
  if (auto rule = broken_rule(request, allowed_)) {
    co_return std::unexpected(
        TransportFault{TransportFault::Kind::kNotAllowed, false, std::move(*rule)});
  }
  const std::uint64_t number = session_->hand_over(std::move(request));
  co_await async::suspend(
      [this, number](const Waiting& waiting) {
        net_.post([session = session_.get(), number, waiting] { session->start(number, waiting); });
      },
      [this, number](const Waiting&) {
        net_.post([session = session_.get(), number] { session->cancel(number); });
      });
  co_return session_->take_outcome();
}

asio::awaitable<std::vector<Cookie>> CurlConnection::cookies() {
  const OneAtATime turn(busy_);
  std::vector<Cookie> found;
  co_await async::suspend(
      [this, &found](const Waiting& waiting) {
        net_.post([session = session_.get(), &found, waiting] {
          found = session->cookies();
          waiting->resume();
        });
      },
      ignore_cancel);
  co_return found;
}

asio::awaitable<void> CurlConnection::set_cookies(std::vector<Cookie> cookies) {
  const OneAtATime turn(busy_);
  co_await async::suspend(
      [this, &cookies](const Waiting& waiting) {
        net_.post([session = session_.get(), &cookies, waiting] {
          session->set_cookies(cookies);
          waiting->resume();
        });
      },
      ignore_cancel);
}

}  // namespace

std::unique_ptr<Connection> CurlTransport::open(ConnectionOptions options) {
  return std::make_unique<CurlConnection>(net_, std::move(options), AllowedUrls::kHttps);
}

std::unique_ptr<Connection> LoopbackCurlTransport::open(ConnectionOptions options) {
  return std::make_unique<CurlConnection>(net_, std::move(options), AllowedUrls::kPlainLoopback);
}

}  // namespace vancrawl::http
