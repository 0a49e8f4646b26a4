#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <boost/asio/awaitable.hpp>

#include "crawler/engine/account_session.h"
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
  [[nodiscard]] storage::JobResult retried_after(const model::VisitFailure& failure, Policy policy);
  [[nodiscard]] std::chrono::milliseconds wait_of(const model::VisitFailure& failure) const;
  [[nodiscard]] model::VisitPhase phase() const {
    return session_ ? session_->phase() : model::VisitPhase::kBeforeSubmit;
  }
  void hold_or_close_site_for(const model::VisitFailure& failure);
  [[nodiscard]] boost::asio::awaitable<void> give_up_rest(model::VisitFailure failure);
  void blame_exit(const Failed& failed);
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
  bool rereading_ = false;
  bool logged_in_again_ = false;

  std::unique_ptr<AccountSession> session_;
  std::unique_ptr<SliceReader> reader_;
};

}  // namespace vancrawl::engine
