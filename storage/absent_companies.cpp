#include "storage/absent_companies.h"

#include <algorithm>

#include <fmt/format.h>

namespace vancrawl::storage {
namespace {

constexpr std::string_view kUsual =
    "SELECT w.text FROM (SELECT DISTINCT r.slice, r.card_company FROM {} r WHERE r.slice IN ("
    "SELECT s.id FROM slice s JOIN proof p ON p.slice = s.id WHERE s.merchant = ?1 AND s.site = ?2 "
    "AND s.ledger = ?3 AND s.date IN (?4, ?5, ?6, ?7, ?8))) seen "
    "JOIN word w ON w.id = seen.card_company GROUP BY w.text HAVING count(*) >= 4 ORDER BY w.text";

const std::string& usual_in(model::Ledger ledger) {
  static const std::string approvals = fmt::format(kUsual, "approval");
  static const std::string acquisitions = fmt::format(kUsual, "acquisition");
  static const std::string deposits = fmt::format(kUsual, "deposit");
  switch (ledger) {
    case model::Ledger::kApproval:
      return approvals;
    case model::Ledger::kAcquisition:
      return acquisitions;
    case model::Ledger::kDeposit:
      return deposits;
  }
  __builtin_unreachable();
}

bool lists(const model::LedgerRows& rows, const std::string& company) {
  return std::visit(
      [&](const auto& list) {
        return std::ranges::any_of(list,
                                   [&](const auto& row) { return row.card_company == company; });
      },
      rows);
}

}  // namespace

std::vector<std::string> absent_companies(Connection& connection, const model::SliceKey& key,
                                          const model::LedgerRows& rows) {
  const auto weeks_before = [&](int weeks) { return key.date.plus_days(-7 * weeks); };
  auto usual = connection.ask(usual_in(key.ledger), key.merchant, key.site, name_of(key.ledger),
                              weeks_before(1), weeks_before(2), weeks_before(3), weeks_before(4),
                              weeks_before(5));
  std::vector<std::string> absent;
  while (usual.step()) {
    auto company = usual.text(0);
    if (!lists(rows, company)) absent.push_back(std::move(company));
  }
  return absent;
}

}  // namespace vancrawl::storage
