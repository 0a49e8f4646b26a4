#include "crawler/engine/scopes.h"

#include <algorithm>

#include <fmt/format.h>

#include "crawler/model/failure.h"

namespace vancrawl::engine {
namespace {

using model::FailureClass;
using model::VisitFailure;

enum class Owner { kOurs, kAnother, kUnknown };

std::string digits_of(const std::string& text) {
  std::string digits;
  std::ranges::copy_if(text, std::back_inserter(digits), [](char c) { return c != '-'; });
  return digits;
}

std::string cell(const std::map<std::string, std::string>& line, const std::string& column) {
  const auto found = line.find(column);
  return found == line.end() ? std::string() : found->second;
}

bool is_registered(const storage::Merchant& merchant, const model::MerchantNumber& number) {
  return !number.empty() &&
         std::ranges::find(merchant.numbers, number, &storage::MerchantNumberAt::number) !=
             merchant.numbers.end();
}

bool has_terminal(const storage::Merchant& merchant, const model::ApprovalRecord& row) {
  return !row.terminal.empty() &&
         std::ranges::find(merchant.terminals, row.terminal) != merchant.terminals.end();
}

bool has_terminal(const storage::Merchant&, const auto&) { return false; }

Owner owner_of(const auto& row, const Scope& scope, const storage::Merchant& merchant) {
  const bool registered =
      is_registered(merchant, row.merchant_number) || has_terminal(merchant, row);
  if (!row.business.empty()) {
    const bool ours = row.business == merchant.business ||
                      digits_of(row.business.text()) == merchant.business.text();
    if (registered && !ours) {
      throw VisitFailure(FailureClass::kIdentityViolation,
                         fmt::format("a row of merchant number {} carries business number {}",
                                     row.merchant_number.text(), row.business.text()));
    }
    return ours ? Owner::kOurs : Owner::kAnother;
  }
  if (registered || scope.business == merchant.business) return Owner::kOurs;
  return Owner::kUnknown;
}

}  // namespace

std::vector<Scope> scopes_for(const page::TableReading& list, const storage::Merchant& merchant) {
  std::vector<Scope> scopes;
  std::set<std::string> seen;
  for (const auto& line : list.texts) {
    const auto id = cell(line, "scope");
    if (id.empty())
      throw VisitFailure(FailureClass::kLayoutDrift, "a line of the scope list is empty");
    auto business = digits_of(cell(line, "business_number"));
    if (!model::is_business_number(business)) business.clear();
    seen.insert(business);
    if (!business.empty() && business != merchant.business.text()) continue;
    scopes.push_back({model::ScopeId(id), model::BusinessNumber(business), cell(line, "title")});
  }
  if (!scopes.empty()) return scopes;
  throw VisitFailure(
      FailureClass::kIdentityViolation,
      fmt::format("this login shows no scope of business number {}: it shows {} other(s)",
                  merchant.business.text(), seen.size()));
}

OwnedRows split_by_owner(model::LedgerRows rows, const Scope& scope,
                         const storage::Merchant& merchant) {
  OwnedRows owned;
  owned.ours = model::empty_rows(model::ledger_of(rows));
  owned.others = owned.ours;
  std::visit(
      [&](auto& list) {
        using Rows = std::remove_reference_t<decltype(list)>;
        std::vector<Owner> owners;
        for (const auto& row : list) owners.push_back(owner_of(row, scope, merchant));
        owned.unassigned = std::ranges::count(owners, Owner::kUnknown);
        // Rows are large, and nearly always all of them are ours.
        if (std::ranges::count(owners, Owner::kOurs) == std::ssize(owners)) {
          std::get<Rows>(owned.ours) = std::move(list);
          return;
        }
        for (std::size_t i = 0; i < list.size(); ++i) {
          auto& to = owners[i] == Owner::kOurs ? owned.ours : owned.others;
          std::get<Rows>(to).push_back(std::move(list[i]));
        }
      },
      rows);
  return owned;
}

}  // namespace vancrawl::engine
