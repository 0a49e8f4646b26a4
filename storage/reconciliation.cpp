#include "storage/reconciliation.h"

#include <algorithm>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include "storage/cancels.h"
#include "storage/connection.h"
#include "storage/reconcile_parts.h"

namespace vancrawl::storage {
namespace {

/// How far after the days asked an acquisition or a deposit is looked for.
constexpr int kDaysAfter = 30;

std::map<RecordKey, CancelLink> links_of(View& view, const model::MerchantId& merchant,
                                         const SettledRows& rows) {
  std::set<model::SiteId> sites;
  for (const auto& kept : rows.approvals) sites.insert(kept.site);
  std::map<RecordKey, CancelLink> links;
  for (const auto& site : sites) {
    for (auto& link :
         cancel_links(view, {merchant, site, model::Ledger::kApproval, std::nullopt})) {
      links.emplace(link.cancel.key, std::move(link));
    }
  }
  return links;
}

void warn(const ReconcileWork& work, ReconcileReport& report) {
  if (work.contract.rates().empty()) {
    report.warnings.emplace_back("no contracted rate is known: fees were not compared");
  }
  for (const auto date : {work.ask.dates.first, work.ask.dates.last}) {
    if (work.calendar.knows_year_of(date)) continue;
    report.warnings.push_back(fmt::format(
        "the calendar has no holidays of {}: due days may be wrong", date.iso().substr(0, 4)));
    break;
  }
  const auto without_day = std::ranges::count_if(work.rows.acquisitions, [&](const auto& kept) {
    return work.asks_for(kept.row.date) && !kept.row.due_date;
  });
  if (without_day > 0) {
    report.warnings.push_back(fmt::format(
        "{} acquisitions have no due date: no deposit is held against them", without_day));
  }
  const auto days = work.ask.dates.days();
  for (const auto ledger : model::kAllLedgers) {
    const auto unknown = std::ranges::count_if(
        days, [&](model::BusinessDate day) { return !work.rows.knows(ledger, day); });
    if (unknown == 0) continue;
    report.warnings.push_back(fmt::format("{} of {} {} days are not proved in the basis", unknown,
                                          days.size(), model::name_of(ledger)));
  }
}

bool ages(Finding finding) {
  return finding == Finding::kNotAcquired || finding == Finding::kNotPaid ||
         finding == Finding::kHeld;
}

}  // namespace

std::string_view name_of(Standing standing) {
  switch (standing) {
    case Standing::kOpen:
      return "open";
    case Standing::kMissing:
      return "missing";
    case Standing::kExtra:
      return "extra";
    case Standing::kDiffers:
      return "differs";
  }
  __builtin_unreachable();
}

std::string_view name_of(Finding finding) {
  switch (finding) {
    case Finding::kNotAcquired:
      return "not_acquired";
    case Finding::kNotApproved:
      return "not_approved";
    case Finding::kNotPaid:
      return "not_paid";
    case Finding::kNotDue:
      return "not_due";
    case Finding::kPaidDifferent:
      return "paid_different";
    case Finding::kPaidOtherDay:
      return "paid_other_day";
    case Finding::kHeld:
      return "held";
    case Finding::kFeeDiffers:
      return "fee_differs";
    case Finding::kOnlyInBasis:
      return "only_in_basis";
    case Finding::kOnlyInCheck:
      return "only_in_check";
  }
  __builtin_unreachable();
}

ReconcileReport reconcile(View& view, const model::BusinessCalendar& calendar,
                          const ReconcileAsk& ask) {
  const OneState state(view);
  const auto rows =
      settled_rows(view, ask.merchant,
                   {ask.dates.first.plus_days(-kCancelDays), ask.dates.last.plus_days(kDaysAfter)});
  const auto contract = Contract::of(view, ask.merchant);
  const ReconcileWork work{rows, calendar, ask, contract, links_of(view, ask.merchant, rows)};
  ReconcileReport report;
  const auto pairs = pair_acquisitions(work);
  compare_acquired(work, pairs, report);
  compare_paid(work, report);
  compare_fees(work, pairs, report);
  compare_sites(work, report);
  warn(work, report);
  std::ranges::sort(report.items, {}, [](const ReconcileItem& item) {
    return std::tie(item.standing, item.finding, item.date, item.card_company, item.merchant_number,
                    item.approval_number, item.record);
  });
  return report;
}

std::vector<AgeBucket> by_age(const std::vector<ReconcileItem>& items) {
  std::vector<AgeBucket> buckets = {{0, 3, {}, {}},
                                    {4, 7, {}, {}},
                                    {8, 14, {}, {}},
                                    {15, 30, {}, {}},
                                    {31, std::nullopt, {}, {}}};
  for (const auto& item : items) {
    const bool waits = item.standing == Standing::kOpen || item.standing == Standing::kMissing;
    if (!waits || !ages(item.finding)) continue;
    const auto bucket = std::ranges::find_if(
        buckets, [&](const AgeBucket& one) { return !one.to || item.age <= *one.to; });
    ++bucket->count[item.finding];
    bucket->sum[item.finding] += item.expected - item.actual;
  }
  return buckets;
}

}  // namespace vancrawl::storage
