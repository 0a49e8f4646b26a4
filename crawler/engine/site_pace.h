#pragma once

#include <map>
#include <string>

#include <boost/asio/awaitable.hpp>

#include "crawler/model/clock.h"
#include "crawler/model/site_facts.h"
#include "crawler/session/ports.h"
#include "storage/pace.h"

namespace vancrawl::engine {

/// Where a site's pace is kept: resumes when it is on the disk.
class PaceKeeper {
 public:
  virtual ~PaceKeeper() = default;
  virtual boost::asio::awaitable<void> save(storage::PaceMark mark) = 0;
  /// The portal said when to come back: to be saved soon. Must not wait.
  virtual void held() = 0;
};

/// Turns at one site, one after the other for all its sessions together: a gap with jitter between
/// two requests, a longer one between two logins, another between two through one exit. Errors
/// never shorten it; slow answers lengthen it, up to four times. Turns are reserved in the keeper,
/// a few seconds ahead, before they are taken. Control thread; one object a site, outlives its
/// sessions.
class SitePace final : public session::PaceLedger {
 public:
  SitePace(const model::SiteFacts& facts, model::Clock& clock, model::Random& random)
      : facts_(facts), clock_(clock), random_(random) {}

  boost::asio::awaitable<void> take_turn() override;
  /// Likewise, and after the exit's own gap.
  [[nodiscard]] boost::asio::awaitable<void> take_turn_through(model::ExitId exit);
  boost::asio::awaitable<void> take_login_turn() override;
  void hold_for(std::chrono::milliseconds wait) override;
  void answered(std::chrono::milliseconds took, session::AnswerKind kind) override;

  /// Goes on where an earlier start left off, and is kept from here on.
  void keep_in(PaceKeeper& keeper, const std::optional<storage::PaceMark>& mark);
  /// No turn is waited for any more: what was reserved ahead and not taken is free.
  void free_reserved() { reserved_until_ = {}; }
  /// As it is to be stored.
  [[nodiscard]] storage::PaceMark mark() const;

  /// Between two requests, jitter aside.
  [[nodiscard]] std::chrono::milliseconds gap() const;
  /// Turns and hold of the pace that it takes the place of.
  void go_on_from(const SitePace& before);
  /// When a held site may be asked again; in the past if it is not held.
  [[nodiscard]] model::Monotonic held_until() const { return held_until_; }

 private:
  [[nodiscard]] boost::asio::awaitable<void> wait_for(model::Monotonic& next,
                                                      std::chrono::milliseconds gap);
  [[nodiscard]] boost::asio::awaitable<void> reserve(model::Monotonic until);
  [[nodiscard]] std::chrono::milliseconds jittered() const;

  const model::SiteFacts& facts_;
  model::Clock& clock_;
  model::Random& random_;
  PaceKeeper* keeper_ = nullptr;
  model::Monotonic next_request_{};
  model::Monotonic next_login_{};
  model::Monotonic held_until_{};
  model::Monotonic reserved_until_{};  ///< on the disk
  std::map<model::ExitId, model::Monotonic> next_by_exit_;
  std::chrono::milliseconds slow_gap_{0};
};

/// One session's turns at a site: through its exit, once it has one.
class ExitPace final : public session::PaceLedger {
 public:
  explicit ExitPace(SitePace& site) : site_(site) {}

  void through(model::ExitId exit) { exit_ = std::move(exit); }
  boost::asio::awaitable<void> take_turn() override;
  boost::asio::awaitable<void> take_login_turn() override { return site_.take_login_turn(); }
  void hold_for(std::chrono::milliseconds wait) override { site_.hold_for(wait); }
  void answered(std::chrono::milliseconds took, session::AnswerKind kind) override {
    site_.answered(took, kind);
  }

 private:
  SitePace& site_;
  std::optional<model::ExitId> exit_;
};

}  // namespace vancrawl::engine
