#pragma once

#include <chrono>

#include <boost/asio/awaitable.hpp>

#include "crawler/config.h"
#include "crawler/engine/deliverer.h"
#include "crawler/engine/loaded_sites.h"

namespace vancrawl {

[[nodiscard]] engine::Messengers messengers_of(const AlertConfig& alerts,
                                               http::Transport& transport, model::Clock& clock);

/// What is told outside while the daemon serves.
struct Telling {
  const engine::Messengers& messengers;
  const engine::LoadedSites& sites;
  std::chrono::minutes report_after_midnight;
};

/// Sends what is due and makes the morning report, every half minute until it is cancelled.
[[nodiscard]] boost::asio::awaitable<void> keep_telling(engine::StoreThread& store,
                                                        model::Clock& clock, Telling telling);

}  // namespace vancrawl
