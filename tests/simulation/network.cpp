#include "tests/simulation/network.h"

#include <algorithm>

#include "crawler/async/timing.h"

namespace vancrawl::simulation {
namespace {

using tests::Asked;
using tests::broken;
using Kind = http::TransportFault::Kind;

constexpr std::chrono::milliseconds kGap{1000};  // of sites.cpp

bool is_login(const Asked& asked) { return asked.method == "POST" && asked.path == "/login"; }

}  // namespace

/// One session's cookies.
class NetworkConnection final : public http::Connection {
 public:
  explicit NetworkConnection(Network& network) : network_(network) {}

  boost::asio::awaitable<http::SendResult> send(http::Request request) override {
    auto asked = tests::asked_by(request);
    for (const auto& cookie : cookies_) asked.cookies[cookie.name] = cookie.value;
    auto answer = co_await network_.carried(asked);
    if (answer) {
      answer->url = asked.url;
      keep_cookies(*answer, asked.host);
    }
    co_return answer;
  }
  boost::asio::awaitable<std::vector<http::Cookie>> cookies() override { co_return cookies_; }
  boost::asio::awaitable<void> set_cookies(std::vector<http::Cookie> cookies) override {
    cookies_ = std::move(cookies);
    co_return;
  }

 private:
  void keep_cookies(const http::Response& answer, const std::string& host) {
    for (const auto& line : answer.all_headers("set-cookie")) {
      const auto equal = line.find('=');
      http::Cookie cookie;
      cookie.domain = host;
      cookie.secure = true;
      cookie.name = line.substr(0, equal);
      cookie.value = line.substr(equal + 1);
      std::erase_if(cookies_, [&](const http::Cookie& other) { return other.name == cookie.name; });
      cookies_.push_back(std::move(cookie));
    }
  }

  Network& network_;
  std::vector<http::Cookie> cookies_;
};

std::unique_ptr<http::Connection> Network::open(http::ConnectionOptions /*options*/) {
  return std::make_unique<NetworkConnection>(*this);
}

boost::asio::awaitable<http::SendResult> Network::carried(Asked asked) {
  const int site = asked.host == "paper.test" ? 0 : 1;
  if (!is_dead() && parts_.plan.happens(FaultKind::kKilledAtRequest, minute(), site)) die();
  if (is_dead()) co_return broken(Kind::kNetwork, false);
  ++requests_;
  parts_.watch.asked(site, parts_.clock.world(), kGap);
  if (parts_.plan.happens(FaultKind::kWithdrawn, minute(), site)) withdraw(site);
  const auto account = parts_.portals[static_cast<std::size_t>(site)]->key_of(
      is_login(asked) ? tests::fields_of(asked.body).at("id") : "");
  if (is_login(asked)) parts_.watch.login_began(account, parts_.clock.right());
  const auto way = std::chrono::milliseconds(20 + parts_.random.below(300));
  bool is_cancelled = false;
  try {
    co_await async::sleep_for(parts_.clock, way);
  } catch (const boost::system::system_error&) {  // what the real one does when it is cancelled
    is_cancelled = true;
  }
  auto answer = is_dead() ? broken(Kind::kNetwork, true) : met(asked, site);
  if (is_login(asked)) parts_.watch.login_ended(account);
  if (is_cancelled) co_return broken(Kind::kCancelled, true);
  co_return answer;
}

http::SendResult Network::met(const Asked& asked, int site) {
  if (is_lost_on_the_way(asked, site)) return broken(Kind::kTimeout, true);
  auto answer = parts_.portals[static_cast<std::size_t>(site)]->answer(asked, minute());
  if (parts_.plan.happens(FaultKind::kKilledAtAnswer, minute(), site)) die();
  if (is_dead()) return broken(Kind::kNetwork, true);
  if (is_answer_lost(asked, site)) return broken(Kind::kTimeout, true);
  return answer;
}

bool Network::is_lost_on_the_way(const Asked& asked, int site) {
  if (parts_.plan.happens(FaultKind::kNotSent, minute(), site)) return true;
  return is_login(asked) && parts_.plan.happens(FaultKind::kLoginNotSent, minute(), site);
}

bool Network::is_answer_lost(const Asked& asked, int site) {
  if (parts_.plan.happens(FaultKind::kAnswerLost, minute(), site)) return true;
  return is_login(asked) && parts_.plan.happens(FaultKind::kLoginAnswerLost, minute(), site);
}

}  // namespace vancrawl::simulation
