#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "crawler/cli/demo_simulator.h"
#include "crawler/config.h"
#include "tests/bench/portal_case.h"

namespace vancrawl::bench {

/// A folder that goes with the object.
class WorkFolder {
 public:
  explicit WorkFolder(const std::filesystem::path& parent = std::filesystem::temp_directory_path());
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  ~WorkFolder();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// One account of the simulated world, with what the listing of its one scope is asked by.
struct BenchAccount {
  std::string login_id;
  std::string password;
  std::string scope;
};

/// The simulator in a process of its own, without faults, pace or proxies, and what is needed to
/// crawl one portal of it.
class Stage {
 public:
  Stage(const PortalCase& portal, const Volume& volume);

  /// The configuration of a fresh, empty store with every merchant registered.
  [[nodiscard]] Config fresh_store();

  [[nodiscard]] const PortalCase& portal() const { return portal_; }
  [[nodiscard]] const Volume& volume() const { return volume_; }
  [[nodiscard]] const nlohmann::json& world() const { return world_; }
  [[nodiscard]] const std::vector<BenchAccount>& accounts() const { return accounts_; }
  [[nodiscard]] std::vector<std::string> days() const;  ///< YYYY-MM-DD
  [[nodiscard]] std::string base_url() const;
  [[nodiscard]] std::string ca_file() const;
  [[nodiscard]] std::filesystem::path folder() const { return folder_.path(); }
  /// Requests that the portal has answered so far.
  [[nodiscard]] std::int64_t requests() const;
  /// From here on no two answers have the same bytes, or a page's bytes stay as they are.
  void vary_bytes(bool on) const;
  /// A fault of tests/portals/README.md.
  void plant(const nlohmann::json& fault) const { simulator_.tell("/fault", fault); }
  /// What the portal has counted so far.
  [[nodiscard]] nlohmann::json counts() const {
    return simulator_.truth("/stats").at("portals").at(portal_.site);
  }

 private:
  const PortalCase& portal_;
  Volume volume_;
  WorkFolder folder_;
  cli::DemoSimulator simulator_;
  nlohmann::json world_;
  std::vector<BenchAccount> accounts_;
  int stores_ = 0;
};

}  // namespace vancrawl::bench
