#pragma once

#include <memory>
#include <optional>
#include <set>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "crawler/engine/account_session.h"
#include "crawler/engine/braked_pace.h"
#include "crawler/engine/calls.h"
#include "crawler/engine/failure_policy.h"
#include "crawler/engine/loaded_sites.h"
#include "crawler/engine/progress.h"
#include "crawler/engine/run_ports.h"
#include "crawler/engine/slice_reader.h"

namespace vancrawl::engine {

/// One claimed job, from admission to its result. Failures of the visit end here and nowhere else.
class JobRun {
 public:
  JobRun(RunContext& context, LoadedSite& site, const SessionParts& parts, Progress& progress,
         storage::ClaimedJob job);
  JobRun(const JobRun&) = delete;
  JobRun& operator=(const JobRun&) = delete;
  ~JobRun();

  /// Runs to an end and says it; writes slices as it goes, the job's own end is the caller's.
  [[nodiscard]] boost::asio::awaitable<storage::JobResult> run();

 private:
  /// How a step went: nothing, or the failure that ends what it blocks.
  using Failed = std::optional<model::VisitFailure>;

  [[nodiscard]] boost::asio::awaitable<void> admit();
  [[nodiscard]] boost::asio::awaitable<void> plan_slices();
  [[nodiscard]] boost::asio::awaitable<void> read_scopes();
  [[nodiscard]] boost::asio::awaitable<Failed> read_all();
  [[nodiscard]] boost::asio::awaitable<Failed> read_pending();
  [[nodiscard]] boost::asio::awaitable<Failed> try_slice(model::SliceKey key);
  [[nodiscard]] boost::asio::awaitable<void> read_slice(model::SliceKey key);
  [[nodiscard]] boost::asio::awaitable<void> log_in_again();
  [[nodiscard]] boost::asio::awaitable<void> publish(storage::SlicePublication publication);
  [[nodiscard]] boost::asio::awaitable<void> publish_missed(
      std::vector<model::SliceKey> keys, model::VisitFailure failure,
      std::optional<model::ControlTotals> printed = std::nullopt);
  [[nodiscard]] boost::asio::awaitable<storage::JobResult> conclude(Failed failed);
  [[nodiscard]] boost::asio::awaitable<storage::JobResult> released();
  [[nodiscard]] boost::asio::awaitable<storage::JobResult> stopped(storage::Brake brake);
  /// Tells people and the runs after this one, as the policy says.
  [[nodiscard]] boost::asio::awaitable<void> tell(
      model::VisitFailure failure, std::optional<model::Ledger> ledger = std::nullopt);
  [[nodiscard]] boost::asio::awaitable<void> tell_missed(model::VisitFailure failure,
                                                         model::Ledger ledger);
  [[nodiscard]] boost::asio::awaitable<void> note_let_in();
  void tell_settled(storage::Transaction& transaction, const storage::SlicePublication& publication,
                    const storage::Published& published, model::Instant now) const;
  [[nodiscard]] boost::asio::awaitable<void> skip_closed_ledgers();
  [[nodiscard]] Met met(std::optional<model::Ledger> ledger = std::nullopt) const;
  [[nodiscard]] model::VisitPhase phase() const {
    return session_ ? session_->phase() : model::VisitPhase::kBeforeSubmit;
  }
  void hold_site_for(const model::VisitFailure& failure);
  [[nodiscard]] boost::asio::awaitable<void> give_up_rest(model::VisitFailure failure);
  [[nodiscard]] boost::asio::awaitable<void> blame_exit(Failed failed);
  void note_settled(const model::SliceKey& key, const storage::Published& published);

  RunContext& context_;
  LoadedSite& site_;
  SessionParts parts_;
  Progress& progress_;
  storage::ClaimedJob job_;

  storage::Merchant merchant_;
  storage::Credential credential_;
  std::vector<model::SliceKey> pending_;  ///< still to be read
  std::vector<model::SliceKey> reread_;   ///< read once, to be read whole once more
  std::optional<std::int64_t> probes_;    ///< the brake that this run may pass
  bool rereading_ = false;
  bool logged_in_again_ = false;
  std::set<model::FailureClass> failed_on_the_way_;  ///< of slices, in this run

  std::unique_ptr<AccountSession> session_;
  std::unique_ptr<SliceReader> reader_;
};

}  // namespace vancrawl::engine
