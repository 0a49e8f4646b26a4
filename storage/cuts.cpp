#include "storage/cuts.h"

#include <algorithm>

#include <fmt/format.h>

#include "storage/columns.h"
#include "storage/cut_doubt.h"
#include "storage/cut_marks.h"
#include "storage/digest.h"
#include "storage/guard_lines.h"
#include "storage/row_tables.h"

namespace vancrawl::storage {
namespace {

constexpr std::string_view kColumns =
    "SELECT number, merchant, through_date, epoch, seq, basis_number, hash, person, made_at "
    "FROM cut ";

model::Won amount_of(const model::ApprovalRecord& row) { return row.signed_amount(); }
model::Won amount_of(const model::AcquisitionRecord& row) { return row.payout; }
model::Won amount_of(const model::DepositRecord& row) { return row.paid; }

CutFigures figures_of(const model::LedgerRows& rows) {
  return std::visit(
      [](const auto& list) {
        CutFigures figures;
        figures.row_count = static_cast<std::int64_t>(list.size());
        for (const auto& row : list) figures.amount += amount_of(row);
        return figures;
      },
      rows);
}

Cut cut_at(const Statement& row) {
  Cut cut;
  cut.number = row.integer(0);
  if (!row.is_null(1)) cut.merchant = model::MerchantId(row.text(1));
  cut.through = row.date(2);
  cut.position = {row.integer(3), row.integer(4)};
  cut.basis_number = row.integer(5);
  cut.hash = row.blob(6);
  cut.person = row.text(7);
  cut.made_at = row.instant(8);
  return cut;
}

/// What a slice is in the last cut that holds it, of those up to a number.
struct Fixed {
  std::string content_hash;
  CutFigures figures;
  std::int64_t basis_number = 0;
  std::int64_t seq = 0;
};

std::optional<Fixed> fixed_by(Connection& connection, std::int64_t slice, std::int64_t through) {
  auto row = connection.ask(
      "SELECT f.content_hash, f.row_count, f.amount, t.basis_number, t.seq FROM cut_slice f "
      "JOIN cut t ON t.number = f.cut WHERE f.slice = ? AND f.cut <= ? ORDER BY f.cut DESC LIMIT 1",
      slice, through);
  if (!row.step()) return std::nullopt;
  return Fixed{
      row.blob(0), {row.integer(1), model::Won(row.integer(2))}, row.integer(3), row.integer(4)};
}

CutStanding standing_of(model::SliceState state, bool challenged, bool counts) {
  if (challenged) return CutStanding::kChallenged;
  if (!is_proved(state)) return CutStanding::kNotProved;
  return counts ? CutStanding::kSettles : CutStanding::kNotInBasis;
}

/// By the feed as it was then.
CutStanding standing_at(Connection& connection, const CutEntry& entry, const Cut& cut) {
  if (!entry.content_hash.empty()) return CutStanding::kSettles;
  auto row = connection.ask(
      "SELECT state, challenged FROM changes WHERE slice = ? AND seq <= ? ORDER BY seq DESC LIMIT "
      "1",
      entry.slice, cut.position.seq);
  if (!row.step())
    throw StoreError(StoreFault::kCorrupt, "a cut holds a slice that no entry names");
  return standing_of(stored(model::parse_state(row.view(0))), row.integer(1) != 0, false);
}

CutMarks marks_of(View& view, const CutEntry& entry, const Fixed& before, const RowsOfCut& after) {
  const auto basis = SettlementBasis::of(view, entry.key.merchant, before.basis_number);
  const RowsOfCut then{rows_as_of(view.connection(), entry.slice, entry.key.ledger, before.seq),
                       basis};
  return marks_between(entry.key, entry.slice, then, after);
}

CutMarks marks_in(View& view, const Cut& cut, const CutEntry& entry,
                  const std::optional<Fixed>& before) {
  if (entry.standing != CutStanding::kSettles) return {};
  if (!before || before->content_hash.empty()) return {entry.figures.row_count, 0, 0, 0};
  const auto basis = SettlementBasis::of(view, entry.key.merchant, cut.basis_number);
  return marks_of(
      view, entry, *before,
      {rows_as_of(view.connection(), entry.slice, entry.key.ledger, cut.position.seq), basis});
}

/// A slice as far as a cut looks at it.
struct Candidate {
  std::int64_t number = 0;
  model::SliceKey key;
  model::SliceState state = model::SliceState::kMissing;
  bool challenged = false;
  std::string content_hash;  ///< of the proved rows
};

std::vector<Candidate> candidates(Connection& connection,
                                  const std::optional<model::MerchantId>& whose,
                                  model::BusinessDate through) {
  auto rows = connection.ask(
      "SELECT s.id, s.merchant, s.site, s.ledger, s.date, s.state, p.content_hash, "
      "c.slice IS NOT NULL FROM slice s LEFT JOIN proof p ON p.slice = s.id "
      "LEFT JOIN challenge c ON c.slice = s.id "
      "WHERE s.date <= ?2 AND (?1 IS NULL OR s.merchant = ?1) "
      "ORDER BY s.merchant, s.site, s.ledger, s.date",
      whose, through);
  std::vector<Candidate> found;
  while (rows.step()) {
    Candidate slice;
    slice.number = rows.integer(0);
    slice.key = {model::MerchantId(rows.text(1)), model::SiteId(rows.text(2)),
                 stored(model::parse_ledger(rows.view(3))), rows.date(4)};
    slice.state = stored(model::parse_state(rows.view(5)));
    slice.content_hash = rows.is_null(6) ? std::string() : rows.blob(6);
    slice.challenged = rows.integer(7) != 0;
    found.push_back(std::move(slice));
  }
  return found;
}

/// Holds what settles today against what the cuts up to a number hold.
class Comparison {
 public:
  Comparison(View& view, std::int64_t through_cut)
      : view_(view), through_cut_(through_cut), bases_(view) {}

