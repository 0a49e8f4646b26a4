#include "tests/portals/world.h"

#include <algorithm>
#include <stdexcept>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "tests/portals/dice.h"

namespace vancrawl::portals {
namespace {

constexpr std::array kFirstNames = {"한빛", "소담", "가온", "다온", "라온", "마루", "바람", "새솔",
                                    "아라", "온새", "자람", "초록", "푸른", "하늘", "해늘", "별하"};
constexpr std::array kTrades = {"식당",   "분식",   "카페", "약국",   "서점",
                                "미용실", "철물점", "꽃집", "세탁소", "문구",
                                "고깃집", "빵집",   "안경", "횟집",   "편의점"};
constexpr std::array kBanks = {"국민은행", "신한은행", "우리은행", "하나은행", "농협은행"};
/// Credit and check fee by yearly sales, in hundredths of a per cent (the regulator's published
/// rates).
constexpr std::array kFees = {std::pair{40, 15}, std::pair{100, 75}, std::pair{115, 90},
                              std::pair{145, 115}};
constexpr int kRetiredUpTo = 11;  ///< terminals in the list that is itself paged, 10 a page

std::string account_password(Site site, Dice& dice) {
  if (site == Site::kSampleKeypad) {
    const auto digits = dice.between(6, 8);
    std::string password;
    while (std::cmp_less(password.size(), digits)) {
      password += static_cast<char>('0' + dice.between(0, 9));
    }
    return password;
  }
  if (site == Site::kSampleQwerty) {
    constexpr std::string_view kOnPads = "!@#$%&()+?";
    return fmt::format("{}{}{}{}{:03}", static_cast<char>('a' + dice.between(0, 25)),
                       kOnPads[dice.index(kOnPads.size())],
                       static_cast<char>('A' + dice.between(0, 25)),
                       static_cast<char>('a' + dice.between(0, 25)), dice.between(0, 999));
  }
  constexpr std::array kMarks = {"+", "%", "&", "=", "!", "#", "@x", " z"};
  return fmt::format("Pw{}{}{:04}", kMarks[dice.index(kMarks.size())],
                     static_cast<char>('a' + dice.between(0, 25)), dice.between(0, 9999));
}

std::string_view login_prefix(Site site) {
  switch (site) {
    case Site::kCardsales:
      return "shop";
    case Site::kSampleKeypad:
      return "van";
    case Site::kSampleQwerty:
      return "key";
  }
  std::unreachable();
}

std::size_t first_code(Site site) {
  switch (site) {
    case Site::kCardsales:
      return 1000000000;
    case Site::kSampleKeypad:
      return 20000000;
    case Site::kSampleQwerty:
      return 30000000;
  }
  std::unreachable();
}

/// Every eighth business fills more than one page of its only group.
int deal_busyness(std::size_t index, Dice& dice) {
  if (index % 8 == 0) return static_cast<int>(dice.between(95, 110));
  if (index % 4 == 0) return static_cast<int>(dice.between(60, 100));
  return static_cast<int>(dice.between(4, 45));
}

/// Adds businesses, scopes and accounts to a world that is being built.
class Builder {
 public:
  explicit Builder(const WorldOrder& order) { world_.order = order; }

  World build() {
    for (int i = 0; i < world_.order.merchants; ++i) {
      add_business(fmt::format("m{:03}", i + 1));
    }
    for (const Site site : kAllSites) deal_logins(site);
    return std::move(world_);
  }

