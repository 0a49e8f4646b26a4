#pragma once

#include <string>

#include "tests/simulation/world.h"

namespace vancrawl::simulation {

/// One start of the process: everything that is gone when it ends.
struct World::Boot {
  Boot(storage::Store opened, engine::StoreThread::CommitGate gate)
      : store(std::move(opened), engine::StoreThread::Mode::kInline, std::move(gate)) {}

  engine::StoreThread store;
  engine::LoadedSites sites;
  std::unique_ptr<proxy_pool::Pool> pool;
  std::unique_ptr<engine::Exits> exits;
  std::unique_ptr<engine::Engine> engine;
  bool is_serving = false;
  std::exception_ptr failed{};  ///< what ended the serving
};

/// The n-th business number that the tax office could have given.
[[nodiscard]] std::string business_of(int n);

}  // namespace vancrawl::simulation
