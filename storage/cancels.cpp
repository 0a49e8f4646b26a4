#include "storage/cancels.h"

#include <algorithm>
#include <stdexcept>

#include <fmt/format.h>

#include "storage/columns.h"
#include "storage/read_models.h"
#include "storage/row_tables.h"

namespace vancrawl::storage {
namespace {

void append_linkable(std::vector<Linkable>& all, std::int64_t slice,
                     const model::LedgerRows& rows) {
  if (const auto* const list = std::get_if<std::vector<model::ApprovalRecord>>(&rows)) {
    for (const auto& row : *list) all.push_back(linkable(slice, row));
  }
  if (const auto* const list = std::get_if<std::vector<model::AcquisitionRecord>>(&rows)) {
    for (const auto& row : *list) all.push_back(linkable(slice, row));
  }
}

RecordKey stored_key(std::string_view text) { return stored(parse_record_key(text)); }

struct Found {
  Linkable row;
  model::SliceKey slice;
};

std::optional<model::SliceKey> slice_numbered(View& view, std::int64_t number) {
  auto row =
      view.connection().ask("SELECT merchant, site, ledger, date FROM slice WHERE id = ?", number);
  if (!row.step()) return std::nullopt;
  return model::SliceKey{model::MerchantId(row.text(0)), model::SiteId(row.text(1)),
                         stored(model::parse_ledger(row.view(2))), row.date(3)};
}

std::expected<Found, InputFault> found_row(View& view, const RecordKey& key) {
  const auto slice = slice_numbered(view, key.slice);
  if (slice && slice->ledger != model::Ledger::kDeposit) {
    std::vector<Linkable> rows;
    append_linkable(rows, key.slice, current_rows(view.connection(), key.slice, slice->ledger));
    const auto row = std::ranges::find(rows, key, &Linkable::key);
    if (row != rows.end()) return Found{*row, *slice};
  }
  return std::unexpected(
      InputFault{fmt::format("{}: there is no such proved sale or cancel", key.text())});
}

bool share_a_ledger(const model::SliceKey& a, const model::SliceKey& b) {
  return a.merchant == b.merchant && a.site == b.site && a.ledger == b.ledger;
}

std::expected<void, InputFault> checked(View& view, const CancelChoice& choice) {
  if (choice.person.empty()) return std::unexpected(InputFault{"the person is empty"});
  const auto cancel = found_row(view, choice.cancel);
  if (!cancel) return std::unexpected(cancel.error());
  if (cancel->row.kind != model::TransactionKind::kCancel) {
    return std::unexpected(InputFault{choice.cancel.text() + " is no cancel"});
  }
  if (!choice.sale) return {};
  const auto sale = found_row(view, *choice.sale);
  if (!sale) return std::unexpected(sale.error());
  const bool fits = sale->row.kind == model::TransactionKind::kSale &&
                    share_a_ledger(sale->slice, cancel->slice) &&
                    sale->row.amount >= cancel->row.amount;
  if (fits) return {};
  return std::unexpected(InputFault{
      fmt::format("{} is no sale of at least {} won in the cancel's merchant, site and ledger",
                  choice.sale->text(), cancel->row.amount.value())});
}

}  // namespace

CancelChoices cancel_choices(View& view, const model::MerchantId& merchant,
                             const model::SiteId& site, model::Ledger ledger) {
  CancelChoices choices;
  auto rows = view.connection().ask(
      "SELECT c.record, c.sale_record FROM cancel_choice c JOIN slice s ON s.id = c.slice "
      "WHERE s.merchant = ? AND s.site = ? AND s.ledger = ? ORDER BY c.id",
      merchant, site, model::name_of(ledger));
  while (rows.step()) {
    std::optional<RecordKey> sale;
    if (!rows.is_null(1)) sale = stored_key(rows.view(1));
    choices[stored_key(rows.view(0))] = sale;
  }
  return choices;
}

std::vector<CancelLink> cancel_links(View& view, const CancelQuery& query) {
  if (query.ledger == model::Ledger::kDeposit) {
    throw std::invalid_argument("deposits have no cancels");
  }
  const OneState state(view);
  std::vector<Linkable> rows;
  for (const auto& slice : slices(view, {query.merchant, query.site, query.ledger, std::nullopt})) {
    if (!slice.proved || slice.proved->row_count == 0) continue;
    append_linkable(rows, slice.number,
                    current_rows(view.connection(), slice.number, query.ledger));
  }
  auto links = link_cancels(rows, cancel_choices(view, query.merchant, query.site, query.ledger));
  std::erase_if(links, [&](const CancelLink& link) {
    return query.dates && !query.dates->contains(link.cancel.listed);
  });
  return links;
}

std::expected<void, InputFault> choose_sale(Transaction& transaction, const CancelChoice& choice,
                                            model::Instant now) {
  if (auto fault = checked(transaction, choice); !fault) return fault;
  std::optional<std::int64_t> sale_slice;
  std::optional<std::string> sale_record;
  if (choice.sale) {
    sale_slice = choice.sale->slice;
    sale_record = choice.sale->text();
  }
  transaction.connection().run(
      "INSERT INTO cancel_choice(slice, record, sale_slice, sale_record, person, note, chosen_at) "
      "VALUES (?, ?, ?, ?, ?, ?, ?)",
      choice.cancel.slice, choice.cancel.text(), sale_slice, sale_record, choice.person,
      choice.note, now);
  return {};
}

}  // namespace vancrawl::storage
