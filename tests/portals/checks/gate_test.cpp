#include "tests/portals/gate.h"

#include <gtest/gtest.h>

#include "tests/portals/checks/stage.h"

namespace vancrawl::portals::checks {
namespace {

net::Ask from(const std::string& address) {
  net::Ask ask;
  ask.peer_address = address;
  return ask;
}

int status_for(Gate& gate, const std::string& address) {
  const auto answer = gate.answer_instead(from(address));
  return answer ? answer->status : 0;
}

TEST(Gate, IsOpenUntilItIsClosed) {
  Gate gate;
  EXPECT_EQ(status_for(gate, "127.0.0.1"), 0);
  gate.close(2);
  EXPECT_EQ(status_for(gate, "127.0.0.1"), 503);
  EXPECT_EQ(status_for(gate, "127.1.1.1"), 503);
  EXPECT_EQ(status_for(gate, "127.0.0.1"), 0);
  EXPECT_EQ(gate.met_outage(), 2U);
  gate.close(100);
  gate.close(0);
  EXPECT_EQ(status_for(gate, "127.0.0.1"), 0);
}

TEST(Gate, KeepsOutEachAddressOfANetworkAfterItsOwnRequests) {
  Gate gate;
  gate.ban("127.1.", 1);
  EXPECT_EQ(status_for(gate, "127.1.1.1"), 0);
  EXPECT_EQ(status_for(gate, "127.1.1.1"), 403);
  EXPECT_EQ(status_for(gate, "127.1.1.2"), 0);
  EXPECT_EQ(status_for(gate, "127.2.1.1"), 0);
  EXPECT_EQ(status_for(gate, "127.2.1.1"), 0);
  EXPECT_EQ(gate.kept_out(), 1U);
}

TEST(Gate, LetsInAgainWhomItKeptOut) {
  Gate gate;
  gate.ban("127.1.1.1", 0);
  EXPECT_EQ(status_for(gate, "127.1.1.1"), 403);
  gate.ban("127.1.1.1", std::nullopt);
  EXPECT_EQ(status_for(gate, "127.1.1.1"), 0);
}

TEST(Gate, CountsRequestsOfASessionThatChangedItsExit) {
  Gate gate;
  const auto ask = [&](const std::string& address, const std::string& session) {
    auto request = from(address);
    request.cookies = {{"JSESSIONID", session}};
    static_cast<void>(gate.answer_instead(request));
  };
  ask("127.1.1.1", "0123456789abcdef-1");
  ask("127.1.1.1", "0123456789abcdef-1");
  ask("127.1.1.2", "0123456789abcdef-2");
  EXPECT_EQ(gate.moved(), 0U);
  ask("127.1.1.2", "0123456789abcdef-1");
  EXPECT_EQ(gate.moved(), 1U);
}

TEST(Gate, IsTurnedByTheTruth) {
  Stage stage(1);
  const auto plant = [&](const Json& fault) { return stage.truth_post("/fault", fault).status; };
  EXPECT_EQ(plant({{"kind", "outage"}, {"site", "cardsales"}, {"times", 1}}), 200);
  EXPECT_EQ(status_for(stage.gate, "127.1.1.1"), 503);
  EXPECT_EQ(plant({{"kind", "banned_address"},
                   {"site", "cardsales"},
                   {"address", "127.1.1."},
                   {"after", 0}}),
            200);
  EXPECT_EQ(status_for(stage.gate, "127.1.1.1"), 403);
  EXPECT_EQ(plant({{"kind", "banned_address"},
                   {"site", "cardsales"},
                   {"address", "127.1.1."},
                   {"times", 0}}),
            200);
  EXPECT_EQ(status_for(stage.gate, "127.1.1.1"), 0);
  EXPECT_EQ(plant({{"kind", "banned_address"}, {"site", "cardsales"}}), 400);
  const auto stats = Json::parse(stage.truth_get("/stats").body);
  EXPECT_EQ(stats.at("portals").at("cardsales").at("met_outage"), 1);
  EXPECT_EQ(stats.at("portals").at("cardsales").at("kept_out"), 1);
}

}  // namespace
}  // namespace vancrawl::portals::checks
