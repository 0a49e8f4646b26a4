#include "tests/portals/slices.h"

namespace vancrawl::portals {
namespace {

std::string reason_of(const World& world, const FaultBook& faults, const AccountState& state,
                      const SliceKey& key) {
  const Account& account = world.accounts[world.account_of(key.business, key.site)];
  if (account.given_password != account.password) return "wrong_password";
  if (state.locked) return "account_locked";
  if (state.expired) return "password_expired";
  if (state.walled) return "portal_wall";
  for (const std::size_t scope : scopes_of(world, key.business, key.site)) {
    const auto fault = faults.permanent_fault(scope, key.ledger, key.day);
    if (fault) return std::string(name_of(*fault));
  }
  return {};
}

}  // namespace

std::vector<std::size_t> scopes_of(const World& world, std::size_t business, Site site) {
  std::vector<std::size_t> scopes;
  for (const std::size_t scope : world.accounts[world.account_of(business, site)].scopes) {
    if (world.scopes[scope].business == business) scopes.push_back(scope);
  }
  return scopes;
}

RowList rows_of(const World& world, const Books& books, const SliceKey& key) {
  RowList rows;
  for (const std::size_t scope : scopes_of(world, key.business, key.site)) {
    const RowList& listed = books.listing(scope, key.ledger, key.day);
    rows.insert(rows.end(), listed.begin(), listed.end());
  }
  return rows;
}

std::vector<SliceKey> slices_of(const World& world) {
  std::vector<SliceKey> slices;
  for (std::size_t business = 0; business < world.businesses.size(); ++business) {
    if (world.businesses[business].merchant_id.empty()) continue;
    for (const Site site : kAllSites) {
      for (const Ledger ledger : kAllLedgers) {
        if (!has_ledger(site, ledger)) continue;
        for (Day day = world.from(); day <= world.until(); day = day.plus(1)) {
          slices.push_back({business, site, ledger, day});
        }
      }
    }
  }
  return slices;
}

SliceTruth truth_of(const World& world, const Books& books, const FaultBook& faults,
                    const AccountState& state, const SliceKey& key) {
  const RowList rows = rows_of(world, books, key);
  SliceTruth truth;
  truth.key = key;
  truth.rows = rows.size();
  truth.totals = totals_of(books, key.ledger, rows);
  truth.reason = reason_of(world, faults, state, key);
  truth.obtainable = truth.reason.empty();
  return truth;
}

}  // namespace vancrawl::portals
