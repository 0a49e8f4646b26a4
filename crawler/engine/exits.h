#pragma once

#include <memory>
#include <optional>

#include "crawler/http/transport.h"
#include "crawler/model/clock.h"
#include "crawler/model/failure.h"
#include "crawler/model/site_facts.h"
#include "proxy_pool/pool.h"

namespace vancrawl::engine {

/// One way out, held for the life of a session.
struct ExitLease {
  proxy_pool::Lease lease;
  std::unique_ptr<http::Connection> connection;
  std::shared_ptr<proxy_pool::Traffic> traffic;  ///< of the connection, as long as either lives
};

/// Nothing for the direct connection.
[[nodiscard]] std::optional<http::ProxyEndpoint> endpoint_of(const proxy_pool::Exit& exit);

/// What the crawler calls itself, through every exit.
inline constexpr const char* kUserAgent = "vancrawl/0.1 (merchant-consented settlement crawler)";

/// The exits that would do are at their limits: others' sessions end soon.
class ExitsBusy : public model::VisitFailure {
 public:
  explicit ExitsBusy(const model::VisitFailure& failure) : VisitFailure(failure) {}
};

/// Opens connections through the pool's choice and tells the pool what became of them. Control
/// thread.
class Exits {
 public:
  Exits(proxy_pool::Pool& pool, http::Transport& transport, model::Clock& clock)
      : pool_(pool), transport_(transport), clock_(clock) {}

  /// The exit that the account used last, while it is healthy; else the one that is always the
  /// first choice for it. Throws kProxyUnreachable when no exit is free: never falls back to a
  /// direct connection.
  [[nodiscard]] ExitLease open(const model::AccountKey& account, const model::SiteFacts& facts,
                               const std::optional<model::ExitId>& used_last = std::nullopt);
  /// That exit and no other. Throws kProxyUnreachable with the time at which it is back.
  [[nodiscard]] ExitLease open_only(const model::ExitId& exit, const model::AccountKey& account,
                                    const model::SiteFacts& facts);

  /// False only if it is gone for certain: a list with a line that could not be read proves
  /// nothing.
  [[nodiscard]] bool may_be_listed(const model::ExitId& exit) const;

  /// How a session ended: without a failure, or with it.
  proxy_pool::Consequence report(const proxy_pool::Lease& lease,
                                 const model::VisitFailure* failure);
  void meter(const proxy_pool::Lease& lease, const proxy_pool::Traffic& traffic) {
    pool_.meter(lease, traffic);
  }

  /// Between the pool and the store: exit_memory.h.
  void restore(const std::vector<proxy_pool::ExitRecord>& records) { pool_.restore(records); }
  [[nodiscard]] std::vector<proxy_pool::ExitChange> take_changes() { return pool_.take_changes(); }
  [[nodiscard]] std::vector<proxy_pool::ExitUsage> take_usage() { return pool_.take_usage(); }

 private:
  [[nodiscard]] ExitLease connect(const proxy_pool::LeaseRequest& request,
                                  const model::SiteFacts& facts);

  proxy_pool::Pool& pool_;
  http::Transport& transport_;
  model::Clock& clock_;
};

}  // namespace vancrawl::engine
