#include <algorithm>
#include <map>

#include "tests/portals/cardsales.h"
#include "tests/portals/cardsales_pages.h"
#include "tests/portals/cardsales_rows.h"

namespace vancrawl::portals {
namespace {

bool chosen(const std::vector<std::string>& companies, std::size_t company) {
  return companies.empty() ||
         std::ranges::find(companies, kCardCompanies[company].code) != companies.end();
}

}  // namespace

RowList Cardsales::rows_of(Ledger ledger, const Listing& listing) const {
  RowList rows;
  for (Day day = listing.from; day <= listing.to; day = day.plus(1)) {
    const bool wanted =
        listing.days.empty() || std::ranges::find(listing.days, day) != listing.days.end();
    if (!wanted) continue;
    for (const std::uint32_t row : parts_.books.listing(listing.scope, ledger, day)) {
      if (chosen(listing.companies, company_of(parts_.books, ledger, row))) rows.push_back(row);
    }
  }
  return rows;
}

/// A wrong total falls on the first company of the list.
std::vector<std::pair<std::size_t, Totals>> Cardsales::by_company(Ledger ledger,
                                                                  const Listing& listing) {
  std::map<std::size_t, RowList> rows;
  for (const std::uint32_t row : rows_of(ledger, listing)) {
    rows[company_of(parts_.books, ledger, row)].push_back(row);
  }
  std::vector<std::pair<std::size_t, Totals>> companies;
  for (const auto& [company, list] : rows) {
    companies.emplace_back(company, totals_of(parts_.books, ledger, list));
  }
  if (companies.empty()) return companies;
  const TotalShift shift = parts_.faults.shift_of_total(listing.scope, ledger, listing.from);
  companies.front().second.sales.count += shift.count;
  companies.front().second.sales.amount += shift.amount;
  return companies;
}

std::vector<PlacedRow> Cardsales::page_of(Ledger ledger, const Listing& listing,
                                          const RowList& rows) {
  const PageAsk ask{listing.scope, ledger, listing.page, listing.size};
  return parts_.faults.page_of(ask, listing.from, listing.to, rows);
}

std::string Cardsales::approval_summary(const net::Ask& ask, const Listing& listing) {
  std::vector<cardsales_rows::CompanyTotals> companies;
  for (const auto& [company, totals] : by_company(Ledger::kApproval, listing)) {
    companies.push_back({company, totals});
  }
  return cardsales_rows::approval_summary(
      listing.group, net::first_value(ask.query, "stdDate").value_or(""), companies);
}

std::string Cardsales::approval_detail(const net::Ask&, const Listing& listing) {
  const RowList rows = rows_of(Ledger::kApproval, listing);
  return cardsales_rows::approvals(parts_.world, parts_.books, rows,
                                   page_of(Ledger::kApproval, listing, rows));
}

std::string Cardsales::purchase_summary(const net::Ask&, const Listing& listing) {
  cardsales_pages::PurchaseDay day;
  day.search_date = listing.from.iso();
  day.group = listing.group;
  for (const auto& [company, totals] : by_company(Ledger::kAcquisition, listing)) {
    day.companies.emplace_back(company, totals.both());
    day.sum += totals.both();
  }
  return cardsales_pages::purchase_day(day);
}

std::string Cardsales::purchase_detail(const net::Ask&, const Listing& listing) {
  const RowList rows = rows_of(Ledger::kAcquisition, listing);
  return cardsales_rows::acquisitions(parts_.world, parts_.books, rows,
                                      page_of(Ledger::kAcquisition, listing, rows));
}

std::string Cardsales::deposit_summary(const net::Ask& ask, const Listing& listing) {
  cardsales_rows::DepositSummary summary{
      .group = listing.group,
      .start_date = listing.from.iso(),
      .end_date = listing.to.iso(),
      .company = net::first_value(ask.query, "q.cardCo").value_or(""),
      .days = {}};
  for (Day day = listing.from; day <= listing.to; day = day.plus(1)) {
    Listing one = listing;
    one.from = one.to = day;
    const RowList rows = rows_of(Ledger::kDeposit, one);
    if (rows.empty()) continue;
    KindTotals totals = totals_of(parts_.books, Ledger::kDeposit, rows).sales;
    const TotalShift shift = parts_.faults.shift_of_total(listing.scope, Ledger::kDeposit, day);
    totals.count += shift.count;
    totals.amount += shift.amount;
    totals.payout += shift.amount;
    summary.days.push_back({day, totals});
  }
  return cardsales_rows::deposit_summary(summary);
}

std::string Cardsales::deposit_detail(const net::Ask&, const Listing& listing) {
  const RowList rows = rows_of(Ledger::kDeposit, listing);
  return cardsales_rows::deposits(parts_.world, parts_.books, rows,
                                  page_of(Ledger::kDeposit, listing, rows));
}

}  // namespace vancrawl::portals
