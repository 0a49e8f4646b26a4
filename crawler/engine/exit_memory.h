#pragma once

#include <boost/asio/awaitable.hpp>

#include "crawler/engine/exits.h"
#include "crawler/engine/store_thread.h"
#include "crawler/model/clock.h"

namespace vancrawl::engine {

/// Before the first lease: what the store knows of the exits goes to the pool. Throws
/// std::runtime_error for a reason that this release does not know.
[[nodiscard]] boost::asio::awaitable<void> recall_exits(StoreThread& store, Exits& exits,
                                                        model::Clock& clock);

/// What changed since the last call, and what was carried, goes to the store. Nothing to tell:
/// nothing is written.
[[nodiscard]] boost::asio::awaitable<void> remember_exits(StoreThread& store, Exits& exits,
                                                          model::Clock& clock);

}  // namespace vancrawl::engine
