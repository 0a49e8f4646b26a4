#pragma once

#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/e2e/child.h"

namespace vancrawl::e2e {

using Json = nlohmann::json;

/// The programs under test: VANCRAWL_BIN_DIR, else build/release/bin of the source tree.
[[nodiscard]] std::filesystem::path program(const std::string& name);

/// The Korean date so many days ago.
[[nodiscard]] std::string korean_day(int days_ago);
/// The day before yesterday is final in every ledger at any hour; yesterday is not.
[[nodiscard]] std::string last_final_day();

/// portal-sim as a child of the test, and its truth.
class RunningSimulator {
 public:
  /// Without --until the window ends with the last final day.
  explicit RunningSimulator(std::vector<std::string> arguments);

  [[nodiscard]] const Json& addresses() const { return addresses_; }
  [[nodiscard]] Json get(const std::string& path) const;
  /// Throws with the truth's own words if it refuses.
  Json post(const std::string& path, const Json& body) const;

  /// {"kind":…} with what it needs: tests/portals/README.md.
  void plant(const Json& fault) const { post("/fault", fault); }
  [[nodiscard]] std::int64_t requests(const std::string& site) const;
  /// The account of a site by its login id.
  [[nodiscard]] Json account(const std::string& site, const std::string& login_id) const;

 private:
  [[nodiscard]] Json ask(const std::string& head, const std::string& body) const;

  std::unique_ptr<Child> child_;
  Json addresses_;
};

}  // namespace vancrawl::e2e
