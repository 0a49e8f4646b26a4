#include "proxy_pool/exit_line.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace vancrawl::proxy_pool {
namespace {

std::string password_of(const Exit& exit) {
  const auto bytes = exit.password.expose();
  return {bytes.begin(), bytes.end()};
}

std::string reason_of(const std::string& line) {
  const auto exits = parse_exit_line(line);
  return exits ? "none" : exits.error();
}

std::string percent_encoded(const std::string& text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += '%';
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

TEST(ExitLine, OptionsFollowTheAddress) {
  const auto exits = parse_exit_line(
      "https://u:p@h:443  weight=7 won-per-gb=900 country=kr\tat-once=20 at-once-at-a-site=2");
  ASSERT_TRUE(exits);
  const Exit& exit = exits->front();
  EXPECT_EQ(exit.scheme, Exit::Scheme::kHttps);
  EXPECT_EQ(exit.weight, 7);
  EXPECT_EQ(exit.price_per_gb, model::Won(900));
  EXPECT_EQ(exit.country, "KR");
  EXPECT_EQ(exit.at_once, 20);
  EXPECT_EQ(exit.at_once_at_a_site, 2);
}

TEST(ExitLine, DirectTakesOptionsToo) {
  const auto exits = parse_exit_line("direct at-once=4");
  ASSERT_TRUE(exits);
  EXPECT_EQ(exits->front().id.text(), "direct");
  EXPECT_EQ(exits->front().at_once, 4);
}

TEST(ExitLine, ASessionInTheUserMakesExits) {
  const auto exits = parse_exit_line(
      "socks5h://id-country-kr-session-{session}:p%40@gate.test:7000 sessions=a,b_2");
  ASSERT_TRUE(exits);
  ASSERT_EQ(exits->size(), 2U);
  EXPECT_EQ((*exits)[0].user, "id-country-kr-session-a");
  EXPECT_EQ((*exits)[1].id.text(), "socks5h://id-country-kr-session-b_2@gate.test:7000");
  EXPECT_EQ(password_of((*exits)[1]), "p@");
}

TEST(ExitLine, ASessionInThePasswordAloneIsToldByTheName) {
  const auto exits = parse_exit_line("http://u:p_session-{session}@h:1 sessions=7-8");
  ASSERT_TRUE(exits);
  ASSERT_EQ(exits->size(), 2U);
  EXPECT_EQ((*exits)[0].id.text(), "http://u@h:1#7");
  EXPECT_EQ(password_of((*exits)[1]), "p_session-8");
}

TEST(ExitLine, ATemplateAndItsSessionsBelongTogether) {
  EXPECT_EQ(reason_of("http://u-{session}@h:1"), "{session} without sessions=");
  EXPECT_EQ(reason_of("http://u@h:1 sessions=1-2"), "sessions= without {session}");
  EXPECT_EQ(reason_of("direct sessions=1-2"), "sessions= without {session}");
}

TEST(ExitLine, APasswordNeedsAUser) {
  EXPECT_EQ(reason_of("http://:p@h:1"), "an empty user before @");
  EXPECT_EQ(make_exit({.host = "h", .port = "1", .user = "", .password = "p"}).error(),
            "a password, no user");
}

RC_GTEST_PROP(ExitLine, AnyUserAndPasswordComeThroughEncoded, ()) {
  const auto letters = rc::gen::container<std::string>(rc::gen::inRange<char>(' ', '~'));
  auto user = *rc::gen::suchThat(letters, [](const std::string& text) {
    return !text.empty() && !text.contains(':') && !text.contains("{session}");
  });
  const auto password = *letters;
  const auto line =
      "http://" + percent_encoded(user) + ":" + percent_encoded(password) + "@h:80 weight=3";
  const auto exits = parse_exit_line(line);
  RC_ASSERT(exits.has_value());
  RC_ASSERT(exits->front().user == user);
  RC_ASSERT(password_of(exits->front()) == password);
  RC_ASSERT(exits->front().id.text() == "http://" + user + "@h:80");
}

RC_GTEST_PROP(ExitLine, ACutLineIsAnExitOrARefusalNeverAnotherUser, ()) {
  const std::string line = "http://user:secret@host.test:3128 weight=2 country=KR";
  const auto cut = line.substr(0, *rc::gen::inRange<std::size_t>(0, line.size()));
  const auto exits = parse_exit_line(cut);
  if (!exits) return;
  RC_ASSERT(exits->front().user == "user");
  RC_ASSERT(exits->front().host == "host.test");
}

}  // namespace
}  // namespace vancrawl::proxy_pool
