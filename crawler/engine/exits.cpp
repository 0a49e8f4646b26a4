#include "crawler/engine/exits.h"

#include "crawler/engine/failure_policy.h"
#include "crawler/engine/metered_connection.h"

namespace vancrawl::engine {
namespace {

using model::FailureClass;
using proxy_pool::Verdict;

/// The phase decides nothing about an exit.
Verdict verdict_of(const model::VisitFailure* failure) {
  if (failure == nullptr) return Verdict::kOk;
  return policy_of(failure->failure(), model::VisitPhase::kLoggedIn).verdict;
}

std::string reason_of(proxy_pool::NoExit::Reason reason) {
  switch (reason) {
    case proxy_pool::NoExit::Reason::kNoneListed:
      return "no exit is listed";
    case proxy_pool::NoExit::Reason::kAllResting:
      return "every exit is resting";
    case proxy_pool::NoExit::Reason::kAllBannedHere:
      return "every exit is banned at this site";
    case proxy_pool::NoExit::Reason::kPinnedExitOut:
      return "the account's pinned exit is out";
    case proxy_pool::NoExit::Reason::kAtItsLimit:
      return "every exit that may serve runs as many sessions as it may";
  }
  __builtin_unreachable();
}

}  // namespace

std::optional<http::ProxyEndpoint> endpoint_of(const proxy_pool::Exit& exit) {
  http::ProxyEndpoint endpoint;
  switch (exit.scheme) {
    case proxy_pool::Exit::Scheme::kDirect:
      return std::nullopt;
    case proxy_pool::Exit::Scheme::kHttp:
      endpoint.scheme = http::ProxyEndpoint::Scheme::kHttp;
      break;
    case proxy_pool::Exit::Scheme::kHttps:
      endpoint.scheme = http::ProxyEndpoint::Scheme::kHttps;
      break;
    case proxy_pool::Exit::Scheme::kSocks5h:
      endpoint.scheme = http::ProxyEndpoint::Scheme::kSocks5h;
      break;
  }
  endpoint.host = exit.host;
  endpoint.port = exit.port;
  endpoint.user = exit.user;
  endpoint.password = exit.password.clone();
  return endpoint;
}

ExitLease Exits::open(const model::AccountKey& account, const model::SiteFacts& facts,
                      const std::optional<model::ExitId>& used_last) {
  proxy_pool::LeaseRequest request;
  request.account = account;
  request.site = facts.id;
  request.pinned = facts.exit == model::ExitChoice::kPinned;
  request.assigned = used_last;
  return connect(request, facts);
}

ExitLease Exits::open_only(const model::ExitId& exit, const model::AccountKey& account,
                           const model::SiteFacts& facts) {
  proxy_pool::LeaseRequest request;
  request.account = account;
  request.site = facts.id;
  request.pinned = true;
  request.assigned = exit;
  return connect(request, facts);
}

ExitLease Exits::connect(const proxy_pool::LeaseRequest& request, const model::SiteFacts& facts) {
  const auto now = clock_.now();
  auto lease = pool_.lease(request, now);
  if (!lease) {
    model::VisitFailure failure(FailureClass::kProxyUnreachable, reason_of(lease.error().reason));
    if (const auto at = lease.error().try_again_at; at && *at > now) {
      failure.coming_back_after(std::chrono::ceil<std::chrono::seconds>(*at - now));
    }
    if (lease.error().reason == proxy_pool::NoExit::Reason::kAtItsLimit) throw ExitsBusy(failure);
    throw failure;
  }
  http::ConnectionOptions options;
  options.proxy = endpoint_of(*lease->exit);
  if (!facts.ca_file.empty()) options.extra_ca_file = facts.ca_file;
  options.user_agent = kUserAgent;
  auto traffic = std::make_shared<proxy_pool::Traffic>();
  auto connection =
      std::make_unique<MeteredConnection>(transport_.open(std::move(options)), traffic);
  return {std::move(*lease), std::move(connection), std::move(traffic)};
}

bool Exits::may_be_listed(const model::ExitId& exit) const { return pool_.may_be_listed(exit); }

proxy_pool::Consequence Exits::report(const proxy_pool::Lease& lease,
                                      const model::VisitFailure* failure) {
  return pool_.report(lease, verdict_of(failure), clock_.now());
}

}  // namespace vancrawl::engine
