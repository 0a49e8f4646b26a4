#pragma once

#include <chrono>
#include <map>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "crawler/engine/exits.h"
#include "crawler/engine/loaded_sites.h"
#include "crawler/engine/run_ports.h"
#include "crawler/model/business_date.h"

namespace vancrawl::engine {

/// What probes go through; all of it outlives the probing.
struct ProbeParts {
  Exits& exits;
  boost::asio::any_io_executor cpu;
  const std::string& page_hash_key;
};

/// Probes each site once a Korean day (again after a restart), in the half hour before a tick of
/// its fires: a site that is down or has changed is known before the first account logs in. Control
/// thread.
class MorningProbe {
 public:
  MorningProbe(RunContext& context, LoadedSites& sites, ProbeParts parts)
      : context_(context), sites_(sites), parts_(std::move(parts)) {}

  /// Until it is cancelled; throws StoreError.
  [[nodiscard]] boost::asio::awaitable<void> run();
  /// Probes the sites whose time has come; how long until there is something to look at.
  [[nodiscard]] boost::asio::awaitable<std::chrono::milliseconds> look();

 private:
  /// Zero when it is to be probed.
  [[nodiscard]] boost::asio::awaitable<std::chrono::milliseconds> time_until(model::SiteId site);

  RunContext& context_;
  LoadedSites& sites_;
  ProbeParts parts_;
  std::map<model::SiteId, model::BusinessDate> probed_;
};

}  // namespace vancrawl::engine
