#include "crawler/cli/demo_comparison.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "crawler/cli/record_json.h"
#include "crawler/cli/slice_json.h"
#include "storage/read_models.h"

namespace vancrawl::cli {
namespace {

using Json = nlohmann::json;
using Key = std::tuple<std::string, std::string, std::string, std::string>;
/// How often each whole row stands in a slice.
using Rows = std::map<std::string, int>;

constexpr std::size_t kMostFaultLines = 20;

Key key_of(const Json& json) {
  return {json.at("merchant"), json.at("site"), json.at("ledger"), json.at("date")};
}

std::string field(const Json& row, const std::string& name) {
  const auto found = row.find(name);
  if (found == row.end() || found->is_null()) return "";
  return found->is_string() ? found->get<std::string>() : found->dump();
}

/// The columns that each ledger's whole row is made of, under the truth's names.
std::vector<std::string> columns_of(const std::string& ledger, const std::string& site) {
  std::vector<std::string> columns;
  if (ledger == "deposit") {
    return {"merchant_number", "card_company", "bank", "account_last4", "sales_count",
            "gross",           "held",         "vat",  "other",         "paid"};
  }
  if (ledger == "approval") {
    columns = {"time", "kind",        "amount",          "merchant_number", "card_company",
               "card", "instalments", "approval_number", "issuer_name",     "card_kind"};
    if (site != "cardsales") {
      columns.insert(columns.end(), {"terminal", "portal_id", "original_date", "status"});
    }
    return columns;
  }
  return {"sale_date",       "kind",         "gross", "base_fee",       "point_fee",
          "other_fee",       "fee",          "vat",   "payout",         "due_date",
          "merchant_number", "card_company", "card",  "approval_number"};
}

std::string whole_row(const Json& row, const std::vector<std::string>& columns) {
  std::string text;
  for (const auto& column : columns) text += column + "=" + field(row, column) + " ";
  return text;
}

Json ours_as_truth(Json row) {
  if (row.contains("issuer")) row["issuer_name"] = row["issuer"];
  if (row.contains("account")) {
    const auto account = row["account"].get<std::string>();
    row["account_last4"] =
        account.substr(account.size() - std::min<std::size_t>(4, account.size()));
  }
  return row;
}

std::map<Key, Rows> truth_by_slice(const Json& rows) {
  std::map<Key, Rows> slices;
  for (const auto& row : rows) {
    if (row.at("merchant").is_null()) continue;
    const auto site = row.at("site").get<std::string>();
    const auto columns = columns_of(row.at("ledger"), site);
    ++slices[key_of(row)][whole_row(row, columns)];
  }
  return slices;
}

Key key_of(const model::SliceKey& key) {
  return {key.merchant.text(), key.site.text(), std::string(name_of(key.ledger)), key.date.iso()};
}

std::int64_t sum_of(const model::LedgerRows& rows) {
  return model::measured(rows, model::TotalKind::kNet,
                         model::ledger_of(rows) == model::Ledger::kDeposit
                             ? model::Measure::kPaid
                             : model::Measure::kPrincipal);
}

void add_fault(Comparison& comparison, std::string line) {
  if (comparison.faults.size() < kMostFaultLines) comparison.faults.push_back(std::move(line));
}

std::string shown(const Key& key) {
  return fmt::format("{} {} {} {}", std::get<0>(key), std::get<1>(key), std::get<2>(key),
                     std::get<3>(key));
}

void compare_rows(const Key& key, const Rows& truth, const Rows& ours, Comparison& comparison) {
  for (const auto& [row, due] : truth) {
    const auto found = ours.find(row);
    const int have = found == ours.end() ? 0 : found->second;
    if (have < due) {
      comparison.missing += due - have;
      add_fault(comparison, fmt::format("missing {}: {}", shown(key), row));
    }
    if (have > due) {
      comparison.doubled += have - due;
      add_fault(comparison, fmt::format("doubled {}: {}", shown(key), row));
    }
  }
  for (const auto& [row, have] : ours) {
    if (truth.contains(row)) continue;
    comparison.wrong += have;
    add_fault(comparison, fmt::format("wrong {}: {}", shown(key), row));
  }
}

Rows rows_of(const storage::RecordsOfSlice& slice) {
  Rows rows;
  const auto columns = columns_of(std::string(name_of(slice.key.ledger)), slice.key.site.text());
  for (const auto& row : json_of(slice.rows)) ++rows[whole_row(ours_as_truth(Json(row)), columns)];
  return rows;
}

LedgerCount& count_for(Comparison& comparison, const Key& key) {
  for (auto& count : comparison.ledgers) {
    if (count.site == std::get<1>(key) && count.ledger == std::get<2>(key)) return count;
  }
  comparison.ledgers.push_back({std::get<1>(key), std::get<2>(key)});
  return comparison.ledgers.back();
}

/// Whether what is proved is what could be proved.
void judge_slice(const Json& slice, const storage::SliceStatus* ours, Comparison& comparison) {
  const auto key = key_of(slice);
  const bool obtainable = slice.at("obtainable");
  const bool proved = ours != nullptr && ours->proved && !ours->challenged_by;
  ++comparison.slices;
  auto& count = count_for(comparison, key);
  ++count.slices;
  if (proved) ++count.proved;
  if (!obtainable) ++comparison.unobtainable;
  if (!proved) {
    ++comparison.unproved;
    comparison.unproved_lines.push_back(
        fmt::format("{}: {}{}", shown(key), ours == nullptr ? "never read" : ours->reason,
                    obtainable ? "" : "  (the portal: " + field(slice, "reason") + ")"));
  }
  if (obtainable && !proved) add_fault(comparison, "unproved though obtainable: " + shown(key));
  if (!obtainable && proved) add_fault(comparison, "proved though unobtainable: " + shown(key));
}

}  // namespace

Comparison compared(storage::View& view, const Json& rows, const Json& slices) {
  Comparison comparison;
  const auto truth = truth_by_slice(rows);
  std::map<Key, storage::SliceStatus> known;
  for (auto& slice : storage::slices(view, {})) known.emplace(key_of(slice.key), std::move(slice));
  for (const auto& slice : slices) {
    const auto found = known.find(key_of(slice));
    judge_slice(slice, found == known.end() ? nullptr : &found->second, comparison);
  }
  std::map<Key, Rows> ours;
  for (const auto& slice : storage::records(view, {})) {
    const auto key = key_of(slice.key);
    ours.emplace(key, rows_of(slice));
    auto& count = count_for(comparison, key);
    count.rows += static_cast<std::int64_t>(model::count_of(slice.rows));
    count.sum += sum_of(slice.rows);
    comparison.rows += static_cast<std::int64_t>(model::count_of(slice.rows));
  }
  const Rows none;
  for (const auto& [key, slice] : known) {
    if (!slice.proved) continue;
    const auto due = truth.find(key);
    const auto have = ours.find(key);
    compare_rows(key, due == truth.end() ? none : due->second,
                 have == ours.end() ? none : have->second, comparison);
  }
  return comparison;
}

}  // namespace vancrawl::cli
