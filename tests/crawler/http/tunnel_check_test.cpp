#include "crawler/http/tunnel_check.h"

#include <chrono>
#include <cstdlib>

#include <boost/asio/cancellation_signal.hpp>
#include <gtest/gtest.h>

#include "tests/crawler/http/http_fixture.h"

namespace vancrawl::http::test {
namespace {

/// What a faulty library does: whoever asks second gets the first one's connection.
class SharingTransport final : public Transport {
 public:
  explicit SharingTransport(NetThread& net) : inner_(net) {}

  std::unique_ptr<Connection> open(ConnectionOptions options) override {
    if (!shared_) shared_ = inner_.open(std::move(options));
    return std::make_unique<Shared>(*shared_);
  }

 private:
  class Shared final : public Connection {
   public:
    explicit Shared(Connection& inner) : inner_(inner) {}
    boost::asio::awaitable<SendResult> send(Request request) override {
      return inner_.send(std::move(request));
    }
    boost::asio::awaitable<std::vector<Cookie>> cookies() override { return inner_.cookies(); }
    boost::asio::awaitable<void> set_cookies(std::vector<Cookie> cookies) override {
      return inner_.set_cookies(std::move(cookies));
    }

   private:
    Connection& inner_;
  };

  LoopbackCurlTransport inner_;
  std::unique_ptr<Connection> shared_;
};

/// Never uses the proxy it was given.
class DirectTransport final : public Transport {
 public:
  explicit DirectTransport(NetThread& net) : inner_(net) {}
  std::unique_ptr<Connection> open(ConnectionOptions options) override {
    options.proxy.reset();
    return inner_.open(std::move(options));
  }

 private:
  LoopbackCurlTransport inner_;
};

TEST(TunnelCheck, ASharedTunnelIsFound) {
  boost::asio::io_context control{1};
  NetThread net;
  SharingTransport transport(net);
  const auto verdict = finish(control, check_tunnels_of(transport));
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().kind, TunnelCheckFault::Kind::kShared);
}

TEST(TunnelCheck, WhatNeverCameThroughTheProxyProvesNothing) {
  boost::asio::io_context control{1};
  NetThread net;
  DirectTransport transport(net);
  const auto verdict = finish(control, check_tunnels_of(transport));
  ASSERT_FALSE(verdict);
  EXPECT_EQ(verdict.error().kind, TunnelCheckFault::Kind::kNotChecked);
}

TEST(TunnelCheck, PassesQuickly) {
  boost::asio::io_context control{1};
  NetThread net;
  const auto start = std::chrono::steady_clock::now();
  const auto verdict = finish(control, check_tunnels(net));
  EXPECT_TRUE(verdict) << verdict.error().detail;
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(200));
}

TEST(TunnelCheck, CanBeCancelled) {
  boost::asio::io_context control{1};
  NetThread net;
  boost::asio::cancellation_signal cancel;
  bool ended = false;
  boost::asio::co_spawn(control, check_tunnels(net),
                        boost::asio::bind_cancellation_slot(
                            cancel.slot(), [&](const std::exception_ptr& fault, const auto&) {
                              EXPECT_FALSE(fault);
                              ended = true;
                            }));
  boost::asio::post(control, [&] { cancel.emit(boost::asio::cancellation_type::terminal); });
  control.run();
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace vancrawl::http::test
