#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <unordered_map>
#include <vector>

#include "tests/portals/net/message.h"
#include "tests/portals/portal_parts.h"
#include "tests/portals/totals.h"

namespace vancrawl::portals {

/// The card association's portal as published crawlers of it show it: sign-in form, JSON, one HTML
/// summary.
class Cardsales {
 public:
  explicit Cardsales(PortalParts parts);

  net::Answer answer(const net::Ask& ask);
  /// Rows or faults were changed: rendered answers are worth nothing.
  void forget_rendered() { rendered_.clear(); }

 private:
  /// One listing request whose parameters were read and allowed.
  struct Listing {
    std::size_t scope = 0;
    std::string group;
    Day from;
    Day to;
    std::vector<std::string> companies;  ///< codes; empty = all
    std::vector<Day> days;               ///< empty = all
    std::size_t page = 1;
    std::size_t size = 50;
  };
  using Render = std::string (Cardsales::*)(const net::Ask&, const Listing&);
  struct Endpoint {
    Ledger ledger = Ledger::kApproval;
    const char* group_field = "";
    const char* from_field = "";
    const char* to_field = "";
    const char* company_field = "";
    const char* day_field = "";
    bool paged = false;
    bool html = false;
    Render render = nullptr;
  };

  static const std::unordered_map<std::string, Endpoint>& endpoints();

  net::Answer sign_in_page(const net::Ask& ask);
  net::Answer authenticate(const net::Ask& ask);
  /// Opens the account's session and gives its id.
  std::string session_for(const net::Ask& ask, const std::string& login);
  net::Answer log_out(const net::Ask& ask);
  net::Answer in_session(const net::Ask& ask, std::size_t account);
  net::Answer member(std::size_t account) const;
  net::Answer groups(std::size_t account) const;
  net::Answer list(const net::Ask& ask, std::size_t account, const Endpoint& endpoint);
  net::Answer rendered(const net::Ask& ask, const Endpoint& endpoint, const Listing& listing);
  std::expected<Listing, net::Answer> read_listing(const net::Ask& ask, std::size_t account,
                                                   const Endpoint& endpoint) const;

  std::string approval_summary(const net::Ask& ask, const Listing& listing);
  std::string approval_detail(const net::Ask& ask, const Listing& listing);
  std::string purchase_summary(const net::Ask& ask, const Listing& listing);
  std::string purchase_detail(const net::Ask& ask, const Listing& listing);
  std::string deposit_summary(const net::Ask& ask, const Listing& listing);
  std::string deposit_detail(const net::Ask& ask, const Listing& listing);

  RowList rows_of(Ledger ledger, const Listing& listing) const;
  std::vector<std::pair<std::size_t, Totals>> by_company(Ledger ledger, const Listing& listing);
  std::vector<PlacedRow> page_of(Ledger ledger, const Listing& listing, const RowList& rows);

  PortalParts parts_;
  std::unordered_map<std::string, std::string> rendered_;
};

}  // namespace vancrawl::portals
