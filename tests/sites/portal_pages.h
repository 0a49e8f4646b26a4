#pragma once

#include <string>

#include "crawler/site_api/definition.h"
#include "tests/portals/checks/stage.h"

namespace vancrawl::sites_test {

/// One simulated portal without a network and our site.toml of it, side by side.
class PortalPages {
 public:
  /// `site` is "cardsales" or "sample_keypad".
  explicit PortalPages(const std::string& site, int merchants = 2);

  [[nodiscard]] const session::SiteBook& book() const { return book_; }
  [[nodiscard]] portals::checks::Stage& stage() { return stage_; }
  [[nodiscard]] std::size_t account() const { return account_; }

  portals::net::Answer get(const std::string& target);
  portals::net::Answer submit(const std::string& secret);
  /// Logs in with the right secret.
  void enter() { stage_.enter(account_); }
  /// A fault of the account's login or listings: tests/portals/README.md.
  void plant(const std::string& kind, int times);

  /// A scope and day of the account, both as the requests name them.
  struct Place {
    std::string scope;
    portals::Day day;
    portals::RowList rows;
  };
  /// Where the ledger has the most rows; with none, where it has none.
  [[nodiscard]] Place busiest(portals::Ledger ledger) const;
  [[nodiscard]] Place emptiest(portals::Ledger ledger) const;

  /// A declared request with its parameters filled, and what the portal answers.
  [[nodiscard]] std::string target_of(const std::string& request, const Place& place) const;
  portals::net::Answer ask(const std::string& request, const Place& place);

  /// As a session would take it; fails the test if the page cannot be taken at all.
  [[nodiscard]] page::ScrubbedPage scrubbed(const portals::net::Answer& answer) const;
  /// The names of every recogniser that claims the answer.
  [[nodiscard]] std::vector<std::string> claims(const portals::net::Answer& answer,
                                                const std::string& path) const;
  [[nodiscard]] const page::Table& table(const std::string& name) const;

 private:
  portals::Site site_;
  session::SiteBook book_;
  portals::checks::Stage stage_;
  std::size_t account_;
};

}  // namespace vancrawl::sites_test
