#include "crawler/http/tunnel_check.h"

#include <chrono>
#include <cstdlib>

#include <boost/asio/cancellation_signal.hpp>
#include <gtest/gtest.h>

#include "tests/crawler/http/http_fixture.h"

namespace vancrawl::http::test {
namespace {

TEST(TunnelCheck, PassesQuickly) {
  boost::asio::io_context control{1};
  NetThread net;
  CurlTransport transport(net);
  const auto start = std::chrono::steady_clock::now();
  const auto verdict = finish(control, check_tunnels(transport));
  EXPECT_TRUE(verdict) << verdict.error().detail;
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(200));
}

TEST(TunnelCheck, CanBeCancelled) {
  boost::asio::io_context control{1};
  NetThread net;
  CurlTransport transport(net);
  boost::asio::cancellation_signal cancel;
  bool ended = false;
  boost::asio::co_spawn(control, check_tunnels(transport),
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
