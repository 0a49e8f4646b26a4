#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "crawler/model/business_date.h"
#include "tests/crawler/session/scripted_transport.h"
#include "tests/simulation/fault.h"
#include "tests/simulation/watch.h"
#include "tests/simulation/world_clock.h"

namespace vancrawl::simulation {

struct Sale {
  std::string approval;
  std::int64_t amount = 0;
  bool cancel = false;
  friend auto operator<=>(const Sale&, const Sale&) = default;
};

/// A portal of sites.h as it is at a moment: accounts with their secrets and sessions, a day book
/// that remembers every state it had. Site 0 numbers its rows and appends; site 1 lists the latest
/// first, without numbers, and refuses a second session of an account.
class Portal {
 public:
  struct Account {
    std::string password;
    /// Code and business number of each group of terminals.
    std::vector<std::pair<std::string, std::string>> scopes;
    int wrong = 0;
    bool locked = false;
    bool expired = false;
  };

  Portal(int site, const WorldClock& clock, Watch& watch, FaultPlan& plan)
      : site_(site), clock_(clock), watch_(watch), plan_(plan) {}

  [[nodiscard]] http::Response answer(const tests::Asked& asked, int minute);
  void forget_sessions() { sessions_.clear(); }

  std::map<std::string, Account> accounts;
  [[nodiscard]] model::AccountKey key_of(const std::string& login) const;

  void sell(const std::string& scope, model::BusinessDate date, Sale sale);
  [[nodiscard]] const std::vector<Sale>& sales(const std::string& scope, model::BusinessDate date);
  /// Whether the day stood so at the last time that its totals were asked for, or later.
  [[nodiscard]] bool stood_so(const std::string& scope, model::BusinessDate date,
                              std::vector<Sale> rows) const;

 private:
  using Day = std::pair<std::string, std::string>;
  struct State {
    model::Monotonic since;
    std::vector<Sale> rows;
  };
  struct Session {
    std::string login;
    model::Monotonic used;
  };

  [[nodiscard]] std::optional<http::Response> disturbed(int minute);
  [[nodiscard]] http::Response log_in(const tests::Asked& asked, int minute);
  [[nodiscard]] http::Response in_session(const tests::Asked& asked, int minute);
  [[nodiscard]] std::string scopes_of(const Account& account) const;
  [[nodiscard]] std::string summary_of(const tests::Asked& asked, int minute);
  [[nodiscard]] std::string rows_of(const tests::Asked& asked, int minute);
  [[nodiscard]] std::string line_of(const std::vector<Sale>& rows, std::size_t at,
                                    const std::string& date) const;
  void happen_between_pages(const Day& day, int minute);
  void cancel_one(const Day& day);
  void change(const Day& day, Sale sale);

  int site_;
  const WorldClock& clock_;
  Watch& watch_;
  FaultPlan& plan_;
  std::map<std::string, Session> sessions_;
  int last_session_ = 0;
  int extra_sales_ = 0;
  std::map<Day, std::vector<State>> book_;
  std::map<Day, model::Monotonic> totals_asked_;
  int maintenance_until_ = 0;
  int renamed_until_ = 0;
};

}  // namespace vancrawl::simulation
