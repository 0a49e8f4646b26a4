#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/portals/faults.h"
#include "tests/portals/pad_desk.h"
#include "tests/portals/page_weight.h"
#include "tests/portals/totals.h"

/// The pages of the fictitious VAN "샘플밴" and of its twin with letters, as UTF-8; the portals
/// send them as CP949.
namespace vancrawl::portals::keypad_pages {

[[nodiscard]] std::string login(const DealtPad& pad);
[[nodiscard]] std::string login_refused(LoginResult result, const AccountState& state,
                                        int lock_after);
[[nodiscard]] std::string pad_refused();
/// The answer to a press: the mask, and the pad again where it was dealt anew.
[[nodiscard]] std::string pad_pressed(const PadDesk::Pressed& pressed);
[[nodiscard]] std::string main_page(const World& world, const Account& account);
[[nodiscard]] std::string session_expired();
[[nodiscard]] std::string logged_out();
[[nodiscard]] std::string maintenance();
[[nodiscard]] std::string notice(std::string_view sentence);

struct TerminalPage {
  std::vector<std::size_t> scopes;  ///< of the account, all
  std::size_t page = 1;             ///< 10 a page
};
[[nodiscard]] std::string terminals(const World& world, const TerminalPage& page,
                                    const Markup& markup);

struct ListingPage {
  const World& world;
  const Books& books;
  std::string terminal;
  Day day;
  std::size_t page = 1;
  std::size_t pages = 1;
  Totals totals;  ///< as printed, faults included
  std::vector<PlacedRow> rows;
};
[[nodiscard]] std::string sales(const ListingPage& page, const Markup& markup);
[[nodiscard]] std::string purchases(const ListingPage& page, const Markup& markup);

/// The frame around a body, with the menu of a logged-in page.
[[nodiscard]] std::string framed(std::string_view title, std::string_view body,
                                 const Markup& markup);

}  // namespace vancrawl::portals::keypad_pages
