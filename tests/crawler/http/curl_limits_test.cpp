#include <chrono>

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <gtest/gtest.h>

#include "tests/crawler/http/http_fixture.h"

namespace vancrawl::http::test {
namespace {

using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

Answer body_of(std::size_t size) {
  Answer answer;
  answer.body.assign(size, 'x');
  return answer;
}

TEST(CurlLimits, ABodyOverItsLimitIsRefused) {
  HttpFixture fixture([](const Ask&) { return body_of(1001); });
  const auto connection = fixture.open();
  Request request(Method::kGet, fixture.url("/"));
  request.limits.max_bytes = 1000;
  EXPECT_EQ(fault_name(fixture.send(*connection, std::move(request))), "too_large, maybe sent");
}

TEST(CurlLimits, ABodyOfExactlyItsLimitIsTaken) {
  HttpFixture fixture([](const Ask&) { return body_of(1000); });
  const auto connection = fixture.open();
  Request request(Method::kGet, fixture.url("/"));
  request.limits.max_bytes = 1000;
  EXPECT_EQ(fault_name(fixture.send(*connection, std::move(request))), "status 200");
}

TEST(CurlLimits, EndlessHeadersAreRefused) {
  HttpFixture fixture([](const Ask&) {
    Answer answer;
    for (int i = 0; i < 300; ++i) answer.headers.emplace_back("X-Pad", std::string(1000, 'p'));
    return answer;
  });
  const auto connection = fixture.open();
  EXPECT_EQ(fault_name(fixture.get(*connection, "/")), "too_large, maybe sent");
}

TEST(CurlLimits, AHungServerEndsInTime) {
  HttpFixture fixture([](const Ask&) {
    Answer answer;
    answer.delay = std::chrono::hours(1);
    return answer;
  });
  const auto connection = fixture.open();
  Request request(Method::kGet, fixture.url("/"));
  request.limits.total = milliseconds(150);
  const auto start = Steady::now();
  EXPECT_EQ(fault_name(fixture.send(*connection, std::move(request))), "timeout, maybe sent");
  EXPECT_LT(Steady::now() - start, std::chrono::seconds(5));
}

TEST(CurlLimits, APeerThatNeverFinishesTlsEndsInTime) {
  HttpFixture fixture([](const Ask&) { return Answer{}; });
  boost::asio::ip::tcp::acceptor mute(fixture.portal.context(),
                                      {boost::asio::ip::address_v4::loopback(), 0});
  const auto connection = fixture.open();
  Request request(Method::kGet,
                  "https://127.0.0.1:" + std::to_string(mute.local_endpoint().port()) + "/");
  request.limits.connect = milliseconds(150);
  EXPECT_EQ(fault_name(fixture.send(*connection, std::move(request))), "timeout, not sent");
}

TEST(CurlLimits, ASlowDripIsEnded) {
  HttpFixture fixture([](const Ask&) {
    Answer answer = body_of(1'000'000);
    answer.drip_bytes_per_second = 40;
    return answer;
  });
  const auto connection = fixture.open();
  Request request(Method::kGet, fixture.url("/"));
  request.limits.slow_for = milliseconds(300);
  EXPECT_EQ(fault_name(fixture.send(*connection, std::move(request))), "slow_drip, maybe sent");
}

TEST(CurlLimits, ASlowButSteadyAnswerIsTaken) {
  HttpFixture fixture([](const Ask&) {
    Answer answer = body_of(2000);
    answer.drip_bytes_per_second = 2000;
    return answer;
  });
  const auto connection = fixture.open();
  Request request(Method::kGet, fixture.url("/"));
  request.limits.slow_for = milliseconds(200);
  EXPECT_EQ(fault_name(fixture.send(*connection, std::move(request))), "status 200");
}

TEST(CurlLimits, AServerThatThinksLongIsNoSlowDrip) {
  HttpFixture fixture([](const Ask&) {
    Answer answer = body_of(10);
    answer.delay = milliseconds(700);
    return answer;
  });
  const auto connection = fixture.open();
  Request request(Method::kGet, fixture.url("/"));
  request.limits.slow_for = milliseconds(200);
  EXPECT_EQ(fault_name(fixture.send(*connection, std::move(request))), "status 200");
}

TEST(CurlLimits, CancellingTheCallerEndsTheTransfer) {
  boost::asio::io_context* control = nullptr;
  boost::asio::cancellation_signal cancel;
  HttpFixture fixture([&](const Ask& ask) {
    Answer answer;
    if (ask.path == "/hang") {
      answer.delay = std::chrono::hours(1);
      boost::asio::post(*control, [&] { cancel.emit(boost::asio::cancellation_type::terminal); });
    }
    return answer;
  });
  control = &fixture.control;
  const auto connection = fixture.open();
  std::string outcome;
  boost::asio::co_spawn(
      fixture.control, connection->send(Request(Method::kGet, fixture.url("/hang"))),
      boost::asio::bind_cancellation_slot(cancel.slot(),
                                          [&](const std::exception_ptr&, const SendResult& result) {
                                            outcome = fault_name(result);
                                          }));
  fixture.control.run();
  EXPECT_EQ(outcome, "cancelled, maybe sent");
  EXPECT_EQ(fault_name(fixture.get(*connection, "/after")), "status 200");
}

TEST(CurlLimits, AnEndingNetThreadCancelsWhatIsInFlight) {
  boost::asio::io_context* control = nullptr;
  HttpFixture* all = nullptr;
  HttpFixture fixture([&](const Ask&) {
    Answer answer;
    answer.delay = std::chrono::hours(1);
    boost::asio::post(*control, [&] { all->net.end(); });
    return answer;
  });
  control = &fixture.control;
  all = &fixture;
  const auto connection = fixture.open();
  EXPECT_EQ(fault_name(fixture.get(*connection, "/")), "cancelled, maybe sent");
  EXPECT_EQ(fault_name(fixture.get(*connection, "/later")), "cancelled, not sent");
}

}  // namespace
}  // namespace vancrawl::http::test
