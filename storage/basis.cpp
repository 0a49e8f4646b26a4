#include "storage/basis.h"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

#include "storage/columns.h"
#include "storage/slice_rows.h"

namespace vancrawl::storage {
namespace {

constexpr std::string_view kEntries =
    "SELECT number, card_company, ledger, sites, from_date, person, set_at FROM basis "
    "WHERE merchant = ?1 AND (?2 IS NULL OR number <= ?2) ORDER BY number";

Basis basis_at(const Statement& row, const model::MerchantId& merchant) {
  Basis basis;
  basis.number = row.integer(0);
  basis.merchant = merchant;
  basis.card_company = row.text(1);
  basis.ledger = stored(model::parse_ledger(row.view(2)));
  for (auto& site : split_lines(row.view(3))) basis.sites.emplace_back(std::move(site));
  basis.from = row.date(4);
  basis.person = row.text(5);
  basis.set_at = row.instant(6);
  return basis;
}

std::expected<void, InputFault> checked(View& view, const Basis& basis) {
  const auto refused = [](std::string why) {
    return std::unexpected(InputFault{"basis: " + std::move(why)});
  };
  if (!merchant(view, basis.merchant)) {
    return refused("there is no merchant " + basis.merchant.text());
  }
  if (basis.sites.empty()) return refused("it names no site");
  if (basis.person.empty()) return refused("it names no person");
  return {};
}

/// Readers of the feed look again at every proved slice that the entry is about.
void announce(Connection& connection, const Basis& basis, model::Instant now) {
  auto rows = connection.ask(
      "SELECT s.id, s.state, c.slice IS NOT NULL, p.row_count, p.content_hash, p.evidence, p.job, "
      "p.observed_at FROM slice s JOIN proof p ON p.slice = s.id "
      "LEFT JOIN challenge c ON c.slice = s.id "
      "WHERE s.merchant = ? AND s.ledger = ? AND s.date >= ? ORDER BY s.date, s.site",
      basis.merchant, model::name_of(basis.ledger), basis.from);
  std::vector<FeedEntry> entries;
  while (rows.step()) {
    FeedEntry entry;
    entry.slice = rows.integer(0);
    entry.state = stored(model::parse_state(rows.view(1)));
    entry.challenged = rows.integer(2) != 0;
    entry.row_count = rows.integer(3);
    entry.content_hash = rows.blob(4);
    entry.evidence = rows.text(5);
    entry.job = model::JobId(rows.integer(6));
    entry.observed_at = rows.instant(7);
    entry.recorded_at = now;
    entries.push_back(std::move(entry));
  }
  for (const auto& entry : entries) {
    const auto seq = next_seq(connection);
    append_change(connection, seq, entry);
    connection.run("UPDATE slice SET seq = ?2 WHERE id = ?1", entry.slice, seq);
  }
}

bool holds(const Basis& basis, const model::SiteId& site) {
  return std::ranges::find(basis.sites, site) != basis.sites.end();
}

}  // namespace

std::expected<std::int64_t, InputFault> set_basis(Transaction& transaction, const Basis& basis,
                                                  model::Instant now) {
  if (const auto fault = checked(transaction, basis); !fault) {
    return std::unexpected(fault.error());
  }
  std::vector<std::string> sites;
  for (const auto& site : basis.sites) sites.push_back(site.text());
  auto& connection = transaction.connection();
  connection.run(
      "INSERT INTO basis(merchant, card_company, ledger, sites, from_date, person, set_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      basis.merchant, basis.card_company, model::name_of(basis.ledger), lines(sites), basis.from,
      basis.person, now);
  const auto number = connection.last_row();
  announce(connection, basis, now);
  return number;
}

SettlementBasis SettlementBasis::of(View& view, const model::MerchantId& merchant,
                                    std::optional<std::int64_t> through) {
  SettlementBasis all;
  auto rows = view.connection().ask(kEntries, merchant, through);
  while (rows.step()) all.entries_.push_back(basis_at(rows, merchant));
  return all;
}

const Basis* SettlementBasis::in_force(const model::SliceKey& slice,
                                       const std::string& card_company) const {
  const Basis* best = nullptr;
  const auto rank = [](const Basis& basis) {
    return std::tuple(!basis.card_company.empty(), basis.from, basis.number);
  };
  for (const auto& entry : entries_) {
    const bool named = entry.card_company.empty() || entry.card_company == card_company;
    if (!named || entry.ledger != slice.ledger || entry.from > slice.date) continue;
    if (best == nullptr || rank(*best) < rank(entry)) best = &entry;
  }
  return best;
}

bool SettlementBasis::counts(const model::SliceKey& slice, const std::string& card_company) const {
  const auto* const entry = in_force(slice, card_company);
  return entry != nullptr && holds(*entry, slice.site);
}

bool SettlementBasis::speaks_of(const model::SliceKey& slice,
                                const std::string& card_company) const {
  return in_force(slice, card_company) != nullptr;
}

std::set<model::SiteId> SettlementBasis::sites_counted(model::Ledger ledger,
                                                       model::BusinessDate date) const {
  std::set<model::SiteId> sites;
  for (const auto& entry : entries_) {
    const auto* const decides = in_force({entry.merchant, {}, ledger, date}, entry.card_company);
    if (decides != nullptr) sites.insert(decides->sites.begin(), decides->sites.end());
  }
  return sites;
}

bool SettlementBasis::may_count(const model::SliceKey& slice) const {
  return std::ranges::any_of(entries_, [&](const Basis& entry) {
    return entry.ledger == slice.ledger && holds(entry, slice.site) &&
           counts(slice, entry.card_company);
  });
}

void SettlementBasis::keep_what_counts(const model::SliceKey& slice,
                                       model::LedgerRows& rows) const {
  std::visit(
      [&](auto& list) {
        std::erase_if(list, [&](const auto& row) { return !counts(slice, row.card_company); });
      },
      rows);
}

std::int64_t SettlementBasis::last_number() const {
  return entries_.empty() ? 0 : entries_.back().number;
}

std::map<std::string, std::int64_t> rows_without_basis(View& view, const SettlementBasis& basis,
                                                       const SliceStatus& slice) {
  std::map<std::string, std::int64_t> found;
  const auto rows = slice.settles() && slice.proved ? slice.proved->row_count : 0;
  if (rows == 0 || basis.speaks_of(slice.key, "")) return found;
  if (basis.sites_counted(slice.key.ledger, slice.key.date).empty()) return {{"", rows}};
  auto companies = view.connection().ask(
      fmt::format("SELECT (SELECT text FROM word WHERE id = card_company), count(*) FROM {} "
                  "WHERE slice = ? GROUP BY card_company",
                  model::name_of(slice.key.ledger)),
      slice.number);
  while (companies.step()) {
    auto company = companies.text(0);
    if (!basis.speaks_of(slice.key, company)) found.emplace(company, companies.integer(1));
  }
  return found;
}

const SettlementBasis& BasesByMerchant::of(const model::MerchantId& merchant) {
  const auto found = known_.find(merchant);
  if (found != known_.end()) return found->second;
  return known_.emplace(merchant, SettlementBasis::of(view_, merchant)).first->second;
}

std::int64_t last_basis(View& view) {
  auto row = view.connection().ask("SELECT coalesce(max(number), 0) FROM basis");
  return row.step() ? row.integer(0) : 0;
}

std::vector<RecordsOfSlice> settlement_records(View& view, const SettlementFilter& filter) {
  const OneState state(view);
  const auto basis = SettlementBasis::of(view, filter.merchant);
  RecordFilter asked;
  asked.slices = {filter.merchant, std::nullopt, filter.ledger, filter.dates};
  std::vector<RecordsOfSlice> found;
  for (auto& slice : records(view, asked)) {
    if (!settles(slice.state, slice.challenged) || !basis.may_count(slice.key)) continue;
    basis.keep_what_counts(slice.key, slice.rows);
    if (model::count_of(slice.rows) > 0) found.push_back(std::move(slice));
  }
  return found;
}

}  // namespace vancrawl::storage
