#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/portals/cardsales.h"
#include "tests/portals/fault_plan.h"
#include "tests/portals/nonce.h"
#include "tests/portals/sample_keypad.h"
#include "tests/portals/truth.h"

namespace vancrawl::portals::checks {

using Json = nlohmann::json;

/// One browser: the cookies that the portals set.
using Cookies = std::map<std::string, std::string>;

/// The portals and the truth without a network, on a clock that the test moves.
class Stage {
 public:
  explicit Stage(int merchants, int days = 4, FaultLevel level = FaultLevel::kNone,
                 std::uint64_t seed = 11, PageWeight weight = PageWeight::kNormal);

  net::Answer cardsales_get(const std::string& target);
  net::Answer cardsales_login(const std::string& login, const std::string& secret);
  net::Answer keypad_get(const std::string& target);
  net::Answer qwerty_get(const std::string& target);
  /// Loads the login page and presses the secret in the middle of its cells.
  net::Answer keypad_login(const std::string& login, const std::string& secret);
  net::Answer qwerty_login(const std::string& login, const std::string& secret);
  net::Answer keypad_post(const net::Fields& form);
  net::Answer truth_get(const std::string& target);
  net::Answer truth_post(const std::string& path, const Json& body);
  TruthParts parts();
  /// Logs in with the portal's own secret.
  void enter(std::size_t account);

  [[nodiscard]] Json cardsales_json(const std::string& target);

  World world;
  Books books;
  FaultBook faults;
  std::chrono::steady_clock::time_point now{std::chrono::hours(1)};
  LoginDesk cardsales_desk;
  LoginDesk keypad_desk;
  LoginDesk qwerty_desk;
  Cardsales cardsales;
  SampleKeypad keypad;
  SampleKeypad qwerty;
  Nonce nonce;
  Gate gate;  ///< of all sites
  Truth truth;

 private:
  net::Answer keep_cookies(net::Answer answer);
  net::Answer get(SampleKeypad& portal, const std::string& target);
  net::Answer post(SampleKeypad& portal, const std::string& path, const net::Fields& form);
  std::string press_on(SampleKeypad& portal, std::string& page, char letter);
  net::Answer pad_login(SampleKeypad& portal, const std::string& login, const std::string& secret);

  Cookies cookies_;
};

/// "/a?b=c d" as an Ask; the query is given decoded.
[[nodiscard]] net::Ask ask_for(const std::string& method, const std::string& target,
                               const std::string& body = {});
[[nodiscard]] std::string header_of(const net::Answer& answer, const std::string& name);

/// A login page's pad: id, tokens and the middle of each cell.
struct ShownPad {
  std::string id;
  std::vector<std::string> tokens;
  std::vector<std::pair<int, int>> middles;
};
[[nodiscard]] ShownPad pad_on(const std::string& page);

/// The press on the middle of the cell that shows this character; nothing if none of the pages that
/// show has it.
[[nodiscard]] std::optional<std::string> press_of(const PadDesk& pads, const std::string& page,
                                                  char letter);

/// The texts of the cells of the table with this id, row by row; header rows are left out. Works on
/// unclosed cells too; &nbsp; and blanks around are cut.
[[nodiscard]] std::vector<std::vector<std::string>> cells_of(const std::string& page,
                                                             const std::string& table_id);
[[nodiscard]] std::int64_t number_in(const std::string& text);

}  // namespace vancrawl::portals::checks
