#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

namespace vancrawl::portals::net {

enum class ProxyMode {
  kGood,        ///< tunnels
  kDead,        ///< accepts and closes at once
  kRefusing,    ///< nobody listens on the port, which stays ours
  kForbidding,  ///< answers 403 to every CONNECT
  kSilent,      ///< accepts and never answers
};

struct ProxyUser {
  std::string name;
  std::string password;
};

/// One tunnel that was opened.
struct TunnelRecord {
  std::string user;              ///< empty when the proxy asks for none
  std::string target;            ///< host:port as in the CONNECT line
  std::uint16_t local_port = 0;  ///< source port towards the target
};

/// An HTTP CONNECT proxy on 127.0.0.1, on a port of the system's choice, with any number of users.
///
/// A CONNECT without a right user and password gets 407; one to anything but 127.0.0.1 or localhost
/// gets 403; a target that does not answer gets 502. The owner runs the io_context, which must
/// outlive the proxy. All methods may be called from any thread.
class ConnectProxy {
 public:
  /// No users: anybody may tunnel.
  ConnectProxy(boost::asio::io_context& context, std::vector<ProxyUser> users);
  /// Stops.
  ~ConnectProxy();
  ConnectProxy(const ConnectProxy&) = delete;
  ConnectProxy& operator=(const ConnectProxy&) = delete;

  [[nodiscard]] std::uint16_t port() const;

  /// For connections that arrive later; open tunnels stay.
  void set_mode(ProxyMode mode);
  /// The same for one user, seen after the CONNECT was read (kRefusing acts as kDead). A proxy that
  /// is not kGood as a whole wins.
  void set_mode_of(const std::string& user, ProxyMode mode);

  /// Every tunnel opened so far, in order.
  [[nodiscard]] std::vector<TunnelRecord> tunnels() const;
  [[nodiscard]] std::map<std::string, std::size_t> tunnels_per_user() const;
  /// Who opened the tunnel that leaves from this source port last; for `Ask::peer_port`.
  [[nodiscard]] std::optional<std::string> user_of(std::uint16_t local_port) const;
  [[nodiscard]] std::uint64_t connections() const;      ///< accepted
  [[nodiscard]] std::uint64_t unauthenticated() const;  ///< answered with 407

  /// Closes every open tunnel and goes on listening.
  void drop_tunnels();
  /// More than once. Closes the listener and every tunnel.
  void stop();

 private:
  struct Inner;
  std::shared_ptr<Inner> inner_;
};

}  // namespace vancrawl::portals::net
