#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "tests/portals/faults.h"
#include "tests/portals/page_weight.h"
#include "tests/portals/world.h"

namespace vancrawl::portals {

struct SimulatorOrder {
  WorldOrder world;
  FaultLevel faults = FaultLevel::kNone;
  int proxies = 3;
  /// Where the CA file goes. Empty: a folder of its own. Removed at the end if it was made here.
  std::filesystem::path work_dir;
  PageWeight page_weight = PageWeight::kNormal;
  std::chrono::milliseconds slow{0};  ///< every portal answer waits so long
  bool plain_login = false;
  bool keep_session_id = false;
  bool prerender = false;
  bool nonce = false;  ///< no two answers are alike (nonce.h)
};

/// Both portals, the truth and the proxies on loopback ports of the system's choice. Everything
/// runs on the one thread that runs the io_context, which must outlive the simulator.
class Simulator {
 public:
  Simulator(boost::asio::io_context& context, const SimulatorOrder& order);
  ~Simulator();
  Simulator(const Simulator&) = delete;
  Simulator& operator=(const Simulator&) = delete;

  /// One line of JSON: addresses of portals, truth and proxies, and the CA file.
  [[nodiscard]] std::string announcement() const;
  /// Closes every server; the io_context then has no work left from here.
  void stop();

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

}  // namespace vancrawl::portals
