#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crawler/async/event.h"
#include "crawler/http/transport.h"

namespace vancrawl::tests {

/// A request as a portal sees it.
struct Asked {
  std::string method;
  std::string url;
  std::string host;
  std::string path;
  std::map<std::string, std::string> query;  ///< decoded; the first of a name
  std::string body;
  bool carries_secret = false;
  std::map<std::string, std::string> cookies;
  std::string exit;  ///< host of the proxy, "direct" without one
};

[[nodiscard]] Asked asked_by(const http::Request& request);

[[nodiscard]] http::Response answer_of(int status, std::string body,
                                       std::string content_type = "application/json");
[[nodiscard]] http::Response html(std::string body, int status = 200);
[[nodiscard]] http::Response redirect_to(const std::string& location);
[[nodiscard]] http::SendResult broken(http::TransportFault::Kind kind, bool may_have_been_sent);

/// The network as a function: a portal that answers each request, and a book of what was sent, in
/// order ("GET /main", "POST /login"). Others may write into the book too, so that a test sees what
/// came first. An answer's Set-Cookie ("name=value") is kept by the connection that got it.
class ScriptedTransport final : public http::Transport {
 public:
  using Portal = std::function<http::SendResult(const Asked&)>;

  explicit ScriptedTransport(Portal portal) : portal_(std::move(portal)) {}
  [[nodiscard]] std::unique_ptr<http::Connection> open(http::ConnectionOptions options) override;

  /// Requests for which this holds are answered after release(); cancelled ones end with
  /// kCancelled.
  std::function<bool(const Asked&)> hangs = [](const Asked&) { return false; };

  void release() { released_.set(); }

  std::vector<std::string> book;
  std::vector<Asked> sent;
  [[nodiscard]] int times(const std::string& entry) const;

 private:
  friend class ScriptedConnection;
  Portal portal_;
  async::Event released_;
};

inline std::string decoded(const std::string& text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      plain += static_cast<char>(std::stoi(text.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

inline std::map<std::string, std::string> fields_of(const std::string& text) {
  std::map<std::string, std::string> fields;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('&', at), text.size());
    const auto pair = text.substr(at, end - at);
    const auto equal = std::min(pair.find('='), pair.size());
    fields.emplace(decoded(pair.substr(0, equal)),
                   equal < pair.size() ? decoded(pair.substr(equal + 1)) : "");
    at = end + 1;
  }
  return fields;
}

inline Asked asked_by(const http::Request& request) {
  Asked asked;
  asked.method = request.method == http::Method::kGet ? "GET" : "POST";
  asked.url = request.url;
  const auto host = request.url.find("://") + 3;
  const auto path = std::min(request.url.find('/', host), request.url.size());
  const auto query = std::min(request.url.find('?', path), request.url.size());
  asked.host = request.url.substr(host, path - host);
  asked.path = request.url.substr(path, query - path);
  if (query < request.url.size()) asked.query = fields_of(request.url.substr(query + 1));
  asked.body = request.body;
  asked.carries_secret = request.carries_secret;
  return asked;
}

inline http::Response answer_of(int status, std::string body, std::string content_type) {
  http::Response response;
  response.status = status;
  response.body = std::move(body);
  response.content_type = std::move(content_type);
  return response;
}

inline http::Response html(std::string body, int status) {
  return answer_of(status, std::move(body), "text/html; charset=utf-8");
}

inline http::Response redirect_to(const std::string& location) {
  auto response = answer_of(302, "", "text/html");
  response.headers.push_back({"Location", location});
  return response;
}

inline http::SendResult broken(http::TransportFault::Kind kind, bool may_have_been_sent) {
  return std::unexpected(http::TransportFault{kind, may_have_been_sent, "scripted"});
}

class ScriptedConnection final : public http::Connection {
 public:
  ScriptedConnection(ScriptedTransport& transport, std::string exit)
      : transport_(transport), exit_(std::move(exit)) {}

  boost::asio::awaitable<http::SendResult> send(http::Request request) override {
    auto asked = asked_by(request);
    asked.exit = exit_;
    for (const auto& cookie : cookies_) asked.cookies[cookie.name] = cookie.value;
    transport_.book.push_back(asked.method + " " + asked.path);
    transport_.sent.push_back(asked);
    if (transport_.hangs(asked)) {
      try {
        co_await transport_.released_.wait();
      } catch (const boost::system::system_error&) {  // what the real one does when it is cancelled
        co_return broken(http::TransportFault::Kind::kCancelled, true);
      }
    }
    auto answer = transport_.portal_(asked);
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

  ScriptedTransport& transport_;
  std::string exit_;
  std::vector<http::Cookie> cookies_;
};

inline std::unique_ptr<http::Connection> ScriptedTransport::open(http::ConnectionOptions options) {
  return std::make_unique<ScriptedConnection>(*this,
                                              options.proxy ? options.proxy->host : "direct");
}

inline int ScriptedTransport::times(const std::string& entry) const {
  return static_cast<int>(std::ranges::count(book, entry));
}

}  // namespace vancrawl::tests