 private:
  std::size_t add_business(std::string merchant_id) {
    const std::size_t index = world_.businesses.size();
    Dice dice(world_.order.seed, "business", index);
    Business business;
    business.merchant_id = std::move(merchant_id);
    business.business_number = business_number_from(dice.next());
    const bool fixed = !world_.order.rows_per_day && (index == 2 || dice.one_of_thousand(80));
    business.name = fmt::format("{}{}{}", kFirstNames[dice.index(kFirstNames.size())],
                                fixed ? "주차장" : kTrades[dice.index(kTrades.size())], index + 1);
    business.fixed_price = fixed ? 3000 : 0;
    business.withholds_vat = dice.one_of_thousand(150);
    std::tie(business.credit_fee, business.check_fee) = kFees[dice.index(kFees.size())];
    business.busyness = deal_busyness(index, dice);
    business.bank = kBanks[dice.index(kBanks.size())];
    business.bank_account = fmt::format("{:03}-{:06}-{:05}", dice.between(100, 999),
                                        dice.between(0, 999999), dice.between(0, 99999));
    business.tills.resize(world_.order.rows_per_day ? 1 : 3, Till{});
    world_.businesses.push_back(std::move(business));
    return index;
  }

  /// Walks the merchants and decides for each stretch of them who shares a login.
  void deal_logins(Site site) {
    const auto merchants = static_cast<std::size_t>(world_.order.merchants);
    const bool large = merchants >= 4 && !world_.order.rows_per_day;
    Dice dice(world_.order.seed, "logins", static_cast<std::uint64_t>(site));
    for (std::size_t first = 0; first < merchants;) {
      const bool shared = large && (first == 1 || dice.one_of_thousand(50));
      const auto wanted = shared ? static_cast<std::size_t>(dice.between(2, 3)) : 1U;
      const std::size_t last = std::min(merchants, first + wanted);
      const std::size_t account = add_account(site, dice);
      for (std::size_t business = first; business < last; ++business) admit(account, business);
      const bool last_one = last == merchants;
      if (large && (last_one || (!shared && dice.one_of_thousand(50)))) {
        admit(account, add_business({}));
      }
      const bool retired = site == Site::kSampleKeypad && large && last > 3 && !has_retired_;
      if (retired) add_retired_terminals(account, last - 1);
      first = last;
    }
  }

  std::size_t add_account(Site site, Dice& dice) {
    Account account;
    account.site = site;
    const auto serial = world_.accounts.size() + 1;
    account.login_id = fmt::format("{}{:04}{:02}", login_prefix(site), serial, dice.between(0, 99));
    account.password = account_password(site, dice);
    account.given_password = account.password;
    world_.accounts.push_back(std::move(account));
    return world_.accounts.size() - 1;
  }

  /// Gives a business its groups or terminals under this account.
  void admit(std::size_t account, std::size_t business) {
    const Site site = world_.accounts[account].site;
    Dice dice(world_.order.seed, name_of(site), business);
    world_.accounts[account].businesses.push_back(business);
    const bool single = world_.order.rows_per_day.has_value() || business % 8 == 0;
    const auto count = single ? 1 : dice.between(1, 3);
    const std::size_t first = world_.scopes.size();
    for (std::int64_t i = 0; i < count; ++i) {
      const bool last_of_many = count > 1 && i + 1 == count;
      const bool retired = last_of_many && (business % 2 == 0 || dice.one_of_thousand(400));
      add_scope(account, business, !retired, dice);
    }
    for (std::size_t i = 0; i < world_.businesses[business].tills.size(); ++i) {
      const std::size_t scope = first + i % static_cast<std::size_t>(count);
      Till& till = world_.businesses[business].tills[i];
      till.scope_at(site) = scope;
    }
  }

  void add_scope(std::size_t account, std::size_t business, bool in_use, Dice& dice) {
    constexpr std::array kPlaces = {"본점", "2호점", "별관"};
    Scope scope;
    scope.site = world_.accounts[account].site;
    const std::size_t serial = world_.scopes.size();
    const bool group = scope.site == Site::kCardsales;
    scope.code = fmt::format("{}", first_code(scope.site) + serial * 7 + 13);
    scope.name = fmt::format("{} {}", world_.businesses[business].name, kPlaces[serial % 3]);
    scope.business = business;
    scope.account = account;
    scope.in_use = in_use;
    for (std::size_t i = 0; group && i < kCardCompanies.size(); ++i) {
      scope.merchant_numbers.push_back(fmt::format(
          "{}{:07}", 70 + i,
          (serial * 131 + static_cast<std::size_t>(dice.between(0, 99)) * 100003) % 10000000));
    }
    world_.accounts[account].scopes.push_back(serial);
    world_.scopes.push_back(std::move(scope));
  }

