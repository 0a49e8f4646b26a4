#include <algorithm>
#include <array>
#include <csignal>
#include <set>

#include <gtest/gtest.h>

#include "tests/e2e/stand.h"
#include "tests/e2e/store_rows.h"

namespace vancrawl::e2e {
namespace {

std::string hex_of(const std::string& text, bool upper) {
  const std::string digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
  std::string hex;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    hex += {digits[byte >> 4U], digits[byte & 15U]};
  }
  return hex;
}

/// Every byte but letters and digits escaped, as a form sends it.
std::string url_encoded(const std::string& text) {
  std::string encoded;
  for (const char c : text) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0;
    encoded += plain ? std::string(1, c) : "%" + hex_of(std::string(1, c), true);
  }
  return encoded;
}

/// Base64 of the text at a given place in a longer one: only the characters that the place cannot
/// change.
std::string base64_inside(const std::string& text, std::size_t offset) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::string shifted = std::string(offset, '\0') + text;
  std::string encoded;
  for (std::size_t bit = 0; bit + 6 <= shifted.size() * 8; bit += 6) {
    unsigned value = 0;
    for (std::size_t i = bit; i < bit + 6; ++i) {
      const auto byte = static_cast<unsigned char>(shifted[i / 8]);
      value = value << 1U | (byte >> (7U - i % 8U) & 1U);
    }
    encoded.push_back(kDigits[value]);
  }
  return encoded.substr((offset * 8 + 5) / 6);
}

std::vector<std::string> shapes_of(const std::string& secret) {
  std::vector<std::string> shapes = {secret, url_encoded(secret), hex_of(secret, false),
                                     hex_of(secret, true)};
  for (std::size_t offset = 0; offset < 3; ++offset) {
    shapes.push_back(base64_inside(secret, offset));
  }
  return shapes;
}

void expect_nowhere(const std::string& secret, const std::string& bytes, const std::string& where) {
  for (const auto& shape : shapes_of(secret)) {
    EXPECT_EQ(bytes.find(shape), std::string::npos) << secret << " as " << shape << " in " << where;
  }
}

/// Everything that the program leaves or says, collected over several commands.
class Leavings {
 public:
  explicit Leavings(const Stand& stand) : stand_(stand) {}

  Ended run(const Arguments& arguments, const std::string& input = "") {
    const auto ended = stand_.workspace().run(arguments, input);
    said_ += ended.out + ended.err;
    return ended;
  }
  [[nodiscard]] const std::string& said() const { return said_; }
  [[nodiscard]] std::string all() const {
    auto bytes = said_ + stand_.workspace().all_bytes();
    for (const auto& text : evidence_texts(stand_.workspace().file("vancrawl.db"))) bytes += text;
    return bytes;
  }

 private:
  const Stand& stand_;
  std::string said_;
};

TEST(PlantedSecret, AcceptedPasswordIsInNoFileAndInNoWord) {
  const Stand stand;
  const auto id = stand.merchants().front();
  Leavings leavings(stand);
  for (const std::string site : {"cardsales", "sample_keypad", "sample_qwerty"}) {
    if (site == "cardsales") stand.add_merchant(id);
    stand.add_consent(id, site);
    const auto login = stand.login(id, site);
    leavings.run(
        {"credentials", "add", "--merchant", id, "--site", site, "--login-id", login.login_id},
        login.password);
    EXPECT_EQ(leavings.run(stand.crawl_arguments(id, site)).code, 0);
    expect_nowhere(login.password, leavings.said(), "what it said");
    const auto bytes = stand.workspace().all_bytes();
    // A keypad secret is a few digits: only a longer one can be looked for among numbers.
    if (login.password.size() >= 8) expect_nowhere(login.password, leavings.all(), "its files");
    EXPECT_GT(bytes.size(), 10000U);
  }
}

TEST(PlantedSecret, RejectedPasswordWithOddCharactersIsInNoFileAndInNoWord) {
  const Stand stand;
  const auto id = stand.merchants().front();
  stand.add_merchant(id);
  stand.add_consent(id, "cardsales");
  Leavings leavings(stand);
  const std::string secret = "pl4nted&+%= 비밀/\"'<>\\";
  const auto login_id = stand.login(id, "cardsales").login_id;
  for (int again = 0; again < 2; ++again) {
    leavings.run(
        {"credentials", "add", "--merchant", id, "--site", "cardsales", "--login-id", login_id},
        secret);
    EXPECT_EQ(leavings.run(stand.crawl_arguments(id, "cardsales")).code, 1);
  }
  expect_nowhere(secret, leavings.all(), "anything");
  EXPECT_EQ(stand.account(id, "cardsales").at("wrong_submits"), 1);
}

