#pragma once

#include <memory>
#include <string>
#include <vector>

#include "crawler/model/secret.h"
#include "crawler/session/conversation.h"
#include "crawler/session/ports.h"
#include "tests/crawler/session/paper_site.h"
#include "tests/crawler/session/scripted_transport.h"
#include "tests/crawler/session/test_loop.h"

namespace vancrawl::tests {

/// Turns without a wait; says when a login's turn is taken.
class OpenPace final : public session::PaceLedger {
 public:
  explicit OpenPace(std::vector<std::string>& book) : book_(book) {}
  boost::asio::awaitable<void> take_turn() override {
    ++turns;
    co_return;
  }
  boost::asio::awaitable<void> take_login_turn() override {
    book_.emplace_back("login turn");
    co_return;
  }
  void hold_for(std::chrono::milliseconds wait) override { held.push_back(wait); }
  int turns = 0;
  std::vector<std::chrono::milliseconds> held;

 private:
  std::vector<std::string>& book_;
};

class EvidencePile final : public session::EvidenceSink {
 public:
  void note(session::Exchange exchange) override { exchanges.push_back(std::move(exchange)); }
  void keep(session::EvidenceItem item) override { items.push_back(std::move(item)); }
  void lose(const std::string& answer, model::FailureClass, std::string) override {
    lost.push_back(answer);
  }
  std::vector<session::Exchange> exchanges;
  std::vector<session::EvidenceItem> items;
  std::vector<std::string> lost;
};

/// An attempt ledger that takes a moment to commit, as a disk does.
class SlowLedger final : public session::LoginLedger {
 public:
  SlowLedger(model::Clock& clock, std::vector<std::string>& book) : clock_(clock), book_(book) {}
  boost::asio::awaitable<model::AttemptId> begin(std::string jar) override;
  boost::asio::awaitable<void> close(model::AttemptId attempt,
                                     session::LoginOutcome outcome) override;
  bool refuses = false;
  std::string jar_of_attempt;
  std::vector<session::LoginOutcome> outcomes;

 private:
  model::Clock& clock_;
  std::vector<std::string>& book_;
};

/// One conversation with a scripted portal.
struct SessionStand {
  explicit SessionStand(ScriptedTransport::Portal portal, session::SiteBook book_in = paper_book());

  TestLoop loop;
  session::SiteBook book;
  ScriptedTransport transport;
  OpenPace pace{transport.book};
  EvidencePile evidence;
  std::string hash_key = "key of the tests";
  SlowLedger ledger{loop.clock, transport.book};
  session::Conversation conversation;

  /// Runs it and gives the failure it throws; fails the test if it throws none.
  template <class T>
  model::VisitFailure failure_of(boost::asio::awaitable<T> task) {
    try {
      if constexpr (std::is_void_v<T>) {
        loop.run(std::move(task));
      } else {
        static_cast<void>(loop.run(std::move(task)));
      }
    } catch (const model::VisitFailure& failure) {
      return failure;
    }
    throw std::runtime_error("no failure was thrown");
  }
};

[[nodiscard]] inline model::Secret secret(std::string text) { return model::Secret::take(text); }

/// [{"no":1,"total":n,…}, …]: rows `from` to `to` of n, from 1.
[[nodiscard]] std::string listing(int from, int to, int announced);
[[nodiscard]] std::string numbered_row(int number, int announced, const std::string& approval);

}  // namespace vancrawl::tests
