#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/e2e/stand.h"

namespace vancrawl::e2e {
namespace {

namespace fs = std::filesystem;

/// `vancrawl serve` beside a simulator, as an operator runs it.
class Daemon : public testing::Test {
 protected:
  explicit Daemon(Arguments simulator = {"--merchants", "1", "--days", "2", "--proxies", "0"},
                  const std::string& more_config = "")
      : stand(std::move(simulator), more_config), id(stand.merchants().front()) {}

  [[nodiscard]] fs::path file(const std::string& name) const {
    return stand.workspace().file(name);
  }
  Ended run(const Arguments& arguments, const std::string& input = "") const {
    return stand.workspace().run(arguments, input);
  }
  /// Every command below must leave by 0.
  Ended done(const Arguments& arguments, const std::string& input = "") const {
    auto ended = run(arguments, input);
    EXPECT_EQ(ended.code, 0) << arguments.front() << ": " << ended.out << ended.err;
    return ended;
  }
  void serve() {
    daemon = stand.workspace().start({"serve"});
    ASSERT_TRUE(eventually([&] { return daemon->has_ended() || run({"reload"}).code == 0; }));
    ASSERT_FALSE(daemon->has_ended()) << daemon->wait().err;
  }
  [[nodiscard]] fs::path socket_file() const { return file("vancrawl.db.sock"); }
  Ended stop() const {
    daemon->signal(SIGTERM);
    return daemon->wait();
  }
  /// The actor of the last entry of that action in the audit log.
  [[nodiscard]] std::string actor_of(const std::string& action) const {
    std::string actor;
    for (const auto& entry : stand.workspace().lines({"audit", "list"})) {
      if (entry.at("action") == action) actor = entry.at("actor");
    }
    return actor;
  }
  [[nodiscard]] Json job(int number) const {
    return stand.workspace().document({"jobs", "show", std::to_string(number)});
  }
  [[nodiscard]] bool job_is(int number, const std::string& state) const {
    return job(number).at("state") == state;
  }
  [[nodiscard]] Arguments crawling(const std::string& site = "cardsales") const {
    return stand.crawl_arguments(id, site);
  }

