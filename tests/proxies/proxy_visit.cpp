#include "tests/proxies/proxy_visit.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <exception>
#include <optional>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace vancrawl::proxies {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kPortion = 16 * 1024;
constexpr std::size_t kLongestHello = 4 * 1024;
constexpr const char* kBanPage =
    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 78\r\n\r\n"
    "<html><title>Access denied</title><body>Your address is blocked.</body></html>";

auto resumed_with(error_code& error) { return asio::redirect_error(asio::use_awaitable, error); }

void rethrow(const std::exception_ptr& fault) {
  if (fault) std::rethrow_exception(fault);
}

/// Nothing but this machine is ever tunnelled to.
std::optional<tcp::endpoint> loopback_target(const std::string& target) {
  const auto colon = target.rfind(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto host = target.substr(0, colon);
  if (host != "127.0.0.1" && host != "localhost") return std::nullopt;
  std::uint16_t port = 0;
  const auto [end, fault] =
      std::from_chars(target.data() + colon + 1, target.data() + target.size(), port);
  if (fault != std::errc() || end != target.data() + target.size()) return std::nullopt;
  return tcp::endpoint(asio::ip::address_v4::loopback(), port);
}

}  // namespace

ProxyVisit::ProxyVisit(std::unique_ptr<Wire> client, ProxyService& service)
    : client_(std::move(client)),
      target_(client_->socket().get_executor()),
      timer_(client_->socket().get_executor()),
      service_(service) {
  error_code ignored;
  client_->socket().set_option(tcp::no_delay(true), ignored);
}

asio::awaitable<void> ProxyVisit::serve(std::shared_ptr<ProxyVisit> self) {
  bool going = co_await self->client_->open();
  if (going) going = co_await self->is_greeted();
  if (going) going = co_await self->is_let_through();
  if (going) going = co_await self->is_open();
  if (going) {
    const auto executor = self->target_.get_executor();
    asio::co_spawn(executor, copy_down(self), rethrow);
    co_await copy_up(self);
  }
  self->close();
}

asio::awaitable<bool> ProxyVisit::is_greeted() {
  const Admission admission = [this](const std::string& user, const std::string& password) {
    return admits(user, password);
  };
  std::optional<Wish> wish;
  if (service_.language == Language::kSocks5) {
    wish = co_await read_socks(*client_, admission, service_.book.asks_for_users());
  } else {
    wish = co_await read_connect(*client_, admission);
  }
  if (!wish) co_return false;
  wish_ = std::move(*wish);
  TunnelLine line;
  line.user = wish_.user;
  line.target = wish_.target;
  line.by_name = wish_.by_name;
  line.fault = fate_.fault;
  line_ = service_.log.open(std::move(line));
  co_return true;
}

bool ProxyVisit::admits(const std::string& user, const std::string& password) {
  const bool known = service_.book.is_known(user, password);
  if (known) fate_ = service_.book.next_fate(user);
  const bool admitted = known && fate_.fault != Fault::kDemandsPassword;
  if (admitted) return true;
  service_.log.count_refused_user();
  if (!known) return false;
  TunnelLine line;
  line.user = user;
  line.fault = fate_.fault;
  service_.log.open(std::move(line));
  return false;
}

asio::awaitable<bool> ProxyVisit::is_let_through() {
  switch (fate_.fault) {
    case Fault::kCloses:
      co_return false;
    case Fault::kSilent:
      co_await keep_silent();
      co_return false;
    case Fault::kForbids:
      co_await refuse(Reply::kForbidden);
      co_return false;
    case Fault::kQuotaSpent:
      co_await refuse(Reply::kNothingLeft);
      co_return false;
    case Fault::kCannotReach:
      co_await refuse(Reply::kUnreachable);
      co_return false;
    case Fault::kSlow:
      co_await pause(fate_.script.delay);
      co_return true;
    case Fault::kNone:
    case Fault::kDemandsPassword:
    case Fault::kBanPage:
    case Fault::kOwnCertificate:
    case Fault::kResets:
    case Fault::kTruncates:
    case Fault::kDrips:
    case Fault::kWrongCountry:
      co_return true;
  }
  std::unreachable();
}

asio::awaitable<bool> ProxyVisit::is_open() {
  const bool lies = fate_.fault == Fault::kBanPage || fate_.fault == Fault::kOwnCertificate;
  if (!lies) {
    const bool reached = co_await has_reached_target();
    if (!reached) co_return false;
  }
  const bool told = co_await client_->write(bytes_of(Reply::kOpen, service_.language));
  if (fate_.fault == Fault::kBanPage) static_cast<void>(co_await client_->write(kBanPage));
  if (fate_.fault == Fault::kOwnCertificate) co_await play_false_portal();
  co_return told && !lies;
}

