#pragma once

#include <memory>

#include "crawler/http/transport.h"
#include "proxy_pool/exit_figures.h"

namespace vancrawl::engine {

/// A connection that counts what goes through it. An exchange without an answer counts as a request
/// of no bytes.
class MeteredConnection final : public http::Connection {
 public:
  MeteredConnection(std::unique_ptr<http::Connection> connection,
                    std::shared_ptr<proxy_pool::Traffic> traffic)
      : connection_(std::move(connection)), traffic_(std::move(traffic)) {}

  [[nodiscard]] boost::asio::awaitable<http::SendResult> send(http::Request request) override;
  [[nodiscard]] boost::asio::awaitable<std::vector<http::Cookie>> cookies() override;
  boost::asio::awaitable<void> set_cookies(std::vector<http::Cookie> cookies) override;

 private:
  std::unique_ptr<http::Connection> connection_;
  std::shared_ptr<proxy_pool::Traffic> traffic_;  ///< shared with the lease, which outlives neither
};

}  // namespace vancrawl::engine
