#pragma once

#include <string>

#include "crawler/model/slice.h"
#include "storage/queue.h"
#include "storage/slices.h"

namespace vancrawl::engine {

/// What a watcher of the engine is told, on the control thread. Every call does nothing unless
/// overridden.
class Progress {
 public:
  virtual ~Progress() = default;
  virtual void job_began(const storage::ClaimedJob& /*job*/, std::size_t /*slices*/) {}
  virtual void slice_published(const model::SliceKey& /*key*/,
                               const storage::Published& /*published*/) {}
  virtual void job_ended(const storage::ClaimedJob& /*job*/, const storage::JobResult& /*result*/) {
  }
};

}  // namespace vancrawl::engine
