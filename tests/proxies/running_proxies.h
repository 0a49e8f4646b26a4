#pragma once

#include <deque>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "tests/portals/net/certificate_authority.h"
#include "tests/portals/net/message.h"
#include "tests/proxies/faulty_proxy.h"

namespace vancrawl::proxies {

/// Faulty proxies on one thread of their own, with a certificate authority that a client may trust.
/// One test, one object. `context()` may serve a portal too, until `stop`.
class RunningProxies {
 public:
  RunningProxies();
  /// Stops.
  ~RunningProxies();
  RunningProxies(const RunningProxies&) = delete;
  RunningProxies& operator=(const RunningProxies&) = delete;

  /// The first proxy's users leave from 127.1.1.x, the second's from 127.1.2.x, and so on; abroad
  /// is 127.2.n.x. The reference stays good.
  FaultyProxy& add(ProxySetup setup);
  /// As above, over TLS with a certificate of `authority`.
  FaultyProxy& add_trusted_over_tls(std::vector<ProxyUser> users);
  FaultyProxy& at(std::size_t index) { return proxies_.at(index); }

  /// The tunnel, of whichever proxy, that an answer goes back through. No proxy may be added once
  /// a portal asks.
  [[nodiscard]] std::optional<TunnelLine> line_of(const portals::net::Ask& ask) const;

  [[nodiscard]] portals::net::CertificateAuthority& authority() { return authority_; }
  [[nodiscard]] std::filesystem::path ca_file() const { return folder_ / "portal-ca.pem"; }
  [[nodiscard]] boost::asio::io_context& context() { return context_; }

  /// More than once. Whatever else runs in the context must have been stopped before.
  void stop();

 private:
  std::filesystem::path folder_;
  portals::net::CertificateAuthority authority_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  std::deque<FaultyProxy> proxies_;
  std::thread thread_;
};

}  // namespace vancrawl::proxies
