#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "crawler/engine/engine.h"
#include "proxy_pool/pool.h"
#include "storage/attempts.h"
#include "storage/directory.h"
#include "storage/read_models.h"
#include "storage/store.h"
#include "storage/vault.h"
#include "tests/crawler/engine/paper_portal.h"
#include "tests/crawler/session/paper_site.h"
#include "tests/crawler/session/test_loop.h"

namespace vancrawl::tests {

/// The n-th business number that the tax office could have given.
[[nodiscard]] std::string business_number(int n);
[[nodiscard]] model::BusinessDate november(unsigned day);
[[nodiscard]] std::unique_ptr<site_api::Site> paper_flow();

/// Ends of jobs, in order, as a watcher of the engine is told.
class EndedJobs final : public engine::Progress {
 public:
  void job_began(const storage::ClaimedJob& job, std::size_t slices) override;
  void job_ended(const storage::ClaimedJob& job, const storage::JobResult& result) override;
  std::vector<storage::JobResult> results;
  std::vector<std::size_t> slices_begun;
  int running = 0;
  int most_running = 0;
};

struct StandOptions {
  std::string toml_text{};  ///< of paper_site.h, to be replaced
  std::string toml_changed{};
  std::string proxies = "direct";
  std::unique_ptr<site_api::Site> (*flow)() = paper_flow;
};

/// The engine over a store on disk, the paper portal and a clock that jumps: everything on one
/// thread. Merchant "m1" is registered with business number 1, login "shop", password "right".
class EngineStand {
 public:
  explicit EngineStand(StandOptions options = {});

  void add_merchant(const std::string& id, int business, const std::string& login,
                    const std::string& password);
  /// Sales of a day in a scope, as many as amounts.
  void sell(const std::string& scope, unsigned day, const std::vector<std::int64_t>& amounts);

  void enqueue(const std::string& merchant, unsigned from, unsigned to,
               std::vector<model::Ledger> ledgers = {model::Ledger::kApproval});
  void run(std::chrono::milliseconds patience = std::chrono::minutes(10));
  /// enqueue and run
  void crawl(unsigned from, unsigned to,
             std::vector<model::Ledger> ledgers = {model::Ledger::kApproval});
  /// The program ends and starts again: another boot, nothing known but the store.
  void restart();

  [[nodiscard]] storage::SliceStatus slice(unsigned day, const std::string& merchant = "m1",
                                           model::Ledger ledger = model::Ledger::kApproval) const;
  /// "complete", "disputed", "missing: wrong_password", "none" when it was never published.
  [[nodiscard]] std::string state(unsigned day, const std::string& merchant = "m1",
                                  model::Ledger ledger = model::Ledger::kApproval) const;
  [[nodiscard]] std::vector<std::int64_t> amounts(unsigned day,
                                                  const std::string& merchant = "m1") const;
  [[nodiscard]] std::vector<storage::Job> jobs() const;
  [[nodiscard]] std::vector<storage::Attempt> attempts(const std::string& login = "shop") const;
  [[nodiscard]] int submits(const std::string& login = "shop") const {
    return portal.accounts.at(login).submits;
  }
  void write(const storage::Store::Change& change);

  TempFolder folder;
  TestLoop loop;
  PaperPortal portal;
  ScriptedTransport transport{[this](const Asked& asked) { return portal.answer(asked); }};
  storage::Vault vault;
  engine::StoreThread store;
  proxy_pool::Pool pool;
  engine::Exits exits{pool, transport, loop.clock};
  EndedJobs ended;
  std::unique_ptr<engine::LoadedSites> sites;
  std::unique_ptr<engine::Engine> engine;

  [[nodiscard]] engine::LoadedSite& site() { return sites->at(model::SiteId("paper")); }

 private:
  [[nodiscard]] std::unique_ptr<storage::Reader> reader() const;

  StandOptions options_;
  int boots_ = 0;
};

}  // namespace vancrawl::tests