TEST(PlantedSecret, PasswordIsInNoFileAfterAKillInTheMiddleOfALogin) {
  const Stand stand({"--merchants", "1", "--days", "1", "--proxies", "0", "--slow-ms", "500"});
  const auto id = stand.merchants().front();
  stand.add_merchant(id);
  stand.add_consent(id, "cardsales");
  const std::string secret = "pl4nted-in-a-crash";
  ASSERT_EQ(stand.enter_secret(id, "cardsales", secret).code, 0);
  const auto crawl = stand.workspace().start(stand.crawl_arguments(id, "cardsales"));
  ASSERT_TRUE(eventually([&] { return stand.account(id, "cardsales").at("login_submits") == 1; }));
  crawl->signal(SIGKILL);
  const auto ended = crawl->wait();
  expect_nowhere(secret, stand.workspace().all_bytes() + ended.out + ended.err, "anything");
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Runs of 16 digits that are a card of the truth: its first six and its last four.
std::set<std::string> whole_cards_in(const std::string& bytes, const Json& rows) {
  std::set<std::string> ends;
  for (const auto& row : rows) {
    if (!row.contains("card")) continue;
    const auto card = row.at("card").get<std::string>();
    ends.insert(card.substr(0, 6) + card.substr(card.size() - 4));
  }
  std::set<std::string> found;
  constexpr std::size_t kDigits = 16;
  std::size_t length = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    length = is_digit(bytes[i]) ? length + 1 : 0;
    if (length < kDigits) continue;
    const auto number = bytes.substr(i + 1 - kDigits, kDigits);
    if (ends.contains(number.substr(0, 6) + number.substr(12))) found.insert(number);
  }
  return found;
}

TEST(PlantedSecret, WholeCardAndAccountNumbersAreInNoFileAndInNoWord) {
  const Stand stand({"--merchants", "1", "--days", "5", "--proxies", "0"});
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  Leavings leavings(stand);
  EXPECT_EQ(leavings.run(stand.crawl_arguments(id, "cardsales")).code, 0);
  leavings.run({"records", "--merchant", id, "--json"});
  const auto bytes = leavings.all();
  std::size_t looked_for = 0;
  for (const auto& row : stand.simulator().get("/rows?merchant=" + id + "&site=cardsales")) {
    if (row.at("ledger") != "deposit") continue;
    const auto account = row.at("account").get<std::string>();
    expect_nowhere(account, bytes, "anything");
    ++looked_for;
  }
  EXPECT_GT(looked_for, 0U);
  const auto rows = stand.simulator().get("/rows?merchant=" + id + "&site=cardsales");
  EXPECT_EQ(whole_cards_in(bytes, rows), std::set<std::string>());
  EXPECT_EQ(bytes.find("cardRealNo\":\"9"), std::string::npos);
}

TEST(PlantedSecret, SessionCookieIsInNoFileAndInNoWord) {
  const Stand stand({"--merchants", "1", "--days", "1", "--proxies", "0", "--seed", "5"});
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  Leavings leavings(stand);
  EXPECT_EQ(leavings.run(stand.crawl_arguments(id, "cardsales")).code, 0);
  const auto bytes = leavings.all();
  EXPECT_EQ(bytes.find("JSESSIONID"), std::string::npos);
}

TEST(PlantedSecret, ProxyPasswordIsInNoWordAndNoStore) {
  const Stand stand({"--merchants", "1", "--days", "1", "--proxies", "1"},
                    "proxies_file = \"proxies.txt\"\n");
  const auto proxy = stand.simulator().addresses().at("proxies").at(0).get<std::string>();
  stand.workspace().write("proxies.txt", proxy + "\n");
  const auto from = proxy.find(':', proxy.find("//")) + 1;
  const auto password = proxy.substr(from, proxy.find('@') - from);
  const auto id = stand.merchants().front();
  stand.take_on(id, "cardsales");
  Leavings leavings(stand);
  EXPECT_EQ(leavings.run(stand.crawl_arguments(id, "cardsales")).code, 0);
  std::filesystem::remove(stand.workspace().file("proxies.txt"));
  expect_nowhere(password, leavings.all(), "anything");
}

}  // namespace
}  // namespace vancrawl::e2e
