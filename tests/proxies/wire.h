#pragma once

#include <cstddef>
#include <span>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

namespace vancrawl::proxies {

/// The client's side of a tunnel, in the clear or over TLS. A call that fails reads or writes
/// nothing any more. Lives on the executor of its socket.
class Wire {
 public:
  virtual ~Wire() = default;

  /// Before anything else. False: the client is not one to talk to, and it is over.
  [[nodiscard]] virtual boost::asio::awaitable<bool> open() = 0;
  /// At least one byte; 0: it is over.
  [[nodiscard]] virtual boost::asio::awaitable<std::size_t> read_some(std::span<char> into) = 0;
  /// False: it is over.
  [[nodiscard]] virtual boost::asio::awaitable<bool> write(std::string bytes) = 0;
  [[nodiscard]] virtual boost::asio::ip::tcp::socket& socket() = 0;

  /// Exactly so many bytes; fewer: it is over.
  [[nodiscard]] boost::asio::awaitable<std::string> read(std::size_t count);
  /// Up to the end of an HTTP head; empty: it is over, or there is no end within 8 KiB.
  [[nodiscard]] boost::asio::awaitable<std::string> read_head();
  void close();
  /// The other side sees a reset instead of an end.
  void reset();
};

class PlainWire final : public Wire {
 public:
  enum class Opening { kUsual, kNoisesBack };

  /// `kNoisesBack`: says something that is no TLS to whoever says the first byte, and ends.
  explicit PlainWire(boost::asio::ip::tcp::socket socket, Opening opening = Opening::kUsual)
      : socket_(std::move(socket)), opening_(opening) {}

  [[nodiscard]] boost::asio::awaitable<bool> open() override;
  [[nodiscard]] boost::asio::awaitable<std::size_t> read_some(std::span<char> into) override;
  [[nodiscard]] boost::asio::awaitable<bool> write(std::string bytes) override;
  [[nodiscard]] boost::asio::ip::tcp::socket& socket() override { return socket_; }

 private:
  boost::asio::ip::tcp::socket socket_;
  Opening opening_;
};

class TlsWire final : public Wire {
 public:
  /// `tls` must outlive the wire.
  TlsWire(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& tls)
      : stream_(std::move(socket), tls) {}

  /// Shakes hands; false: the client did not believe the certificate, or speaks no TLS.
  [[nodiscard]] boost::asio::awaitable<bool> open() override;
  [[nodiscard]] boost::asio::awaitable<std::size_t> read_some(std::span<char> into) override;
  [[nodiscard]] boost::asio::awaitable<bool> write(std::string bytes) override;
  [[nodiscard]] boost::asio::ip::tcp::socket& socket() override { return stream_.next_layer(); }

 private:
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_;
};

}  // namespace vancrawl::proxies
