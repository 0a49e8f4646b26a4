#pragma once

#include <string>
#include <string_view>

#include "tests/portals/login_desk.h"
#include "tests/portals/totals.h"
#include "tests/portals/world.h"

/// The HTML pages of cardsales, UTF-8.
namespace vancrawl::portals::cardsales_pages {

/// `reason` stands above the form; empty on the first visit.
[[nodiscard]] std::string sign_in(std::string_view reason);
/// What a login that was not accepted sees.
[[nodiscard]] std::string login_refused(LoginResult result, const AccountState& state,
                                        int lock_after);
[[nodiscard]] std::string main_page(const World& world, const Account& account);
[[nodiscard]] std::string maintenance();
[[nodiscard]] std::string bot_wall();
/// A page with one sentence, for wrong or forbidden parameters.
[[nodiscard]] std::string notice(std::string_view sentence);

struct PurchaseDay {
  std::string search_date;  ///< as asked, echoed by the form
  std::string group;
  std::vector<std::pair<std::size_t, KindTotals>> companies;  ///< index of kCardCompanies, totals
  KindTotals sum;
};
[[nodiscard]] std::string purchase_day(const PurchaseDay& day);

}  // namespace vancrawl::portals::cardsales_pages
