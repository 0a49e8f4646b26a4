#include "tests/proxies/running_proxies.h"

#include <stdexcept>
#include <utility>

#include <stdlib.h>

namespace vancrawl::proxies {
namespace {

std::filesystem::path fresh_folder() {
  std::string path = (std::filesystem::temp_directory_path() / "vancrawl-proxies-XXXXXX").string();
  if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("mkdtemp");
  return path;
}

}  // namespace

RunningProxies::RunningProxies() : folder_(fresh_folder()), work_(context_.get_executor()) {
  static_cast<void>(authority_.write_pem(folder_));
  thread_ = std::thread([this] { context_.run(); });
}

RunningProxies::~RunningProxies() {
  stop();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

FaultyProxy& RunningProxies::add(ProxySetup setup) {
  const auto number = std::to_string(proxies_.size() + 1);
  setup.networks = {"127.1." + number, "127.2." + number};
  return proxies_.emplace_back(context_, std::move(setup));
}

FaultyProxy& RunningProxies::add_trusted_over_tls(std::vector<ProxyUser> users) {
  ProxySetup setup;
  setup.language = Language::kConnectOverTls;
  setup.users = std::move(users);
  setup.certificate = authority_.issue();
  return add(std::move(setup));
}

std::optional<TunnelLine> RunningProxies::line_of(const portals::net::Ask& ask) const {
  for (const auto& proxy : proxies_) {
    if (auto line = proxy.log().line_from(ask.peer_address, ask.peer_port)) return line;
  }
  return std::nullopt;
}

void RunningProxies::stop() {
  if (!thread_.joinable()) return;
  for (auto& proxy : proxies_) proxy.stop();
  work_.reset();
  thread_.join();
}

}  // namespace vancrawl::proxies
