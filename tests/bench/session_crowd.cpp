#include "tests/bench/session_crowd.h"

#include <algorithm>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/thread_pool.hpp>
#include <malloc.h>

#include "crawler/async/real_clock.h"
#include "crawler/async/task_group.h"
#include "crawler/async/timing.h"
#include "crawler/daemon.h"
#include "crawler/http/curl_transport.h"
#include "crawler/session/login_visit.h"
#include "crawler/site_api/site.h"
#include "tests/bench/usage.h"

namespace vancrawl::bench {
namespace {

using boost::asio::awaitable;

constexpr std::chrono::milliseconds kLook{20};
const std::string kHashKey(32, 'k');

class NoPace final : public session::PaceLedger {
 public:
  awaitable<void> take_turn() override { co_return; }
  void hold_for(std::chrono::milliseconds) override {}
  awaitable<void> take_login_turn() override { co_return; }
};

class NoEvidence final : public session::EvidenceSink {
 public:
  void note(session::Exchange) override {}
  void keep(session::EvidenceItem) override {}
  void lose(const std::string&, model::FailureClass, std::string) override {}
};

class MemoryLedger final : public session::LoginLedger {
 public:
  awaitable<model::AttemptId> begin(std::string) override { co_return model::AttemptId(1); }
  awaitable<void> close(model::AttemptId, session::LoginOutcome) override { co_return; }
};

std::unique_ptr<site_api::Site> flow_of(const std::string& id) {
  for (const auto& entry : sites::catalogue()) {
    if (entry.id == id) return entry.make();
  }
  throw std::runtime_error("no site " + id);
}

}  // namespace

struct SessionCrowd::Parts {
  Parts(const Config& config, std::vector<BenchAccount> accounts_in)
      : accounts(std::move(accounts_in)),
        clock(io.get_executor()),
        random(1),
        cpu(2),
        transport(net),
        book(load_site_book(config, "cardsales")),
        flow(flow_of("cardsales")),
        pads(book),
        tasks(io.get_executor()) {}

  std::vector<BenchAccount> accounts;
  boost::asio::io_context io;
  async::RealClock clock;
  model::SeededRandom random;
  boost::asio::thread_pool cpu;
  http::NetThread net;
  http::CurlTransport transport;
  session::SiteBook book;
  std::unique_ptr<site_api::Site> flow;
  session::PadReader pads;
  NoPace pace;
  NoEvidence evidence;
  async::Event all_logged_in;
  int logged_in = 0;
  int waiting = 0;
  async::TaskGroup tasks;

  std::unique_ptr<http::Connection> connection() {
    http::ConnectionOptions options;
    options.extra_ca_file = book.facts.ca_file;
    options.user_agent = "vancrawl-bench";
    return transport.open(std::move(options));
  }

  awaitable<void> log_in(session::Conversation& conversation, BenchAccount& account) {
    MemoryLedger ledger;
    session::LoginVisit visit(conversation, ledger, pads,
                              {account.login_id, model::Secret::take(account.password)}, random);
    const auto outcome = co_await flow->login(visit);
    if (outcome.result != session::LoginResult::kAccepted) {
      throw std::runtime_error(account.login_id + " was not logged in: " + outcome.detail);
    }
  }

  awaitable<void> hold_session(BenchAccount& account) {
    session::Conversation conversation(book, connection(),
                                       {clock, cpu.get_executor(), pace, evidence, kHashKey});
    co_await log_in(conversation, account);
    ++logged_in;
    co_await all_logged_in.wait();
    ++waiting;
    const bool alive = co_await conversation.is_alive();
    --waiting;
    if (!alive) throw std::runtime_error(account.login_id + " has lost its session");
  }

  awaitable<void> watch(std::size_t at_once, CrowdFigures& figures) {
    std::size_t begun = 0;
    const auto done = [this] { return static_cast<std::size_t>(logged_in); };
    while (done() < accounts.size() && tasks.size() == begun) {
      while (begun < accounts.size() && begun - done() < at_once) {
        tasks.spawn(hold_session(accounts[begun++]));
      }
      co_await async::sleep_for(clock, kLook);
    }
    all_logged_in.set();
    while (tasks.size() > 0) {
      if (waiting > figures.most_waiting) figures.threads = thread_count();
      figures.most_waiting = std::max(figures.most_waiting, waiting);
      co_await async::sleep_for(clock, kLook);
    }
    co_await tasks.join();
  }
};

SessionCrowd::SessionCrowd(const Config& config, std::vector<BenchAccount> accounts)
    : parts_(std::make_unique<Parts>(config, std::move(accounts))) {}

SessionCrowd::~SessionCrowd() = default;

CrowdFigures SessionCrowd::run(int at_once) {
  CrowdFigures figures;
  // What was used to get here must not be room for the sessions.
  malloc_trim(0);
  forget_peak();
  figures.idle_kb = resident_kb();
  figures.idle_threads = thread_count();
  const Meter meter;
  std::exception_ptr failed;
  boost::asio::co_spawn(parts_->io, parts_->watch(static_cast<std::size_t>(at_once), figures),
                        [&failed](std::exception_ptr error) { failed = std::move(error); });
  parts_->io.run();
  if (failed) std::rethrow_exception(failed);
  figures.cpu = meter.cpu();
  figures.wall = meter.wall();
  figures.peak_kb = peak_resident_kb();
  return figures;
}

}  // namespace vancrawl::bench
