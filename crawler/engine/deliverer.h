#pragma once

#include <chrono>
#include <expected>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "crawler/engine/store_thread.h"
#include "crawler/http/transport.h"
#include "crawler/model/clock.h"

namespace vancrawl::engine {

/// A way to tell somebody outside.
class Messenger {
 public:
  virtual ~Messenger() = default;
  [[nodiscard]] virtual std::string name() const = 0;
  /// Says what went wrong, in words of ours.
  [[nodiscard]] virtual boost::asio::awaitable<std::expected<void, std::string>> tell(
      std::string body) = 0;
};

/// POSTs the document to the one address that the configuration names, over https; no redirect is
/// followed. Any 2xx is a yes.
class Webhook final : public Messenger {
 public:
  Webhook(http::Transport& transport, std::string url, std::string ca_file);
  [[nodiscard]] std::string name() const override { return "webhook"; }
  [[nodiscard]] boost::asio::awaitable<std::expected<void, std::string>> tell(
      std::string body) override;

 private:
  http::Transport& transport_;
  std::string url_;
  std::string ca_file_;
};

/// Runs the configured program, without a shell, with the document on its standard input. Ended
/// after ten seconds; 0 is a yes.
class CommandMessenger final : public Messenger {
 public:
  CommandMessenger(model::Clock& clock, std::vector<std::string> command)
      : clock_(clock), command_(std::move(command)) {}
  [[nodiscard]] std::string name() const override { return "command"; }
  [[nodiscard]] boost::asio::awaitable<std::expected<void, std::string>> tell(
      std::string body) override;

 private:
  model::Clock& clock_;
  std::vector<std::string> command_;
};

using Messengers = std::vector<std::unique_ptr<Messenger>>;

/// Tells every channel what is due: loud tasks that it was not told of, and what failed before. To
/// be called every half minute while the program serves, and at the end of a crawl.
[[nodiscard]] boost::asio::awaitable<void> deliver_due(StoreThread& store, model::Clock& clock,
                                                       const Messengers& messengers);

}  // namespace vancrawl::engine
