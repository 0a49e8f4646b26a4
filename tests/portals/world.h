#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/portals/card_company.h"
#include "tests/portals/day.h"

namespace vancrawl::portals {

enum class Site { kCardsales, kSampleKeypad, kSampleQwerty };
inline constexpr std::array kAllSites = {Site::kCardsales, Site::kSampleKeypad,
                                         Site::kSampleQwerty};
[[nodiscard]] std::string_view name_of(Site site);  ///< cardsales, sample_keypad, sample_qwerty
[[nodiscard]] std::optional<Site> site_named(std::string_view name);

enum class Ledger { kApproval, kAcquisition, kDeposit };
inline constexpr std::array kAllLedgers = {Ledger::kApproval, Ledger::kAcquisition,
                                           Ledger::kDeposit};
[[nodiscard]] std::string_view name_of(Ledger ledger);  ///< approval, acquisition, deposit
[[nodiscard]] std::optional<Ledger> ledger_named(std::string_view name);
/// Only cardsales has a deposit ledger.
[[nodiscard]] bool has_ledger(Site site, Ledger ledger);

/// What a login can choose: a merchant group at cardsales, a terminal at the others.
struct Scope {
  Site site = Site::kCardsales;
  std::string code;
  std::string name;
  std::size_t business = 0;
  std::size_t account = 0;
  bool in_use = true;
  /// By index of kCardCompanies; groups only.
  std::vector<std::string> merchant_numbers;
};

inline constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

/// One place of sale: its rows appear under this group and these terminals (indexes of scopes).
/// A business without consent is seen at one site only; its other indexes are kNowhere.
struct Till {
  std::size_t group = kNowhere;
  std::size_t terminal = kNowhere;         ///< at sample_keypad
  std::size_t qwerty_terminal = kNowhere;  ///< at sample_qwerty

  [[nodiscard]] std::size_t& scope_at(Site site);
  [[nodiscard]] std::size_t scope_at(Site site) const;
};

struct Business {
  std::string merchant_id;  ///< "m001"; empty for one that gave no consent
  std::string business_number;
  std::string name;
  std::int64_t fixed_price = 0;  ///< KRW of every sale; 0 = prices vary
  bool withholds_vat = false;    ///< 부가세 대리납부
  int credit_fee = 0;            ///< hundredths of a per cent
  int check_fee = 0;
  int busyness = 0;  ///< about the rows of a full day
  std::string bank;
  std::string bank_account;
  std::vector<Till> tills;
};

struct Account {
  Site site = Site::kCardsales;
  std::string login_id;
  std::string password;        ///< the portal's
  std::string given_password;  ///< what the merchant told us; differs in the wrong-password fault
  std::vector<std::size_t> businesses;
  std::vector<std::size_t> scopes;
};

struct WorldOrder {
  std::uint64_t seed = 1;
  int merchants = 8;
  int days = 3;
  Day until;
  /// Exactly so many approvals a merchant and day, one group, one terminal, no shared logins.
  std::optional<int> rows_per_day;
};

/// Who exists: businesses, what they own at the portals, and who logs in. The same order gives the
/// same world on every platform.
struct World {
  WorldOrder order;
  std::vector<Business> businesses;  ///< the consenting ones first
  std::vector<Scope> scopes;
  std::vector<Account> accounts;

  [[nodiscard]] Day from() const { return order.until.plus(1 - order.days); }
  [[nodiscard]] Day until() const { return order.until; }
  [[nodiscard]] std::optional<std::size_t> merchant(std::string_view merchant_id) const;
  /// The account through which a business is seen at a site.
  [[nodiscard]] std::size_t account_of(std::size_t business, Site site) const;
  [[nodiscard]] std::optional<std::size_t> account_named(Site site, std::string_view login) const;
};

[[nodiscard]] World build_world(const WorldOrder& order);

/// Ten digits whose last one is the check digit of the Korean business number.
[[nodiscard]] std::string business_number_from(std::uint64_t serial);
[[nodiscard]] bool is_business_number(std::string_view digits);

}  // namespace vancrawl::portals
