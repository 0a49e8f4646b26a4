#pragma once

#include <string>
#include <vector>

#include "tests/portals/faults.h"
#include "tests/portals/totals.h"

/// The JSON answers of cardsales: bare arrays of rows for details, objects for summaries.
namespace vancrawl::portals::cardsales_rows {

/// `all` is the whole listing asked for: totals and reverse numbers come from it.
[[nodiscard]] std::string approvals(const World& world, const Books& books, const RowList& all,
                                    const std::vector<PlacedRow>& page);
[[nodiscard]] std::string acquisitions(const World& world, const Books& books, const RowList& all,
                                       const std::vector<PlacedRow>& page);
[[nodiscard]] std::string deposits(const World& world, const Books& books, const RowList& all,
                                   const std::vector<PlacedRow>& page);

struct CompanyTotals {
  std::size_t company = 0;
  Totals totals;
};
/// dayListAjax: `group` and `date` are echoed as asked.
[[nodiscard]] std::string approval_summary(const std::string& group, const std::string& date,
                                           const std::vector<CompanyTotals>& companies);

struct DayTotals {
  Day day;
  KindTotals totals;
};
struct DepositSummary {
  std::string group;
  std::string start_date;  ///< as asked
  std::string end_date;
  std::string company;
  std::vector<DayTotals> days;
};
/// termListAjax: one element a day that has deposits.
[[nodiscard]] std::string deposit_summary(const DepositSummary& summary);

}  // namespace vancrawl::portals::cardsales_rows