  std::vector<CutEntry> differences(const std::optional<model::MerchantId>& whose,
                                    model::BusinessDate through) {
    std::vector<CutEntry> found;
    for (const auto& slice : candidates(view_.connection(), whose, through)) {
      auto entry = difference(slice);
      if (entry) found.push_back(std::move(*entry));
    }
    return found;
  }

 private:
  std::optional<CutEntry> difference(const Candidate& slice) {
    const auto& basis = bases_.of(slice.key.merchant);
    const auto standing = standing_of(slice.state, slice.challenged, basis.may_count(slice.key));
    const bool settles = standing == CutStanding::kSettles;
    const auto fixed = fixed_by(view_.connection(), slice.number, through_cut_);
    const bool was_in = fixed && !fixed->content_hash.empty();
    if (!settles && !was_in) return std::nullopt;
    CutEntry entry;
    entry.key = slice.key;
    entry.slice = slice.number;
    entry.state = slice.state;
    entry.standing = standing;
    if (was_in) entry.before = fixed->figures;
    if (!settles) return entry;
    entry.content_hash = slice.content_hash;
    const bool same_basis = was_in && fixed->basis_number >= basis.last_number();
    if (same_basis && fixed->content_hash == entry.content_hash) return std::nullopt;
    const RowsOfCut today{current_rows(view_.connection(), slice.number, slice.key.ledger), basis};
    auto rows = today.rows;
    basis.keep_what_counts(slice.key, rows);
    entry.figures = figures_of(rows);
    const bool same =
        was_in && fixed->content_hash == entry.content_hash && fixed->figures == entry.figures;
    if (same) return std::nullopt;
    entry.marks.added = entry.figures.row_count;
    if (was_in) entry.marks = marks_of(view_, entry, *fixed, today);
    return entry;
  }

