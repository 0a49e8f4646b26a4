#pragma once

#include <functional>

#include "crawler/engine/loaded_sites.h"
#include "crawler/engine/store_thread.h"

namespace vancrawl::engine {

/// Keeps the pace of every site in the store. Control thread; outlives the runs.
class StoredPace final : public PaceKeeper {
 public:
  /// `held` is called when a site is held: save_all() must follow soon.
  StoredPace(StoreThread& store, LoadedSites& sites, std::function<void()> held)
      : store_(store), sites_(sites), held_(std::move(held)) {}

  /// At boot, before any request: every site goes on where it was.
  [[nodiscard]] boost::asio::awaitable<void> resume();
  [[nodiscard]] boost::asio::awaitable<void> save_all();
  /// After the last run: as above, and what was reserved ahead is free.
  [[nodiscard]] boost::asio::awaitable<void> save_at_end();

  boost::asio::awaitable<void> save(storage::PaceMark mark) override;
  void held() override { held_(); }

 private:
  StoreThread& store_;
  LoadedSites& sites_;
  std::function<void()> held_;
};

}  // namespace vancrawl::engine
