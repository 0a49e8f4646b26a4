#include "crawler/engine/deliverer.h"

#include <fstream>
#include <mutex>
#include <sstream>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "crawler/async/real_clock.h"
#include "crawler/http/curl_transport.h"
#include "crawler/http/net_thread.h"
#include "storage/deliveries.h"
#include "storage/tasks.h"
#include "tests/crawler/session/test_loop.h"
#include "tests/portals/net/certificate_authority.h"
#include "tests/portals/net/https_server.h"

namespace vancrawl::engine {
namespace {

using Json = nlohmann::json;

/// A receiver on loopback, on a thread of its own, that answers as it is told.
class Receiver {
 public:
  explicit Receiver(const std::filesystem::path& folder)
      : work_(context_.get_executor()),
        server_(
            context_, [this](const portals::net::Ask& ask) { return taken(ask); },
            authority_.issue_for({"127.0.0.1"})) {
    ca_file_ = authority_.write_pem(folder).string();
    thread_ = std::thread([this] { context_.run(); });
  }
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;
  ~Receiver() {
    server_.stop();
    work_.reset();
    thread_.join();
  }

  void answer_with(int status) {
    const std::lock_guard lock(mutex_);
    status_ = status;
  }
  [[nodiscard]] std::vector<std::string> bodies() {
    const std::lock_guard lock(mutex_);
    return bodies_;
  }
  [[nodiscard]] std::string url() const { return server_.base_url() + "/alerts"; }
  [[nodiscard]] const std::string& ca_file() const { return ca_file_; }

 private:
  portals::net::Answer taken(const portals::net::Ask& ask) {
    const std::lock_guard lock(mutex_);
    if (ask.method == "POST" && ask.path == "/alerts") bodies_.push_back(ask.body);
    portals::net::Answer answer;
    answer.status = status_;
    return answer;
  }

  std::mutex mutex_;
  std::vector<std::string> bodies_;
  int status_ = 200;
  portals::net::CertificateAuthority authority_;
  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  portals::net::HttpsServer server_;
  std::string ca_file_;
  std::thread thread_;
};

class Deliverer : public testing::Test {
 protected:
  Deliverer() { restart(); }

  void restart() {
    store.reset();
    store = std::make_unique<StoreThread>(storage::Store::open(folder.path() / "store.db"),
                                          StoreThread::Mode::kInline);
  }
  void run(boost::asio::awaitable<void> task) {
    std::exception_ptr failed;
    boost::asio::co_spawn(io, std::move(task),
                          [&failed](std::exception_ptr error) { failed = std::move(error); });
    io.restart();
    io.run();
    if (failed) std::rethrow_exception(failed);
  }
  void raise(storage::TaskVolume volume, const std::string& site) {
    run(store->run([&](storage::Transaction& tx) {
      storage::raise_task(tx,
                          {.cause = {storage::TaskKind("portal_wall"),
                                     storage::TaskSubject::site(model::SiteId(site))},
                           .volume = volume,
                           .sentence = {"a wall at {site}", "{site} 차단"},
                           .ends = {"a person", "담당자"},
                           .words = {storage::TaskWord::of(model::SiteId(site))}},
                          simulated.now());
    }));
  }
  void deliver() { run(deliver_due(*store, simulated, messengers)); }
  void use_webhook(Receiver& receiver) {
    messengers.push_back(std::make_unique<Webhook>(transport, receiver.url(), receiver.ca_file()));
  }

  tests::TempFolder folder;
  boost::asio::io_context io;
  model::SimulatedClock simulated{tests::noon()};
  async::RealClock real{io.get_executor()};
  http::NetThread net;
  http::CurlTransport transport{net};
  std::unique_ptr<StoreThread> store;
  Messengers messengers;
};

TEST_F(Deliverer, ALoudTaskReachesTheWebhookOnceInBothLanguages) {
  Receiver receiver(folder.path());
  use_webhook(receiver);
  raise(storage::TaskVolume::kLoud, "cardsales");
  deliver();
  raise(storage::TaskVolume::kLoud, "cardsales");
  deliver();
  ASSERT_EQ(receiver.bodies().size(), 1U);
  const auto body = Json::parse(receiver.bodies().front());
  EXPECT_EQ(body.at("english"), "a wall at cardsales");
  EXPECT_EQ(body.at("korean"), "cardsales 차단");
  EXPECT_EQ(body.at("kind"), "portal_wall");
}

TEST_F(Deliverer, AQuietTaskIsToldToNobodyOutside) {
  Receiver receiver(folder.path());
  use_webhook(receiver);
  raise(storage::TaskVolume::kQuiet, "cardsales");
  deliver();
  EXPECT_TRUE(receiver.bodies().empty());
}

TEST_F(Deliverer, AReceiverThatFailsIsToldAgainWithGrowingWaitsAlsoAfterARestart) {
  Receiver receiver(folder.path());
  use_webhook(receiver);
  receiver.answer_with(500);
  raise(storage::TaskVolume::kLoud, "cardsales");
  deliver();
  deliver();
  EXPECT_EQ(receiver.bodies().size(), 1U) << "not at once";
  simulated.advance(std::chrono::seconds(30));
  deliver();
  EXPECT_EQ(receiver.bodies().size(), 2U);
  simulated.advance(std::chrono::seconds(59));
  deliver();
  EXPECT_EQ(receiver.bodies().size(), 2U) << "twice as long";
  receiver.answer_with(204);
  restart();
  simulated.advance(std::chrono::seconds(1));
  deliver();
  EXPECT_EQ(receiver.bodies().size(), 3U);
  simulated.advance(std::chrono::hours(24));
  deliver();
  EXPECT_EQ(receiver.bodies().size(), 3U);
}

TEST_F(Deliverer, ARedirectIsNotFollowed) {
  Receiver receiver(folder.path());
  use_webhook(receiver);
  receiver.answer_with(302);
  raise(storage::TaskVolume::kLoud, "cardsales");
  deliver();
  EXPECT_EQ(receiver.bodies().size(), 1U);
  simulated.advance(std::chrono::seconds(30));
  deliver();
  EXPECT_EQ(receiver.bodies().size(), 2U) << "it is no yes";
}

TEST_F(Deliverer, ACommandIsGivenTheDocumentAndNoShell) {
  const auto told = (folder.path() / "told").string();
  messengers.push_back(
      std::make_unique<CommandMessenger>(real, std::vector<std::string>{"/usr/bin/tee", told}));
  raise(storage::TaskVolume::kLoud, "cardsales");
  deliver();
  std::ifstream file(told);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(Json::parse(text.str()).at("about"), "site cardsales");
}

TEST_F(Deliverer, ACommandThatFailsIsTriedAgainAndTheOtherChannelIsNotHeldUp) {
  Receiver receiver(folder.path());
  messengers.push_back(
      std::make_unique<CommandMessenger>(real, std::vector<std::string>{"/bin/false"}));
  use_webhook(receiver);
  raise(storage::TaskVolume::kLoud, "cardsales");
  deliver();
  EXPECT_EQ(receiver.bodies().size(), 1U);
  run(store->run([&](storage::Transaction& tx) {
    EXPECT_TRUE(storage::due_deliveries(tx, simulated.now()).empty());
    const auto later = storage::due_deliveries(tx, simulated.now() + std::chrono::seconds(30));
    ASSERT_EQ(later.size(), 1U);
    EXPECT_EQ(later.front().channel, "command");
    EXPECT_EQ(later.front().tries, 1);
  }));
}

}  // namespace
}  // namespace vancrawl::engine
