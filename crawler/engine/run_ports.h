#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "crawler/engine/calls.h"
#include "crawler/engine/checked_clock.h"
#include "crawler/engine/store_thread.h"
#include "crawler/model/clock.h"
#include "crawler/model/site_facts.h"
#include "crawler/session/ports.h"
#include "storage/attempts.h"
#include "storage/directory.h"
#include "storage/evidence.h"
#include "storage/queue.h"
#include "storage/vault.h"

namespace vancrawl::engine {

/// What every run shares: the store behind its thread, the vault, the clock, this boot.
struct RunContext {
  StoreThread& store;
  const storage::Vault& vault;
  model::Clock& clock;
  storage::BootId boot;
  const CheckedClock* checked = nullptr;  ///< none: time is never in doubt
  /// Runs whose attempt was not confirmed: nothing was sent, and the attempt is to be closed.
  std::vector<std::pair<model::JobId, storage::Fence>> unsent{};
  /// Attempts of runs that still wait for the portal's answer: nobody else judges them.
  std::set<model::AttemptId> under_way{};

  /// While nobody knows what time it is, nothing is logged in or published: throws what a stop
  /// throws (operation_aborted), and the run gives its job back.
  void expect_sure_clock() const;
};

/// The attempt ledger of one claimed job, over the store. Lives as long as the run.
class JobLoginLedger final : public session::LoginLedger {
 public:
  JobLoginLedger(RunContext& context, const storage::ClaimedJob& job,
                 const storage::Credential& credential, const model::SiteFacts& facts,
                 std::string revision = {})
      : context_(context),
        job_(job),
        credential_(credential),
        facts_(facts),
        revision_(std::move(revision)) {}
  JobLoginLedger(const JobLoginLedger&) = delete;
  JobLoginLedger& operator=(const JobLoginLedger&) = delete;
  ~JobLoginLedger();

  boost::asio::awaitable<model::AttemptId> begin(std::string jar) override;
  boost::asio::awaitable<void> close(model::AttemptId attempt,
                                     session::LoginOutcome outcome) override;

 private:
  [[nodiscard]] Met met() const;

  RunContext& context_;
  const storage::ClaimedJob& job_;
  const storage::Credential& credential_;
  const model::SiteFacts& facts_;
  std::string revision_;
  std::optional<model::AttemptId> begun_;
};

/// What a jar of an account is sealed under.
[[nodiscard]] storage::SealContext jar_context(storage::SealPurpose purpose,
                                               const model::SiteFacts& facts,
                                               const model::AccountKey& account);

/// What is sealed under a key that is not here is not "nothing": calls a person, and throws
/// VisitFailure(kStorage) so that nobody logs in anew.
[[nodiscard]] boost::asio::awaitable<void> expect_key(RunContext& context,
                                                      storage::OpenFault fault);

struct KeptJar {
  std::string cookies;
  bool logout_only = false;  ///< its site forbids to go on with it
};

/// The account's kept session, sealed in the store, for the exit it lives on.
class AccountJar {
 public:
  AccountJar(RunContext& context, const model::SiteFacts& facts, model::AccountKey account,
             model::ExitId exit)
      : context_(context), facts_(facts), account_(std::move(account)), exit_(std::move(exit)) {}

  [[nodiscard]] boost::asio::awaitable<std::optional<KeptJar>> load();
  [[nodiscard]] boost::asio::awaitable<void> save(std::string jar, bool logout_only);
  [[nodiscard]] boost::asio::awaitable<void> forget();

 private:
  RunContext& context_;
  const model::SiteFacts& facts_;
  model::AccountKey account_;
  model::ExitId exit_;
};

/// Pages of the slice being read, each once, in the order read; and the conversation that fetched
/// them as one item more, the last. What happens outside of a reading (a login) leaves pages at
/// most, never a conversation.
class EvidenceList final : public session::EvidenceSink {
 public:
  void note(session::Exchange exchange) override;
  void keep(session::EvidenceItem item) override;
  void lose(const std::string& answer, model::FailureClass failure, std::string why) override;

  /// A reading begins: what is here belongs to none.
  void start();
  /// What was read since then (the list of scopes) belongs to every slice from here on.
  void keep_for_all();
  /// Everything since the start, with what is kept for all; it is given once.
  [[nodiscard]] std::vector<storage::EvidenceItem> take();
  /// The session begins anew: nothing of before belongs to anything.
  void forget();

 private:
  struct Kept {
    std::vector<session::EvidenceItem> items;
    std::vector<session::Exchange> exchanges;
  };
  void name_pages();
  void stop_reading();

  bool reading_ = false;
  Kept own_;
  Kept for_all_;
};

}  // namespace vancrawl::engine
