#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "storage/attempts.h"
#include "storage/directory.h"
#include "storage/queue.h"
#include "storage/read_models.h"
#include "storage/slices.h"
#include "storage/store.h"
#include "tests/storage/store_under_test.h"

namespace vancrawl::storage::tests {

/// A folder of its own that goes with the test.
class ScratchFolder {
 public:
  ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder();
  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return path_ / name; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

[[nodiscard]] model::Instant at(int minutes);  ///< after 2026-11-20 09:00 in Korea
[[nodiscard]] model::BusinessDate day(unsigned november);
[[nodiscard]] model::Secret secret(std::string text);
[[nodiscard]] std::string trust_facts();

/// A store with merchant m1 (and whoever else is added), consent for all ledgers of site
/// "cardsales" in November 2026, and a credential of account {"cfa", "shop"}.
class ScratchStore {
 public:
  ScratchStore();

  void reopen();
  void add_merchant(const std::string& id, const std::string& business);
  void add_consent(const std::string& merchant);
  CredentialSet set_credential(const std::string& merchant, const std::string& password,
                               int minute = 0);
  [[nodiscard]] JobRequest request(const std::string& merchant = "m1") const;
  /// Enqueues and claims a job of the merchant; it stays the running job.
  ClaimedJob claim(const std::string& merchant = "m1", int minute = 0);
  /// Ends the running job and claims another: a fresh fence.
  void finish(const ClaimedJob& job, int minute = 0);

  [[nodiscard]] std::filesystem::path place() const { return place_of_store(folder.path()); }
  std::unique_ptr<Reader> reader() { return Reader::open(place()); }

  ScratchFolder folder;
  Vault vault;
  std::optional<Store> store;
  model::AccountKey account{"cfa", "shop"};
  model::SiteId site{"cardsales"};
  BootId boot{"boot-1"};
};

/// An approval as a portal without ids lists it.
[[nodiscard]] model::ApprovalRecord approval(
    const std::string& number, std::int64_t amount,
    model::TransactionKind kind = model::TransactionKind::kSale);
[[nodiscard]] model::AcquisitionRecord acquisition(const std::string& number, std::int64_t gross);
[[nodiscard]] model::DepositRecord deposit(const std::string& company, std::int64_t paid);

using Approvals = std::vector<model::ApprovalRecord>;

/// Count and sum of sales and of cancels over the rows, as an honest portal prints them.
[[nodiscard]] model::ControlTotals honest_totals(const model::LedgerRows& rows);

/// A whole read of m1's approvals of one day with honest totals, begun at the given minute.
[[nodiscard]] SlicePublication good_read(const ClaimedJob& job, model::LedgerRows rows,
                                         int began_minute, model::BusinessDate date = day(2));

Published publish(ScratchStore& shop, const SlicePublication& read, int now_minute = 0);
[[nodiscard]] Approvals proved_approvals(ScratchStore& shop, model::BusinessDate date = day(2));
[[nodiscard]] SliceStatus status(ScratchStore& shop, const model::SliceKey& key);

}  // namespace vancrawl::storage::tests
