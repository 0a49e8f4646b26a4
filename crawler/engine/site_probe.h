#pragma once

#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "crawler/engine/exits.h"
#include "crawler/engine/loaded_sites.h"
#include "crawler/engine/run_ports.h"

namespace vancrawl::engine {

enum class ProbeAnswer {
  kAnswers,  ///< as site.toml says; a brake that waited for a try is lifted
  kFails,    ///< the site is stopped for ten minutes and the operator called; a wall for good
  kStopped   ///< a person or a wall has stopped it: nothing was asked
};

/// Asks a site's `probe` request, which needs no login: is it up, and does it still look as it did?
/// For the hour before the morning's run. Control thread; throws StoreError.
[[nodiscard]] boost::asio::awaitable<ProbeAnswer> probe_site(RunContext& context, LoadedSite& site,
                                                             Exits& exits,
                                                             boost::asio::any_io_executor cpu,
                                                             const std::string& page_hash_key);

}  // namespace vancrawl::engine
