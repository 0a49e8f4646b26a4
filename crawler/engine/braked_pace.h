#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>

#include <boost/asio/awaitable.hpp>

#include "crawler/engine/run_ports.h"
#include "crawler/session/ports.h"
#include "storage/brakes.h"

namespace vancrawl::engine {

/// A brake stops the run. Not a failure of the visit: nobody tries again because of it.
class Braked : public std::runtime_error {
 public:
  explicit Braked(storage::Brake brake);
  [[nodiscard]] const storage::Brake& brake() const { return brake_; }

 private:
  storage::Brake brake_;
};

/// The site's turns, for one run: after each of them, and so right before a request is sent, it
/// looks whether the site, the merchant or everything was stopped. Control thread.
class BrakedPace final : public session::PaceLedger {
 public:
  BrakedPace(RunContext& context, session::PaceLedger& turns, model::SiteId site,
             model::MerchantId merchant, std::optional<std::int64_t> probes)
      : context_(context),
        turns_(turns),
        site_(std::move(site)),
        merchant_(std::move(merchant)),
        probes_(probes) {}

  boost::asio::awaitable<void> take_turn() override;
  /// From here to login_ended() nothing stops it: what came of the login must be seen.
  boost::asio::awaitable<void> take_login_turn() override;
  void hold_for(std::chrono::milliseconds wait) override { turns_.hold_for(wait); }
  void answered(std::chrono::milliseconds took, session::AnswerKind kind) override {
    turns_.answered(took, kind);
  }
  void login_ended() { state_ = State::kWorking; }
  /// Only the session is given up now: a person's pause lets that through, nothing else does.
  void leave() { state_ = State::kLeaving; }

 private:
  enum class State { kWorking, kLoggingIn, kLeaving };
  [[nodiscard]] boost::asio::awaitable<void> look();

  RunContext& context_;
  session::PaceLedger& turns_;
  model::SiteId site_;
  model::MerchantId merchant_;
  std::optional<std::int64_t> probes_;
  State state_ = State::kWorking;
};

}  // namespace vancrawl::engine