  Stand stand;
  std::string id;
  std::unique_ptr<Child> daemon;
};

TEST_F(Daemon, RefusesToServeWithoutAKeyOrASecondTime) {
  const auto without = run({"serve"});
  EXPECT_EQ(without.code, 2);
  EXPECT_NE(without.err.find("no key file"), std::string::npos) << without.err;
  stand.take_on(id, "cardsales");
  serve();
  const auto second = run({"serve"});
  EXPECT_EQ(second.code, 1);
  EXPECT_NE(second.err.find("holds the store already"), std::string::npos) << second.err;
  EXPECT_EQ(stop().code, 0);
  EXPECT_FALSE(fs::exists(socket_file()));
}

TEST_F(Daemon, EveryWritingCommandGoesThroughItAndTheAuditLogNamesWhoAsked) {
  stand.take_on(id, "cardsales");
  serve();
  stand.workspace().write("two.csv", "merchant,business_number,name\nshop3,110-81-28774,three\n");
  done({"merchants", "add", "shop2", "--business-number", "220-81-62517", "--name", "가게"});
  EXPECT_NE(actor_of("merchant added").find("(pid "), std::string::npos)
      << actor_of("merchant added");
  done({"merchants", "import", "two.csv", "--by", "kim"});
  done({"consents", "add", "--merchant", "shop2", "--site", "cardsales", "--from", stand.from(),
        "--to", stand.to(), "--valid-until", "2099-12-31", "--evidence", "paper 2"});
  EXPECT_NE(done({"credentials", "set", "--merchant", "shop2", "--site", "cardsales", "--login-id",
                  "two", "--json"},
                 "a secret")
                .out.find("\"version\":1"),
            std::string::npos);
  done({"basis", "set", "--merchant", id, "--ledger", "approval", "--site", "cardsales", "--from",
        stand.from(), "--by", "kim"});
  done({"rates", "set", "--merchant", id, "--percent", "1.5", "--from", stand.from()});
  done({"consumers", "ack", "bank", "1:0"});
  done({"evidence", "prune"});
  EXPECT_EQ(done(crawling()).out.find("missing"), std::string::npos);
  EXPECT_NE(actor_of("crawl asked for").find("(pid "), std::string::npos);
  EXPECT_EQ(stand.account(id, "cardsales").at("login_submits"), 1);
  const auto cut =
      run({"cut", "--merchant", id, "--through", stand.to(), "--with-open", "--by", "kim"});
  EXPECT_EQ(cut.code, 0) << cut.err;
  done({"consents", "withdraw", "--merchant", "shop2", "--site", "cardsales"});
  EXPECT_EQ(done({"audit", "verify"}).code, 0);
  EXPECT_FALSE(daemon->has_ended());
  EXPECT_EQ(stand.differences(id, "cardsales"), "");
}

TEST_F(Daemon, ACommandThatWouldFailFailsTheSameWay) {
  stand.take_on(id, "cardsales");
  const Arguments bad = {"merchants", "add", "x", "--business-number", "1", "--name", "y"};
  const Arguments again = {"merchants",    "add",    id, "--business-number",
                           "220-81-62517", "--name", "y"};
  const auto alone = run(bad);
  const auto alone_again = run(again);
  serve();
  const auto through = run(bad);
  EXPECT_EQ(through.code, alone.code);
  EXPECT_EQ(through.err, alone.err);
  EXPECT_EQ(run(again).code, alone_again.code);
  EXPECT_EQ(run(again).err, alone_again.err);
}

TEST_F(Daemon, ManyWritersAtOnceComeOneAfterTheOtherWithItAndWithoutIt) {
  stand.take_on(id, "cardsales");
  const auto add_many = [&](int first) {
    constexpr int kClients = 8;
    std::vector<std::unique_ptr<Child>> clients;
    for (int n = first; n < first + kClients; ++n) {
      clients.push_back(
          stand.workspace().start({"consumers", "ack", "reader" + std::to_string(n), "1:0"}));
    }
    for (const auto& client : clients) {
      const auto ended = client->wait();
      EXPECT_EQ(ended.code, 0) << ended.err;
    }
  };
  add_many(0);
  serve();
  add_many(100);
  EXPECT_EQ(stand.workspace().lines({"consumers", "list"}).size(), 16U);
  done({"audit", "verify"});
}

TEST_F(Daemon, RelativePathsMeanTheClientsFolder) {
  stand.take_on(id, "cardsales");
  serve();
  fs::create_directory(file("elsewhere"));
  stand.workspace().write("elsewhere/three.csv",
                          "merchant,business_number,name\nshop3,110-81-28774,three\n");
  Child client({program("vancrawl"),
                {"--config", "../vancrawl.toml", "merchants", "import", "three.csv", "--by", "kim"},
                file("elsewhere")});
  const auto ended = client.wait();
  EXPECT_EQ(ended.code, 0) << ended.err;
}

TEST_F(Daemon, WhatNeedsTheStoreAloneIsRefusedMeanwhile) {
  stand.take_on(id, "cardsales");
  done({"backup", "copy.db"});
  serve();
  for (const Arguments& alone :
       {Arguments{"recover"}, Arguments{"vault", "rotate"},
        Arguments{"vault", "verify", "--drop-old"}, Arguments{"backup", "restore", "copy.db"}}) {
    const auto refused = run(alone);
    EXPECT_EQ(refused.code, 1) << alone.front();
    EXPECT_NE(refused.err.find("stop that one first"), std::string::npos) << refused.err;
  }
  done({"vault", "verify"});
  done({"backup", "copy2.db"});
}

TEST_F(Daemon, ASocketThatADeadOneLeftIsTakenOver) {
  stand.take_on(id, "cardsales");
  serve();
  daemon->signal(SIGKILL);
  EXPECT_EQ(daemon->wait().signal, SIGKILL);
  ASSERT_TRUE(fs::exists(socket_file()));
  done({"merchants", "add", "shop2", "--business-number", "220-81-62517", "--name", "가게"});
  EXPECT_EQ(actor_of("merchant added").find("(pid "), std::string::npos) << "it ran by itself";
  serve();
  EXPECT_EQ(stop().code, 0);
}

TEST_F(Daemon, APathThatIsTooLongForASocketIsNamedWithTheKeyThatHelps) {
  stand.take_on(id, "cardsales");
  const auto folder = std::string(100, 'd');
  fs::create_directory(file(folder));
  auto text = stand.workspace().text_of("vancrawl.toml");
  const std::string line = "store = \"vancrawl.db\"";
  text.replace(text.find(line), line.size(), "store = \"" + folder + "/vancrawl.db\"");
  stand.workspace().write("long.toml", text);
  const auto refused = run({"--config", "long.toml", "serve"});
  EXPECT_NE(refused.code, 0);
  EXPECT_NE(refused.err.find("control_socket"), std::string::npos) << refused.err;
  stand.workspace().write("short.toml", "control_socket = \"short.sock\"\n" + text);
  const auto child = stand.workspace().start({"--config", "short.toml", "serve"});
  EXPECT_TRUE(eventually([&] { return child->has_ended() || fs::exists(file("short.sock")); }));
  child->signal(SIGTERM);
  EXPECT_EQ(child->wait().code, 0);
}

TEST_F(Daemon, AStoredAnswerThatIsFreshEnoughAsksThePortalNothing) {
  stand.take_on(id, "cardsales");
  const auto asked = [&](const std::string& age) {
    auto arguments = crawling();
    arguments.insert(arguments.end(), {"--max-age", age, "--json"});
    return run(arguments);
  };
  EXPECT_EQ(asked("1h").code, 0) << "nothing is stored: it crawls";
  const auto requests = stand.simulator().requests("cardsales");
  EXPECT_GT(requests, 0);
  const auto stored = asked("1h");
  EXPECT_EQ(stored.code, 0) << stored.err;
  EXPECT_NE(stored.out.find("\"age_seconds\""), std::string::npos) << stored.out;
  EXPECT_EQ(stand.simulator().requests("cardsales"), requests);
  EXPECT_EQ(asked("soon").code, 2);
  serve();
  EXPECT_NE(asked("1h").out.find("\"age_seconds\""), std::string::npos);
  EXPECT_EQ(stand.simulator().requests("cardsales"), requests);
  EXPECT_TRUE(eventually([&] { return asked("1s").out.find("age_seconds") == std::string::npos; }))
      << "older than asked for: read anew";
  EXPECT_GT(stand.simulator().requests("cardsales"), requests);
}

TEST_F(Daemon, ALedgerThatNoConsentCoversIsNamed) {
  stand.add_merchant(id);
  done({"consents", "add", "--merchant", id, "--site", "cardsales", "--ledger", "approval",
        "--from", stand.from(), "--to", stand.to(), "--valid-until", "2099-12-31", "--evidence",
        "paper"});
  ASSERT_EQ(stand.enter_secret(id, "cardsales", stand.login(id, "cardsales").password).code, 0);
  const auto crawled = run(crawling());
  EXPECT_NE(crawled.err.find("cardsales: deposit is not read: no consent in force covers it"),
            std::string::npos)
      << crawled.err;
  EXPECT_EQ(crawled.out.find("deposit"), std::string::npos);
}

TEST_F(Daemon, JobsAreShownCancelledAndTriedAgain) {
  stand.add_merchant(id);
  stand.add_consent(id, "cardsales");
  ASSERT_EQ(stand.enter_secret(id, "cardsales", "13579").code, 0);
  serve();
  EXPECT_EQ(run(crawling()).code, 1);
  ASSERT_TRUE(job_is(1, "dead")) << job(1);
  EXPECT_EQ(job(1).at("failure"), "wrong_password");
  const auto listed = stand.workspace().lines({"jobs", "list", "--state", "dead"});
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed.front().at("id"), 1);
  EXPECT_NE(done({"jobs", "retry", "1"}).out.find("due again"), std::string::npos);
  EXPECT_NE(actor_of("job tried again").find("(pid "), std::string::npos);
  EXPECT_TRUE(eventually([&] { return job_is(1, "dead"); }));
  EXPECT_EQ(stand.account(id, "cardsales").at("login_submits"), 1)
      << "a rejected secret is never sent again, whoever tries";
  done({"jobs", "cancel", "1"});
  EXPECT_TRUE(job_is(1, "cancelled"));
  EXPECT_EQ(run({"jobs", "cancel", "1"}).code, 1);
  EXPECT_EQ(run({"jobs", "retry", "1"}).code, 1);
  EXPECT_EQ(run({"jobs", "cancel", "99"}).code, 2);
  EXPECT_EQ(run({"jobs", "show", "99"}).code, 2);
  EXPECT_EQ(run({"jobs", "list", "--state", "busy"}).code, 2);
}

/// Changes a value of the configuration and says what came of a reload.
class Reload : public Daemon {
 protected:
  void SetUp() override {
    stand.take_on(id, "cardsales");
    fs::copy(VANCRAWL_SOURCE_DIR "/sites", file("sites"), fs::copy_options::recursive);
    stand.workspace().write(
        "vancrawl.toml", "sites_folder = \"sites\"\n" + stand.workspace().text_of("vancrawl.toml"));
    serve();
  }
  void change(const std::string& name, const std::string& from, const std::string& to) const {
    auto text = stand.workspace().text_of(name);
    ASSERT_NE(text.find(from), std::string::npos) << from;
    text.replace(text.find(from), from.size(), to);
    stand.workspace().write(name, text);
  }
  void expect_refused(const std::string& because) const {
    const auto refused = run({"reload"});
    EXPECT_EQ(refused.code, 1);
    EXPECT_NE(refused.err.find(because), std::string::npos) << refused.err;
    EXPECT_NE(refused.err.find("goes on with what it had"), std::string::npos) << refused.err;
    EXPECT_EQ(run(crawling()).code, 0);
  }
};

TEST_F(Reload, TakesAChangedSiteWithoutAStart) {
  done({"reload"});
  change("sites/cardsales/site.toml", "id = \"cardsales\"", "id = \"cardsales\"  # seen");
  change("vancrawl.toml", "longest_wait_ms = 100", "longest_wait_ms = 90");
  EXPECT_NE(done({"reload"}).out.find("read anew"), std::string::npos);
  EXPECT_EQ(run(crawling()).code, 0);
}

TEST_F(Reload, RefusesATrustFactThatChanged) {
  change("vancrawl.toml", "https://127.0.0.1", "https://localhost");
  expect_refused("base URL");
}

TEST_F(Reload, RefusesAFileWithAFaultAndSaysWhere) {
  change("sites/cardsales/site.toml", "id = \"cardsales\"", "id = cardsales");
  expect_refused("site.toml");
}

TEST_F(Reload, RefusesWhatOnlyAStartCanChange) {
  change("vancrawl.toml", "log_level = \"debug\"", "log_level = \"info\"");
  expect_refused("log_level changed");
}

TEST_F(Reload, HappensAtSighup) {
  daemon->signal(SIGHUP);
  EXPECT_TRUE(eventually([&] {
    return stand.workspace().text_of("vancrawl.log").find("read anew") != std::string::npos;
  }));
  change("vancrawl.toml", "https://127.0.0.1", "https://localhost");
  daemon->signal(SIGHUP);
  EXPECT_TRUE(eventually([&] {
    return stand.workspace().text_of("vancrawl.log").find("reload refused") != std::string::npos;
  }));
  EXPECT_FALSE(daemon->has_ended());
}

/// Every answer of the portal takes a while.
class SlowDaemon : public Daemon {
 protected:
  SlowDaemon()
      : Daemon({"--merchants", "1", "--days", "4", "--proxies", "0", "--slow-ms", "150"}) {}
  [[nodiscard]] int open_sessions() const {
    return stand.simulator().get("/stats").at("portals").at("cardsales").at("open_sessions");
  }
  /// A client that waits for job 1, once it runs and has logged in.
  std::unique_ptr<Child> begun() {
    stand.take_on(id, "cardsales");
    serve();
    auto client = stand.workspace().start(crawling());
    EXPECT_TRUE(eventually([&] {
      return client->has_ended() || stand.account(id, "cardsales").at("login_submits") == 1;
    }));
    EXPECT_FALSE(client->has_ended()) << client->wait().err;
    return client;
  }
};

TEST_F(SlowDaemon, AClientThatIsStoppedLeavesTheJobToTheDaemon) {
  const auto client = begun();
  client->signal(SIGINT);
  const auto left = client->wait();
  EXPECT_EQ(left.code, 130);
  EXPECT_NE(left.err.find("goes on with it"), std::string::npos) << left.err;
  EXPECT_TRUE(eventually([&] { return job_is(1, "completed"); }));
  EXPECT_EQ(stand.differences(id, "cardsales"), "");
}

TEST_F(SlowDaemon, AtSigtermJobsComeToASafePointAndLoseNoAttempt) {
  const auto client = begun();
  daemon->signal(SIGTERM);
  daemon->signal(SIGTERM);
  daemon->signal(SIGINT);
  EXPECT_EQ(daemon->wait().code, 0) << "a second signal loses nothing";
  const auto told = client->wait();
  EXPECT_EQ(told.code, 130);
  EXPECT_NE(told.err.find("the jobs wait in the queue"), std::string::npos) << told.err;
  const auto waiting = job(1);
  EXPECT_TRUE(waiting.at("state") == "available" || waiting.at("state") == "retryable") << waiting;
  EXPECT_EQ(waiting.at("attempts"), 0);
  serve();
  EXPECT_TRUE(eventually([&] { return job_is(1, "completed"); }));
  EXPECT_EQ(stand.differences(id, "cardsales"), "");
}

TEST_F(SlowDaemon, ACrawlByItselfServesTheCommandsOfOthers) {
  stand.take_on(id, "cardsales");
  const auto crawl = stand.workspace().start(crawling());
  ASSERT_TRUE(eventually([&] { return crawl->has_ended() || fs::exists(socket_file()); }));
  ASSERT_FALSE(crawl->has_ended()) << crawl->wait().err;
  done({"merchants", "add", "shop2", "--business-number", "220-81-62517", "--name", "가게"});
  EXPECT_NE(actor_of("merchant added").find("(pid "), std::string::npos);
  const auto refused = run({"reload"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_NE(refused.err.find("no daemon runs"), std::string::npos) << refused.err;
  const auto along = run(crawling());
  EXPECT_EQ(along.code, 0) << along.err;
  EXPECT_EQ(crawl->wait().code, 0);
  EXPECT_EQ(stand.account(id, "cardsales").at("login_submits"), 1);
}

TEST_F(SlowDaemon, Promise15AWithdrawalThroughItStopsTheRunWithinTenSeconds) {
  const auto client = begun();
  done({"consents", "withdraw", "--merchant", id, "--site", "cardsales"});
  EXPECT_TRUE(eventually([&] { return job_is(1, "cancelled") && open_sessions() == 0; },
                         std::chrono::seconds(10)));
  EXPECT_NE(client->wait().code, 0);
  EXPECT_EQ(stand.workspace().document({"credentials", "list"})[0].at("state"), "destroyed");
}

/// systemd's end of the notify socket.
class NotifiedDaemon : public Daemon {
 protected:
  NotifiedDaemon() {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto name = file("notify").string();
    std::memcpy(address.sun_path, name.data(), name.size());
    socket = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    EXPECT_EQ(::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
    ::setenv("WATCHDOG_USEC", "100000", 1);
  }
  ~NotifiedDaemon() override {
    ::unsetenv("NOTIFY_SOCKET");
    ::unsetenv("WATCHDOG_USEC");
    ::close(socket);
  }
  [[nodiscard]] bool hears(const std::string& wanted) const {
    return eventually([&] {
      std::array<char, 512> bytes{};
      const auto count = ::recv(socket, bytes.data(), bytes.size(), MSG_DONTWAIT);
      return count > 0 &&
             std::string(bytes.data(), static_cast<std::size_t>(count)).starts_with(wanted);
    });
  }
  int socket = -1;
};

TEST_F(NotifiedDaemon, TellsSystemdWhatItDoes) {
  stand.take_on(id, "cardsales");
  serve();
  EXPECT_TRUE(hears("READY=1"));
  EXPECT_TRUE(hears("WATCHDOG=1"));
  done({"reload"});
  EXPECT_TRUE(hears("RELOADING=1\nMONOTONIC_USEC="));
  EXPECT_TRUE(hears("READY=1"));
  daemon->signal(SIGTERM);
  EXPECT_TRUE(hears("STOPPING=1"));
  EXPECT_EQ(daemon->wait().code, 0);
}

}  // namespace
}  // namespace vancrawl::e2e
