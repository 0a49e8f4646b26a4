#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "crawler/engine/progress.h"
#include "crawler/model/ids.h"
#include "crawler/model/instant.h"

namespace vancrawl::simulation {

/// What must never be seen, whatever goes wrong. Knows what the portals know, and remembers the
/// first sentence of each promise that was broken.
class Watch final : public engine::Progress {
 public:
  /// Looked at after each publication: the sentence of what is wrong with the slice, or none.
  std::function<std::string(const model::SliceKey&)> judge_slice;
  /// Whether the store holds the job as running.
  std::function<bool(model::JobId)> is_running;
  /// Since when nobody may believe the wall clock.
  std::function<std::optional<std::chrono::milliseconds>()> in_doubt_for;

  void broken(const std::string& sentence);
  [[nodiscard]] const std::vector<std::string>& violations() const { return violations_; }

  // What portals see.
  void login_began(const model::AccountKey& account, model::Instant now);
  void login_ended(const model::AccountKey& account);
  /// The portal judged a secret of the account.
  void secret_judged(const model::AccountKey& account, const std::string& secret, bool is_right);
  void locked(const model::AccountKey& account);
  void asked(int site, model::Monotonic now, std::chrono::milliseconds gap);
  /// Nothing may be asked before then.
  void told_to_wait(int site, model::Monotonic until) { wait_until_[site] = until; }

  // What persons and the process do.
  /// The merchant logged in by hand with this secret: it may be sent again.
  void confirmed(const model::AccountKey& account, const std::string& secret);
  /// Pace and parks are held in memory: a start begins them anew.
  void started_anew();

  void job_began(const storage::ClaimedJob& job, std::size_t slices) override;
  void job_ended(const storage::ClaimedJob& job, const storage::JobResult& result) override;
  void slice_published(const model::SliceKey& key, const storage::Published& published) override;
  [[nodiscard]] int publications() const { return publications_; }
  [[nodiscard]] int logins() const { return logins_; }

 private:
  void expect_sure_clock(std::chrono::milliseconds grace, const std::string& what);

  std::vector<std::string> violations_;
  std::map<model::AccountKey, std::set<std::string>> rejected_;
  std::map<model::AccountKey, int> logins_under_way_;
  std::map<std::pair<model::AccountKey, model::BusinessDate>, int> logins_of_day_;
  std::map<model::AccountKey, model::JobId> running_;
  std::map<int, model::Monotonic> last_asked_;
  std::map<int, model::Monotonic> wait_until_;
  int publications_ = 0;
  int logins_ = 0;
};

}  // namespace vancrawl::simulation
