#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/crawler/session/scripted_transport.h"

namespace vancrawl::tests {

struct PaperSale {
  std::string approval;
  std::int64_t amount = 0;
  bool cancel = false;
  std::string business;  ///< as printed in the row; empty = the column is left out
};

struct PaperScope {
  std::string code;
  std::string business;
};

/// The portal of paper_site.h with accounts, sessions and a day book: behaves as a portal does
/// unless a test disturbs it.
class PaperPortal {
 public:
  struct Account {
    std::string password;
    std::vector<PaperScope> scopes;
    int submits = 0;
    int wrong = 0;
  };

  [[nodiscard]] http::SendResult answer(const Asked& asked);
  /// What it would answer if nobody disturbed it.
  [[nodiscard]] http::SendResult honest(const Asked& asked);

  /// Looked at first; what it gives is answered.
  std::function<std::optional<http::SendResult>(const Asked&)> disturb;
  void end_sessions() { sessions_.clear(); }
  [[nodiscard]] std::size_t open_sessions() const { return sessions_.size(); }

  std::map<std::string, Account> accounts;
  /// By scope and date.
  std::map<std::pair<std::string, std::string>, std::vector<PaperSale>> sales;

 private:
  [[nodiscard]] http::SendResult log_in(const Asked& asked);
  [[nodiscard]] std::string scopes_of(const Account& account) const;
  [[nodiscard]] std::string summary_of(const Asked& asked);
  [[nodiscard]] std::string rows_of(const Asked& asked);

  std::map<std::string, std::string> sessions_;
  int last_session_ = 0;
};

}  // namespace vancrawl::tests
