#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/storage/scratch_store.h"

namespace vancrawl::storage {
namespace {

using namespace tests;

/// A portal account, two merchants that share it, and everything that can happen between a login
/// and its outcome. Remembers what the portal said no to, or never answered.
class SharedAccount {
 public:
  SharedAccount() {
    shop_.add_merchant("m2", "2234567890");
    shop_.add_consent("m2");
    enter("m1", "alpha");
    enter("m2", "alpha");
    job_ = shop_.claim(who_);
  }

  void step() {
    minute_ += 1;
    switch (*rc::gen::inRange(0, 6)) {
      case 0:
        return enter(*rc::gen::element<std::string>("m1", "m2"),
                     *rc::gen::element<std::string>("alpha", "beta", "gamma"));
      case 1:
        return switch_merchant();
      case 2:
        return crash();
      case 3:
        return close();
      default:
        return begin();
    }
  }

 private:
  void enter(const std::string& merchant, const std::string& word) {
    const auto set = shop_.set_credential(merchant, word, minute_);
    RC_ASSERT((set.answer == CredentialAnswer::kRefusedKnownBad) == bad_.contains(word));
    if (set.answer != CredentialAnswer::kRefusedKnownBad) entered_[merchant] = word;
  }

  void switch_merchant() {
    shop_.finish(job_, minute_);
    give_up_open();
    who_ = who_ == "m1" ? "m2" : "m1";
    job_ = shop_.claim(who_, minute_);
  }

  void crash() {
    shop_.reopen();
    shop_.boot = BootId("crash-" + std::to_string(minute_));
    shop_.store->write(
        [&](Transaction& tx) { (void)release_earlier_boots(tx, shop_.boot, at(minute_)); });
    job_ = shop_.claim(job_.request.merchant.text(), minute_);
    who_ = job_.request.merchant.text();
    if (*rc::gen::inRange(0, 2) == 0) give_up_open();
  }

  /// The liveness page said nothing: as good as a rejection.
  void give_up_open() {
    for (const auto& open : open_attempts(*shop_.reader(), shop_.boot)) {
      shop_.store->write(
          [&](Transaction& tx) { resolve_attempt(tx, open.id, Liveness::kNotShown, at(minute_)); });
      bad_.insert(sent_);
      under_way_.reset();
    }
  }

  void begin() {
    const auto held = credential(*shop_.reader(), job_.request.credential);
    AttemptStart start{shop_.account, held->id,   held->version, shop_.site,          job_.id,
                       job_.fence,    shop_.boot, at(minute_),   {1000, 0, {}, 1000}, {}};
    const auto begun =
        shop_.store->write([&](Transaction& tx) { return begin_attempt(tx, start); });
    if (!begun) return;
    RC_ASSERT(!under_way_.has_value());
    sent_ = entered_.at(who_);
    RC_ASSERT(!bad_.contains(sent_));
    under_way_ = *begun;
  }

  void close() {
    const auto seen = attempts_of(*shop_.reader(), shop_.account);
    if (!under_way_ || seen.empty() || seen.front().end) return;
    const auto end = *rc::gen::element(AttemptEnd::kAccepted, AttemptEnd::kRejected,
                                       AttemptEnd::kUnknown, AttemptEnd::kNotJudged);
    shop_.store->write([&](Transaction& tx) {
      close_attempt(tx, *under_way_, {end, model::FailureClass::kMaintenance, {}, {}}, at(minute_));
    });
    if (end == AttemptEnd::kRejected) bad_.insert(sent_);
    if (end != AttemptEnd::kUnknown) under_way_.reset();
  }

  ScratchStore shop_;
  std::string who_ = "m1";
  ClaimedJob job_;
  int minute_ = 0;
  std::map<std::string, std::string> entered_;
  std::string sent_;
  std::set<std::string> bad_;
  std::optional<model::AttemptId> under_way_;
};

RC_GTEST_PROP(LoginGuard, ARejectedOrUnresolvedSecretIsNeverSentASecondTime, ()) {
  SharedAccount account;
  const auto steps = *rc::gen::inRange(1, 40);
  for (int i = 0; i < steps; ++i) account.step();
}

}  // namespace
}  // namespace vancrawl::storage
