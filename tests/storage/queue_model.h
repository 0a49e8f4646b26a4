#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "storage/queue.h"

namespace vancrawl::storage::tests {

/// The queue as one would write it down on paper: a list of jobs and a rule for whose turn it is.
class QueueModel {
 public:
  struct Entry {
    JobRequest request;
    model::Instant turn{};
    JobState state = JobState::kAvailable;  ///< never kScheduled: the clock says that
    Fence fence{};
    int attempts = 0;
    model::Instant lease_until{};
    BootId boot{};
    bool stop_asked = false;
  };

  /// The live job that the request joins; nothing if it makes one of its own, see add().
  [[nodiscard]] std::optional<model::JobId> join(const JobRequest& request);
  void add(model::JobId id, const JobRequest& request);
  [[nodiscard]] std::vector<model::JobId> claim(model::Instant now, ClaimRoom room,
                                                const Lease& lease);
  void note_fence(model::JobId id, Fence fence) { jobs_.at(id).fence = fence; }
  void finish(model::JobId id, const JobResult& result);
  [[nodiscard]] CancelAnswer cancel(model::JobId id);
  [[nodiscard]] RedriveAnswer redrive(model::JobId id, model::Instant now);
  void release_all();
  [[nodiscard]] std::vector<model::JobId> running() const;
  [[nodiscard]] const std::map<model::JobId, Entry>& jobs() const { return jobs_; }

 private:
  [[nodiscard]] bool is_live(const Entry& entry) const;
  [[nodiscard]] bool waits(const Entry& entry) const;
  [[nodiscard]] std::optional<model::JobId> covering(const JobRequest& request) const;
  void give_back(Entry& entry);

  std::map<model::JobId, Entry> jobs_;
};

}  // namespace vancrawl::storage::tests
