#pragma once

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "tests/e2e/workspace.h"

namespace vancrawl::e2e {

/// How often each whole row stands in a slice (merchant, site, ledger, date).
using Rows = std::map<std::string, int>;
using SliceRows = std::map<std::string, Rows>;

/// One merchant's login at one site, as the merchant knows it.
struct Login {
  std::string site;
  std::string login_id;
  std::string password;
  std::vector<std::string> shared_with;
  int businesses_without_consent = 0;
};

/// A simulator and a workspace that reaches it, with the steps that most tests begin with.
class Stand {
 public:
  explicit Stand(Arguments simulator_arguments = {"--merchants", "1", "--days", "2", "--proxies",
                                                  "0"},
                 const std::string& more_config = "");

  [[nodiscard]] const RunningSimulator& simulator() const { return simulator_; }
  [[nodiscard]] const Workspace& workspace() const { return workspace_; }

  [[nodiscard]] std::vector<std::string> merchants() const;
  [[nodiscard]] Json merchant(const std::string& id) const;
  [[nodiscard]] Login login(const std::string& merchant, const std::string& site) const;
  [[nodiscard]] std::string from() const { return world_.at("from"); }
  [[nodiscard]] std::string to() const { return world_.at("to"); }
  [[nodiscard]] std::vector<std::string> days() const;

  void add_merchant(const std::string& id) const;
  void add_consent(const std::string& id, const std::string& site) const;
  Ended enter_secret(const std::string& id, const std::string& site,
                     const std::string& secret) const;
  /// Merchant, consent and the right password for one site.
  void take_on(const std::string& id, const std::string& site) const;

  /// Crawls the whole window.
  Ended crawl(const std::string& id, const std::string& site, const Arguments& more = {}) const;
  [[nodiscard]] Arguments crawl_arguments(const std::string& id, const std::string& site) const;
  [[nodiscard]] std::vector<Json> slices(const std::string& id, const std::string& site) const;
  /// The one slice; throws if there is none.
  [[nodiscard]] Json slice(const std::string& id, const std::string& site,
                           const std::string& ledger, const std::string& date) const;

  /// The proved rows in the store and the simulator's truth, in the same words.
  /// What is missing, doubled or foreign among the proved rows; empty if nothing is.
  [[nodiscard]] std::string differences(const std::string& id, const std::string& site) const;
  [[nodiscard]] SliceRows stored(const std::string& id, const std::string& site) const;
  [[nodiscard]] SliceRows truth(const std::string& id, const std::string& site) const;
  [[nodiscard]] Json account(const std::string& id, const std::string& site) const;

 private:
  RunningSimulator simulator_;
  Workspace workspace_;
  Json world_;
};

}  // namespace vancrawl::e2e
