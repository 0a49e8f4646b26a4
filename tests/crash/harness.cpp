#include "tests/crash/harness.h"

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>

#include <fmt/format.h>

#include "crawler/cli/demo_comparison.h"
#include "storage/store.h"

namespace vancrawl::crash {
namespace {

using e2e::Json;

const std::vector<std::string> kSites = {"cardsales", "sample_keypad", "sample_qwerty"};
constexpr int kFightEvery = 3;
constexpr std::chrono::seconds kForARefusal{3};
constexpr std::chrono::seconds kForASocket{30};
constexpr unsigned kLongestLifeMs = 800;

}  // namespace

bool Verdict::is_good() const {
  return missing == 0 && doubled == 0 && wrong == 0 && open == 0 && sent_wrongly_twice == 0 &&
         locked == 0 && wrongly_let_in == 0 && faults.empty();
}

std::string to_text(const Verdict& verdict) {
  std::string text;
  for (const auto& fault : verdict.faults) text += "  FAULT: " + fault + "\n";
  return text + fmt::format(
                    "crash: kills={} ended_before={} second_refused={} second_let_in={} "
                    "confirmed={} missing={} doubled={} wrong={} open={} "
                    "secrets_sent_wrongly_twice={} locked={}\n",
                    verdict.kills, verdict.ended_before, verdict.refused, verdict.wrongly_let_in,
                    verdict.confirmed, verdict.missing, verdict.doubled, verdict.wrong,
                    verdict.open, verdict.sent_wrongly_twice, verdict.locked);
}

Harness::Harness(const Options& options)
    : options_(options),
      dice_(options.seed),
      stand_({"--merchants", "3", "--days", "3", "--proxies", "0", "--slow-ms", "15", "--seed",
              std::to_string(options.seed)}),
      merchants_(stand_.merchants()) {}

std::string Harness::pick(const std::vector<std::string>& names) {
  return names[dice_() % names.size()];
}

Verdict Harness::run() {
  register_world();
  // A crawl that was done before its moment came is no kill, but not for ever.
  for (int kill = 1; verdict_.kills < options_.kills && kill <= 4 * options_.kills; ++kill) {
    if (kill % kFightEvery == 0) {
      fight_for_the_store();
    } else {
      crawl_and_kill();
    }
  }
  expect_kills();
  settle();
  compare();
  return verdict_;
}

/// A night in which nothing was killed proves nothing.
void Harness::expect_kills() {
  if (verdict_.kills < options_.kills) {
    verdict_.faults.push_back(
        fmt::format("{} of {} kills came in time", verdict_.kills, options_.kills));
  }
  const bool fought = options_.kills >= 2 * kFightEvery;
  if (fought && verdict_.refused == 0) verdict_.faults.push_back("no second program was refused");
}

/// The last merchant's password at the last site is wrong: it may be sent once.
void Harness::register_world() {
  for (const auto& id : merchants_) {
    stand_.add_merchant(id);
    for (const auto& site : kSites) {
      stand_.add_consent(id, site);
      const bool is_wrong = id == merchants_.back() && site == kSites.back();
      const auto password = is_wrong ? "13579" : stand_.login(id, site).password;
      const auto entered = stand_.enter_secret(id, site, password);
      if (entered.code != 0) throw std::runtime_error("credentials: " + entered.err);
    }
  }
}

void Harness::wait_a_while(e2e::Child& child) {
  const auto life = std::chrono::milliseconds(dice_() % kLongestLifeMs);
  const auto until = std::chrono::steady_clock::now() + life;
  while (std::chrono::steady_clock::now() < until && !child.has_ended()) e2e::pause_shortly();
}

void Harness::crawl_and_kill() {
  const auto child =
      stand_.workspace().start(stand_.crawl_arguments(pick(merchants_), pick(kSites)));
  wait_a_while(*child);
  const bool ended = child->has_ended();
  child->signal(SIGKILL);
  static_cast<void>(child->wait());
  ended ? ++verdict_.ended_before : ++verdict_.kills;
}

/// Two programs want one store: the one that has it goes on and is killed, a daemon beside it is
/// refused.
void Harness::fight_for_the_store() {
  const auto socket = stand_.workspace().file("vancrawl.db.sock");
  std::filesystem::remove(socket);  // what the last one that was killed left
  const auto first =
      stand_.workspace().start(stand_.crawl_arguments(pick(merchants_), pick(kSites)));
  const auto latest = std::chrono::steady_clock::now() + kForASocket;
  while (!std::filesystem::exists(socket) && !first->has_ended()) {
    if (std::chrono::steady_clock::now() > latest) throw std::runtime_error("no socket came");
    e2e::pause_shortly();
  }
  if (first->has_ended()) {
    ++verdict_.ended_before;
    return;
  }
  const auto daemon = stand_.workspace().start({"serve"});
  const auto until = std::chrono::steady_clock::now() + kForARefusal;
  while (std::chrono::steady_clock::now() < until && !daemon->has_ended()) e2e::pause_shortly();
  const bool overlapped = !first->has_ended();
  daemon->signal(SIGKILL);
  const auto second = daemon->wait();
  first->signal(SIGKILL);
  static_cast<void>(first->wait());
  ++verdict_.kills;
  if (!overlapped) return;
  const bool refused = second.code == 1 && second.err.contains("holds the store");
  refused ? ++verdict_.refused : ++verdict_.wrongly_let_in;
  if (!refused) verdict_.faults.push_back("the second program said: " + second.err);
}

/// What a person does after such a night: whoever's login was never seen to its end says that it
/// works, and everything is crawled once more.
void Harness::settle() {
  for (int round = 0; round < 2; ++round) {
    for (const auto& id : merchants_) {
      for (const auto& site : kSites) static_cast<void>(stand_.crawl(id, site));
    }
    confirm_what_was_never_seen();
  }
}

void Harness::confirm_what_was_never_seen() {
  for (const auto& credential : stand_.workspace().document({"credentials", "list"})) {
    if (credential.at("state") != "rejected") continue;
    const std::string merchant = credential.at("merchant");
    const std::string site = credential.at("site");
    if (merchant == merchants_.back() && site == kSites.back()) continue;
    const auto confirmed =
        stand_.workspace().run({"credentials", "confirm", "--site", site, "--login-id",
                                credential.at("login_id").get<std::string>(), "--version",
                                std::to_string(credential.at("version").get<int>()), "--person",
                                "Kim", "--note", "logged in by hand"});
    if (confirmed.code == 0) ++verdict_.confirmed;
  }
}

void Harness::compare() {
  const auto reader = storage::Reader::open(stand_.workspace().file("vancrawl.db"));
  const auto comparison =
      cli::compared(*reader, stand_.simulator().get("/rows"), stand_.simulator().get("/slices"));
  verdict_.missing = comparison.missing;
  verdict_.doubled = comparison.doubled;
  verdict_.wrong = comparison.wrong;
  const auto held = merchants_.back() + " " + kSites.back();
  for (const auto& fault : comparison.faults) {
    // The account whose password is wrong proves nothing, as it should.
    const bool is_due = fault.starts_with("unproved though obtainable: " + held);
    if (!is_due) verdict_.faults.push_back(fault);
    if (!is_due && fault.starts_with("unproved")) ++verdict_.open;
  }
  for (const auto& account : stand_.simulator().get("/accounts")) {
    if (account.at("most_wrong_of_one_secret") > 1) ++verdict_.sent_wrongly_twice;
    if (account.at("locked").get<bool>()) ++verdict_.locked;
  }
}

}  // namespace vancrawl::crash
