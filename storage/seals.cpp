#include "storage/seals.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "storage/columns.h"
#include "storage/digest.h"

namespace vancrawl::storage {
namespace {

SealedSlice sealed_of(const SliceStatus& slice) {
  return {slice.key, slice.state, slice.proved ? slice.proved->row_count : 0,
          slice.proved ? slice.proved->content_hash : std::string(),
          slice.challenged_by.has_value()};
}

std::string hash_of(const std::vector<SealedSlice>& slices) {
  std::string text;
  for (const auto& slice : slices) {
    text += fmt::format("{} {} {} ", model::to_text(slice.key), model::name_of(slice.state),
                        slice.row_count);
    text += hex_digits(slice.content_hash) + '\n';
  }
  return short_hash(text);
}

std::vector<SealedSlice> slices_of_seal(View& view, const Seal& seal) {
  std::vector<SealedSlice> found;
  auto rows = view.connection().ask(
      "SELECT s.site, s.ledger, e.state, e.row_count, e.content_hash FROM seal_slice e "
      "JOIN slice s ON s.id = e.slice WHERE e.merchant = ? AND e.date = ? AND e.number = ?",
      seal.merchant, seal.date, seal.number);
  while (rows.step()) {
    found.push_back({{seal.merchant, model::SiteId(rows.text(0)),
                      stored(model::parse_ledger(rows.view(1))), seal.date},
                     stored(model::parse_state(rows.view(2))),
                     rows.integer(3),
                     rows.blob(4),
                     false});
  }
  std::ranges::sort(found, {}, &SealedSlice::key);
  return found;
}

Seal seal_at(View& view, const Statement& row) {
  Seal seal;
  seal.merchant = model::MerchantId(row.text(0));
  seal.date = row.date(1);
  seal.number = static_cast<int>(row.integer(2));
  seal.hash = row.blob(3);
  seal.seq = row.integer(4);
  seal.sealed_at = row.instant(5);
  seal.slices = slices_of_seal(view, seal);
  return seal;
}

std::vector<Seal> last_seals(View& view, const SealFilter& filter) {
  std::optional<model::BusinessDate> first;
  std::optional<model::BusinessDate> last;
  if (filter.dates) first = filter.dates->first;
  if (filter.dates) last = filter.dates->last;
  auto rows = view.connection().ask(
      "SELECT merchant, date, number, hash, seq, sealed_at FROM seal o "
      "WHERE (?1 IS NULL OR merchant = ?1) AND (?2 IS NULL OR date BETWEEN ?2 AND ?3) "
      "AND number = (SELECT max(number) FROM seal n WHERE n.merchant = o.merchant "
      "AND n.date = o.date) ORDER BY merchant, date",
      filter.merchant, first, last);
  std::vector<Seal> seals;
  while (rows.step()) seals.push_back(seal_at(view, rows));
  return seals;
}

void store_seal(Connection& connection, const Seal& seal,
                const std::vector<SliceStatus>& standing) {
  connection.run(
      "INSERT INTO seal(merchant, date, number, hash, seq, sealed_at) VALUES (?, ?, ?, ?, ?, ?)",
      seal.merchant, seal.date, seal.number, Blob{seal.hash}, seal.seq, seal.sealed_at);
  for (const auto& slice : standing) {
    const auto sealed = sealed_of(slice);
    connection.run(
        "INSERT INTO seal_slice(merchant, date, number, slice, state, row_count, content_hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        seal.merchant, seal.date, seal.number, slice.number, model::name_of(sealed.state),
        sealed.row_count, Blob{sealed.content_hash});
  }
}

SealCheck checked(View& view, Seal seal) {
  std::map<model::SliceKey, SealDifference> sides;
  for (const auto& slice : seal.slices) sides[slice.key].sealed = slice;
  for (const auto& slice : slices(view, {seal.merchant, std::nullopt, std::nullopt,
                                         model::DateRange{seal.date, seal.date}})) {
    sides[slice.key].today = sealed_of(slice);
    sides[slice.key].changed_at_seq = slice.changed_at_seq;
  }
  SealCheck check{std::move(seal), {}};
  for (auto& [key, side] : sides) {
    if (side.sealed != side.today) check.differences.push_back(std::move(side));
  }
  return check;
}

}  // namespace

std::expected<Seal, OpenDays> close_day(Transaction& transaction, const model::MerchantId& merchant,
                                        model::BusinessDate date, model::Instant now,
                                        const OfferedLedgers& offers) {
  const model::DateRange day{date, date};
  auto open = open_days(transaction, {merchant, day, now, offers});
  if (!open.lines.empty() || !open.not_asked.empty()) return std::unexpected(std::move(open));
  auto before = last_seals(transaction, {merchant, day});
  const auto standing = slices(transaction, {merchant, std::nullopt, std::nullopt, day});
  Seal seal{merchant, date, 1, {}, feed_head(transaction).seq, now, {}};
  for (const auto& slice : standing) seal.slices.push_back(sealed_of(slice));
  std::ranges::sort(seal.slices, {}, &SealedSlice::key);
  seal.hash = hash_of(seal.slices);
  if (!before.empty() && before.front().hash == seal.hash) return std::move(before.front());
  if (!before.empty()) seal.number = before.front().number + 1;
  store_seal(transaction.connection(), seal, standing);
  return seal;
}

std::vector<SealCheck> check_seals(View& view, const SealFilter& filter) {
  const OneState state(view);
  std::vector<SealCheck> checks;
  for (auto& seal : last_seals(view, filter)) checks.push_back(checked(view, std::move(seal)));
  return checks;
}

}  // namespace vancrawl::storage