asio::awaitable<bool> ProxyVisit::has_reached_target() {
  const auto endpoint = loopback_target(wish_.target);
  if (!endpoint) {
    co_await refuse(Reply::kForbidden);
    co_return false;
  }
  const auto address = service_.book.exit_address(wish_.user, fate_.fault);
  error_code error;
  target_.open(tcp::v4(), error);
  target_.bind(tcp::endpoint(asio::ip::make_address_v4(address), 0), error);
  if (!error) co_await target_.async_connect(*endpoint, resumed_with(error));
  if (error) {
    co_await refuse(Reply::kUnreachable);
    co_return false;
  }
  target_.set_option(tcp::no_delay(true), error);
  service_.log.leaves_from(line_, address, target_.local_endpoint().port());
  co_return true;
}

asio::awaitable<void> ProxyVisit::refuse(Reply reply) {
  static_cast<void>(co_await client_->write(bytes_of(reply, service_.language)));
}

asio::awaitable<void> ProxyVisit::play_false_portal() {
  // Inside TLS to the proxy there is no second TLS to be played: the tunnel just ends.
  if (service_.language == Language::kConnectOverTls) co_return;
  TlsWire portal(std::move(client_->socket()), service_.false_portal);
  const bool believed = co_await portal.open();
  if (believed) {
    const auto said = co_await portal.read_head();
    service_.log.intercept(line_, said);
    static_cast<void>(co_await portal.write(kBanPage));
  }
  portal.close();
}

asio::awaitable<void> ProxyVisit::pause(std::chrono::milliseconds length) {
  error_code cut;
  timer_.expires_after(length);
  co_await timer_.async_wait(resumed_with(cut));
}

asio::awaitable<void> ProxyVisit::keep_silent() {
  std::array<char, 256> heard{};
  std::size_t got = 1;
  while (got > 0) got = co_await client_->read_some(heard);
}

asio::awaitable<void> ProxyVisit::copy_up(std::shared_ptr<ProxyVisit> self) {
  std::string portion(kPortion, '\0');
  error_code error;
  while (!error) {
    const auto got = co_await self->client_->read_some(portion);
    if (got == 0) break;
    self->listen_for_hello(portion.substr(0, got));
    self->service_.log.add_bytes(self->line_, got, 0);
    co_await asio::async_write(self->target_, asio::buffer(portion.data(), got),
                               resumed_with(error));
  }
  self->close();
}

asio::awaitable<void> ProxyVisit::copy_down(std::shared_ptr<ProxyVisit> self) {
  std::string portion(kPortion, '\0');
  bool going = true;
  while (going) {
    error_code error;
    const auto got =
        co_await self->target_.async_read_some(asio::buffer(portion), resumed_with(error));
    if (error) break;
    const auto allowed = self->allowed_of(got);
    going = co_await self->give_back(portion.substr(0, allowed));
    if (allowed == got) continue;
    if (self->fate_.fault == Fault::kResets) self->client_->reset();
    break;
  }
  self->close();
}

std::size_t ProxyVisit::allowed_of(std::size_t count) const {
  const bool cuts = fate_.fault == Fault::kResets || fate_.fault == Fault::kTruncates;
  if (!cuts) return count;
  return std::min<std::uint64_t>(count, fate_.script.after_bytes - given_back_);
}

asio::awaitable<bool> ProxyVisit::give_back(std::string bytes) {
  constexpr std::chrono::milliseconds kSecond(1000);
  const bool drips = fate_.fault == Fault::kDrips;
  const auto portion = drips ? std::size_t{1} : std::max<std::size_t>(bytes.size(), 1);
  const auto wait =
      kSecond / static_cast<int>(std::max<std::uint64_t>(1, fate_.script.bytes_per_second));
  for (std::size_t at = 0; at < bytes.size(); at += portion) {
    if (drips) co_await pause(wait);
    const bool written = co_await client_->write(bytes.substr(at, portion));
    if (!written) co_return false;
    given_back_ += portion;
    service_.log.add_bytes(line_, 0, portion);
  }
  co_return true;
}

void ProxyVisit::listen_for_hello(const std::string& bytes) {
  if (heard_hello_ || first_words_.size() > kLongestHello) return;
  first_words_ += bytes;
  auto hello = read_client_hello(first_words_);
  if (!hello) return;
  heard_hello_ = true;
  service_.log.says_hello(line_, std::move(*hello));
}

void ProxyVisit::end() {
  asio::post(target_.get_executor(), [self = shared_from_this()] { self->close(); });
}

void ProxyVisit::close() {
  error_code ignored;
  timer_.cancel();
  client_->close();
  target_.shutdown(tcp::socket::shutdown_both, ignored);
  target_.close(ignored);
}

}  // namespace vancrawl::proxies