  View& view_;
  std::int64_t through_cut_;
  BasesByMerchant bases_;
};

std::string hash_of(const std::vector<CutEntry>& entries) {
  std::string text;
  for (const auto& entry : entries) {
    text += fmt::format("{} {} {} {} ", model::to_text(entry.key), model::name_of(entry.state),
                        entry.figures.row_count, entry.figures.amount.value());
    text += hex_digits(entry.content_hash) + '\n';
  }
  return short_hash(text);
}

void store_cut(Connection& connection, Cut& cut, const std::vector<CutEntry>& entries) {
  connection.run(
      "INSERT INTO cut(merchant, through_date, epoch, seq, basis_number, hash, person, made_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      cut.merchant, cut.through, cut.position.epoch, cut.position.seq, cut.basis_number,
      Blob{cut.hash}, cut.person, cut.made_at);
  cut.number = connection.last_row();
  for (const auto& entry : entries) {
    connection.run(
        "INSERT INTO cut_slice(slice, cut, state, content_hash, row_count, amount) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        entry.slice, cut.number, model::name_of(entry.state), Blob{entry.content_hash},
        entry.figures.row_count, entry.figures.amount);
  }
}

model::BusinessDate first_day_of(View& view, const model::MerchantId& merchant,
                                 const SettlementBasis& basis, model::BusinessDate through) {
  std::optional<model::BusinessDate> first;
  for (const auto& entry : basis.entries())
    first = std::min(first.value_or(entry.from), entry.from);
  if (first) return *first;
  auto row = view.connection().ask("SELECT min(date) FROM slice WHERE merchant = ?", merchant);
  return row.step() && !row.is_null(0) ? row.date(0) : through;
}

}  // namespace

std::string_view name_of(CutStanding standing) {
  switch (standing) {
    case CutStanding::kSettles:
      return "settles";
    case CutStanding::kChallenged:
      return "challenged";
    case CutStanding::kNotProved:
      return "not_proved";
    case CutStanding::kNotInBasis:
      return "not_in_basis";
  }
  __builtin_unreachable();
}

OpenDays open_through(View& view, const std::optional<model::MerchantId>& whose,
                      model::BusinessDate through, model::Instant now,
                      const OfferedLedgers& offers) {
  const OneState state(view);
  OpenDays all;
  for (const auto& one : merchants(view)) {
    if (whose && one.id != *whose) continue;
    const auto first = first_day_of(view, one.id, SettlementBasis::of(view, one.id), through);
    if (through < first) continue;
    auto open = open_days(view, {one.id, model::DateRange{first, through}, now, offers});
    std::ranges::move(open.lines, std::back_inserter(all.lines));
    std::ranges::move(open.not_asked, std::back_inserter(all.not_asked));
  }
  return all;
}

std::expected<Cut, InputFault> make_cut(Transaction& transaction,
                                        const std::optional<model::MerchantId>& whose,
                                        model::BusinessDate through, const std::string& person,
                                        model::Instant now) {
  if (person.empty()) return std::unexpected(InputFault{"cut: it names no person"});
  if (whose && !merchant(transaction, *whose)) {
    return std::unexpected(InputFault{"cut: there is no merchant " + whose->text()});
  }
  if (const auto doubt = cuts_in_doubt(transaction)) {
    return std::unexpected(InputFault{
        fmt::format("cut: none is made since the recovery of {}: {}; compare what was paid with "
                    "`vancrawl cuts list`, then `vancrawl cuts settle --by NAME --reason TEXT`",
                    model::to_iso(doubt->since), doubt->why)});
  }
  const auto before = cuts(transaction);
  const auto last = before.empty() ? 0 : before.back().number;
  const auto entries = Comparison(transaction, last).differences(whose, through);
  Cut cut{0,      whose, through, feed_head(transaction), last_basis(transaction), hash_of(entries),
          person, now};
  store_cut(transaction.connection(), cut, entries);
  note_cut(transaction, cut);
  return cut;
}

std::vector<Cut> cuts(View& view) {
  std::vector<Cut> all;
  auto rows = view.connection().ask(std::string(kColumns) + "ORDER BY number");
  while (rows.step()) all.push_back(cut_at(rows));
  return all;
}

std::optional<Cut> cut(View& view, std::int64_t number) {
  auto row = view.connection().ask(std::string(kColumns) + "WHERE number = ?", number);
  if (!row.step()) return std::nullopt;
  return cut_at(row);
}

std::vector<CutEntry> cut_entries(View& view, const Cut& cut) {
  const OneState state(view);
  std::vector<CutEntry> entries;
  auto rows = view.connection().ask(
      "SELECT s.merchant, s.site, s.ledger, s.date, f.slice, f.state, f.content_hash, f.row_count, "
      "f.amount FROM cut_slice f JOIN slice s ON s.id = f.slice WHERE f.cut = ? "
      "ORDER BY s.merchant, s.site, s.ledger, s.date",
      cut.number);
  while (rows.step()) {
    CutEntry entry;
    entry.key = {model::MerchantId(rows.text(0)), model::SiteId(rows.text(1)),
                 stored(model::parse_ledger(rows.view(2))), rows.date(3)};
    entry.slice = rows.integer(4);
    entry.state = stored(model::parse_state(rows.view(5)));
    entry.content_hash = rows.blob(6);
    entry.figures = {rows.integer(7), model::Won(rows.integer(8))};
    const auto before = fixed_by(view.connection(), entry.slice, cut.number - 1);
    if (before) entry.before = before->figures;
    entry.standing = standing_at(view.connection(), entry, cut);
    entry.marks = marks_in(view, cut, entry, before);
    entries.push_back(std::move(entry));
  }
  return entries;
}

model::LedgerRows cut_rows(View& view, const Cut& cut, const CutEntry& entry) {
  const OneState state(view);
  if (entry.content_hash.empty()) return model::empty_rows(entry.key.ledger);
  auto rows = rows_as_of(view.connection(), entry.slice, entry.key.ledger, cut.position.seq);
  SettlementBasis::of(view, entry.key.merchant, cut.basis_number).keep_what_counts(entry.key, rows);
  return rows;
}

std::vector<CutEntry> after_cut(View& view, const Cut& cut) {
  const OneState state(view);
  return Comparison(view, cut.number).differences(cut.merchant, cut.through);
}

}  // namespace vancrawl::storage