  void add_retired_terminals(std::size_t account, std::size_t business) {
    has_retired_ = true;
    Dice dice(world_.order.seed, "retired", account);
    while (world_.accounts[account].scopes.size() < kRetiredUpTo) {
      add_scope(account, business, false, dice);
    }
  }

  World world_;
  bool has_retired_ = false;
};

int check_digit(std::string_view first_nine) {
  constexpr std::array kWeights = {1, 3, 7, 1, 3, 7, 1, 3, 5};
  int sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) sum += (first_nine[i] - '0') * kWeights[i];
  sum += (first_nine[8] - '0') * 5 / 10;
  return (10 - sum % 10) % 10;
}

}  // namespace

std::string_view name_of(Site site) {
  switch (site) {
    case Site::kCardsales:
      return "cardsales";
    case Site::kSampleKeypad:
      return "sample_keypad";
    case Site::kSampleQwerty:
      return "sample_qwerty";
  }
  std::unreachable();
}

std::size_t& Till::scope_at(Site site) {
  switch (site) {
    case Site::kCardsales:
      return group;
    case Site::kSampleKeypad:
      return terminal;
    case Site::kSampleQwerty:
      return qwerty_terminal;
  }
  std::unreachable();
}

std::size_t Till::scope_at(Site site) const { return Till(*this).scope_at(site); }

std::optional<Site> site_named(std::string_view name) {
  for (const Site site : kAllSites) {
    if (name_of(site) == name) return site;
  }
  return std::nullopt;
}

std::string_view name_of(Ledger ledger) {
  switch (ledger) {
    case Ledger::kApproval:
      return "approval";
    case Ledger::kAcquisition:
      return "acquisition";
    case Ledger::kDeposit:
      return "deposit";
  }
  std::unreachable();
}

std::optional<Ledger> ledger_named(std::string_view name) {
  for (const Ledger ledger : kAllLedgers) {
    if (name_of(ledger) == name) return ledger;
  }
  return std::nullopt;
}

bool has_ledger(Site site, Ledger ledger) {
  return site == Site::kCardsales || ledger != Ledger::kDeposit;
}

std::optional<std::size_t> World::merchant(std::string_view merchant_id) const {
  for (std::size_t i = 0; i < businesses.size() && !merchant_id.empty(); ++i) {
    if (businesses[i].merchant_id == merchant_id) return i;
  }
  return std::nullopt;
}

std::size_t World::account_of(std::size_t business, Site site) const {
  const Till& till = businesses[business].tills.front();
  const std::size_t scope = till.scope_at(site);
  if (scope == kNowhere) throw std::logic_error("a business without an account at this site");
  return scopes[scope].account;
}

std::optional<std::size_t> World::account_named(Site site, std::string_view login) const {
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    if (accounts[i].site == site && accounts[i].login_id == login) return i;
  }
  return std::nullopt;
}

World build_world(const WorldOrder& order) { return Builder(order).build(); }

std::string business_number_from(std::uint64_t serial) {
  std::string digits = fmt::format("{}{:08}", 1 + serial % 9, serial / 9 % 100000000);
  digits += static_cast<char>('0' + check_digit(digits));
  return digits;
}

bool is_business_number(std::string_view digits) {
  const auto is_digit = [](char letter) { return letter >= '0' && letter <= '9'; };
  return digits.size() == 10 && std::ranges::all_of(digits, is_digit) &&
         digits[9] - '0' == check_digit(digits.substr(0, 9));
}

}  // namespace vancrawl::portals
