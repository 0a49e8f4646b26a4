#include "tests/crawler/http/simulated_net.h"

#include <stdexcept>
#include <string>
#include <utility>

#include <stdlib.h>

namespace vancrawl::http::test {
namespace {

std::filesystem::path fresh_folder() {
  std::string path = (std::filesystem::temp_directory_path() / "vancrawl-http-XXXXXX").string();
  if (mkdtemp(path.data()) == nullptr) throw std::runtime_error("mkdtemp");
  return path;
}

}  // namespace

SimulatedNet::SimulatedNet(portals::net::Handler handler, SimulatedNetOptions options)
    : folder_(fresh_folder()),
      work_(context_.get_executor()),
      server_(context_, std::move(handler), authority_.issue_for(options.certificate_names)),
      proxy_(context_, std::move(options.users)) {
  static_cast<void>(authority_.write_pem(folder_));
  thread_ = std::thread([this] { context_.run(); });
}

SimulatedNet::~SimulatedNet() {
  server_.stop();
  proxy_.stop();
  work_.reset();
  thread_.join();
  std::filesystem::remove_all(folder_);
}

}  // namespace vancrawl::http::test
