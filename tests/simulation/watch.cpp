#include "tests/simulation/watch.h"

#include <algorithm>

#include <fmt/format.h>

#include "crawler/model/business_date.h"

namespace vancrawl::simulation {
namespace {

constexpr int kLoginsADay = 4;
constexpr std::size_t kMostSentences = 20;

/// Within which the engine learns of a jump, and what was begun before it ends.
constexpr std::chrono::seconds kDoubtIsKnown{20};

std::string text_of(const model::AccountKey& account) {
  return account.realm + "/" + account.login_id;
}

}  // namespace

void Watch::broken(const std::string& sentence) {
  const bool known = std::ranges::find(violations_, sentence) != violations_.end();
  if (!known && violations_.size() < kMostSentences) violations_.push_back(sentence);
}

void Watch::expect_sure_clock(std::chrono::milliseconds grace, const std::string& what) {
  const auto doubt = in_doubt_for();
  if (doubt && *doubt > grace) broken(what + " while the clock was in doubt");
}

void Watch::login_began(const model::AccountKey& account, model::Instant now) {
  ++logins_;
  expect_sure_clock(kDoubtIsKnown, "a login was sent");
  if (++logins_under_way_[account] > 1) {
    broken("two logins at once of " + text_of(account));
  }
  if (++logins_of_day_[{account, model::korean_date(now)}] > kLoginsADay) {
    broken(fmt::format("more than {} logins a day of {}", kLoginsADay, text_of(account)));
  }
}

void Watch::login_ended(const model::AccountKey& account) { --logins_under_way_[account]; }

void Watch::secret_judged(const model::AccountKey& account, const std::string& secret,
                          bool is_right) {
  auto& rejected = rejected_[account];
  if (rejected.contains(secret)) {
    broken("a secret that the portal had rejected was submitted again, of " + text_of(account));
  }
  if (!is_right) rejected.insert(secret);
}

void Watch::locked(const model::AccountKey& account) {
  broken("the portal locked " + text_of(account));
}

void Watch::asked(int site, model::Monotonic now, std::chrono::milliseconds gap) {
  const auto last = last_asked_.find(site);
  if (last != last_asked_.end() && now - last->second < gap) {
    broken(fmt::format("site {} was asked {} ms after the request before", site,
                       (now - last->second).count()));
  }
  if (wait_until_.contains(site) && now < wait_until_[site]) {
    broken(fmt::format("site {} was asked before the time that it had named", site));
  }
  last_asked_[site] = now;
}

void Watch::confirmed(const model::AccountKey& account, const std::string& secret) {
  rejected_[account].erase(secret);
}

void Watch::started_anew() {
  last_asked_.clear();
  wait_until_.clear();
  running_.clear();
  logins_under_way_.clear();
}

void Watch::job_began(const storage::ClaimedJob& job, std::size_t /*slices*/) {
  expect_sure_clock(kDoubtIsKnown, "a job began");
  const auto& account = job.request.account;
  const auto other = running_.find(account);
  // The end of a run is told when what it left open was asked about: the store knows sooner.
  if (other != running_.end() && is_running(other->second)) {
    broken("two runs at once of " + text_of(account));
  }
  running_[account] = job.id;
}

void Watch::job_ended(const storage::ClaimedJob& job, const storage::JobResult& result) {
  const auto found = running_.find(job.request.account);
  if (found != running_.end() && found->second == job.id) running_.erase(found);
  const bool done = result.state == storage::JobState::kCompleted;
  if (!done && !result.failure && result.detail.empty()) {
    broken(fmt::format("job {} ended as {} without a reason", job.id.number(),
                       storage::name_of(result.state)));
  }
}

void Watch::slice_published(const model::SliceKey& key, const storage::Published& published) {
  ++publications_;
  const bool by_this_read = published.verdict == storage::Verdict::kProved ||
                            published.verdict == storage::Verdict::kRenewed;
  if (!by_this_read) return;
  expect_sure_clock({}, "a slice was proved");
  const auto sentence = judge_slice(key);
  if (!sentence.empty()) broken(sentence);
}

}  // namespace vancrawl::simulation
