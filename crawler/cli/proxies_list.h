#pragma once

#include <optional>
#include <string>
#include <vector>

#include "crawler/cli/command.h"
#include "proxy_pool/proxy_list.h"
#include "storage/exit_states.h"

namespace vancrawl::cli {

/// The exits of the configuration; bad lines are printed to the invocation's `err`.
[[nodiscard]] proxy_pool::ProxyList listed_exits(const Invocation& invocation,
                                                 const Config& config);

/// One exit beside what the store knows of it.
struct SeenExit {
  const proxy_pool::Exit* exit = nullptr;  ///< null: it is not listed any more
  model::ExitId id;
  std::vector<storage::ExitState> states;

  /// What stands against it there and is not over; the one that lasts longest.
  [[nodiscard]] std::optional<storage::ExitState> at(const model::SiteId& site) const;
};

/// Those that are listed in their order, then those that only the store knows.
[[nodiscard]] std::vector<SeenExit> seen_exits(const proxy_pool::ProxyList& list,
                                               const std::vector<storage::ExitState>& states);

/// "good", "suspect" (on trial) or "out".
[[nodiscard]] std::string state_word(const std::optional<storage::ExitState>& state,
                                     model::Instant at);

/// "out since … until …: two failures in a row; …": one sentence for a person.
[[nodiscard]] std::string sentence_of(const std::optional<storage::ExitState>& state,
                                      model::Instant at);

}  // namespace vancrawl::cli
