#pragma once

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "tests/portals/net/certificate_authority.h"
#include "tests/portals/net/connect_proxy.h"
#include "tests/portals/net/https_server.h"

namespace vancrawl::http::test {

struct SimulatedNetOptions {
  std::vector<portals::net::ProxyUser> users{};
  std::vector<std::string> certificate_names{"127.0.0.1", "localhost"};
};

/// A portal with its own CA and a proxy, on a thread of its own. One test, one object.
class SimulatedNet {
 public:
  explicit SimulatedNet(portals::net::Handler handler, SimulatedNetOptions options = {});
  ~SimulatedNet();
  SimulatedNet(const SimulatedNet&) = delete;
  SimulatedNet& operator=(const SimulatedNet&) = delete;

  portals::net::HttpsServer& server() { return server_; }
  portals::net::ConnectProxy& proxy() { return proxy_; }
  [[nodiscard]] std::filesystem::path ca_file() const { return folder_ / "portal-ca.pem"; }
  boost::asio::io_context& context() { return context_; }

 private:
  std::filesystem::path folder_;
  portals::net::CertificateAuthority authority_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  portals::net::HttpsServer server_;
  portals::net::ConnectProxy proxy_;
  std::thread thread_;
};

}  // namespace vancrawl::http::test
