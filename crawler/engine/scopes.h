#pragma once

#include <set>
#include <string>
#include <vector>

#include "crawler/page/table.h"
#include "storage/directory.h"

namespace vancrawl::engine {

/// One line of a portal's scope list: a group or terminal, and whose it is.
struct Scope {
  model::ScopeId id;
  model::BusinessNumber business;  ///< empty if the list does not say
  std::string title;
};

/// The scopes a run reads for a merchant: those that carry its business number, inactive ones too,
/// and those that carry none. Throws kIdentityViolation when the login shows none of them (it is
/// another's login) and kLayoutDrift when a line has no scope.
[[nodiscard]] std::vector<Scope> scopes_for(const page::TableReading& list,
                                            const storage::Merchant& merchant);

/// Rows of one scope, by whose they are.
struct OwnedRows {
  model::LedgerRows ours;
  model::LedgerRows others;     ///< of another business: they count towards the printed totals only
  std::int64_t unassigned = 0;  ///< nothing says whose they are; they are in `others`
};

/// A row belongs to the business it carries; without one, to the merchant whose registered merchant
/// number or terminal it carries; without these, to the scope's business. Two of them that
/// contradict each other throw kIdentityViolation.
[[nodiscard]] OwnedRows split_by_owner(model::LedgerRows rows, const Scope& scope,
                                       const storage::Merchant& merchant);

}  // namespace vancrawl::engine
