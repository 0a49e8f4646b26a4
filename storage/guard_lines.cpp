#include "storage/guard_lines.h"

#include <nlohmann/json.hpp>

#include "storage/audit.h"
#include "storage/connection.h"
#include "storage/cuts.h"
#include "storage/digest.h"
#include "storage/read_models.h"
#include "storage/store_error.h"

namespace vancrawl::storage {
namespace {

using Json = nlohmann::ordered_json;

std::int64_t milliseconds(model::Instant at) { return at.time_since_epoch().count(); }

/// False if the store has no guard log. Throws if it has one that is not open.
bool is_kept(Connection& connection) {
  if (connection.guard.kept) return true;
  if (!connection.ask("SELECT 1 FROM guard").step()) return false;
  throw StoreError(StoreFault::kGuardLog,
                   "the store is open without its guard log, which must hear of this");
}

void add_line(Transaction& transaction, const Json& json, GuardNotes::Urgency urgency) {
  auto& connection = transaction.connection();
  const auto line = line_after(stored_guard_head(transaction), json.dump());
  connection.run("DELETE FROM guard_outbox WHERE number <= ?", connection.guard.on_disk);
  connection.run("INSERT INTO guard_outbox(number, text) VALUES (?, ?)", line.head.number,
                 line.text);
  connection.run("UPDATE guard SET number = ?, chain = ?", line.head.number, line.head.chain);
  connection.guard.note(urgency);
}

Json text_if(const Statement& row, int column) {
  return row.is_null(column) ? Json() : Json(row.text(column));
}

Json integer_if(const Statement& row, int column) {
  return row.is_null(column) ? Json() : Json(row.integer(column));
}

void put_secret(Connection& connection, const AccountNews& news, const std::string& key,
                Json& json) {
  auto row = connection.ask(
      "SELECT fingerprint, suspended_for, EXISTS (SELECT 1 FROM attempt t WHERE "
      "t.account = s.account AND t.version = s.version AND t.resolved_at IS NULL) "
      "FROM account_secret s WHERE account = ? AND version = ?",
      news.account, news.version);
  if (!row.step()) return;
  json["version"] = news.version;
  json["secret"] = hex_digits(row.blob(0));
  json["key"] = key;
  json["suspended"] = text_if(row, 1);
  json["open"] = row.integer(2) != 0;
}

}  // namespace

GuardHead stored_guard_head(View& view) {
  auto row = view.connection().ask("SELECT number, chain FROM guard");
  if (!row.step()) return {};
  return {row.integer(0), row.text(1)};
}

std::string fingerprint_key_name(View& view) {
  auto row = view.connection().ask("SELECT box FROM vault_key WHERE name = 'fingerprint'");
  constexpr std::size_t kNameBytes = 8;
  return row.step() ? hash_text(row.blob(0), kNameBytes) : std::string();
}

void note_account(Transaction& transaction, const AccountNews& news) {
  auto& connection = transaction.connection();
  if (!is_kept(connection)) return;
  auto row = connection.ask(
      "SELECT realm, login_id, held_for, held_until, errors_in_a_row FROM account WHERE id = ?",
      news.account);
  if (!row.step()) return;
  Json json = {{"what", "account"},           {"event", news.event},
               {"at", milliseconds(news.at)}, {"realm", row.text(0)},
               {"login", row.text(1)},        {"held", text_if(row, 2)},
               {"until", integer_if(row, 3)}, {"errors", row.integer(4)}};
  put_secret(connection, news, fingerprint_key_name(transaction), json);
  add_line(transaction, json, GuardNotes::Urgency::kNow);
}

void note_withdrawal(Transaction& transaction, const model::MerchantId& merchant,
                     const model::SiteId& site, model::Instant at) {
  if (!is_kept(transaction.connection())) return;
  add_line(transaction,
           {{"what", "withdrawn"},
            {"at", milliseconds(at)},
            {"merchant", merchant.text()},
            {"site", site.text()}},
           GuardNotes::Urgency::kNow);
}

void note_cut(Transaction& transaction, const Cut& cut) {
  if (!is_kept(transaction.connection())) return;
  add_line(transaction,
           {{"what", "cut"},
            {"at", milliseconds(cut.made_at)},
            {"number", cut.number},
            {"merchant", cut.merchant ? Json(cut.merchant->text()) : Json()},
            {"through", cut.through.iso()},
            {"epoch", cut.position.epoch},
            {"seq", cut.position.seq},
            {"hash", hex_digits(cut.hash)},
            {"by", cut.person}},
           GuardNotes::Urgency::kNow);
}

void note_cuts_settled(Transaction& transaction, const std::string& person, model::Instant at) {
  if (!is_kept(transaction.connection())) return;
  add_line(transaction, {{"what", "cuts settled"}, {"at", milliseconds(at)}, {"by", person}},
           GuardNotes::Urgency::kNow);
  for (const auto& cut : cuts(transaction)) note_cut(transaction, cut);
}

void note_progress(Transaction& transaction) {
  auto& connection = transaction.connection();
  if (connection.guard.kept) connection.guard.note(GuardNotes::Urgency::kSoon);
}

void note_everything(Transaction& transaction, model::Instant at) {
  auto& connection = transaction.connection();
  auto secrets = connection.ask(
      "SELECT a.id, coalesce(s.version, 0) FROM account a LEFT JOIN account_secret s "
      "ON s.account = a.id ORDER BY 1, 2");
  while (secrets.step()) {
    note_account(transaction,
                 {"known", secrets.integer(0), static_cast<int>(secrets.integer(1)), at});
  }
  auto withdrawn = connection.ask(
      "SELECT merchant, site, withdrawn_at FROM consent WHERE withdrawn_at IS NOT NULL");
  while (withdrawn.step()) {
    note_withdrawal(transaction, model::MerchantId(withdrawn.text(0)),
                    model::SiteId(withdrawn.text(1)), withdrawn.instant(2));
  }
  for (const auto& cut : cuts(transaction)) note_cut(transaction, cut);
}

void note_anchor(Transaction& transaction) {
  auto& connection = transaction.connection();
  if (!is_kept(connection)) return;
  const auto audit = audit_head(transaction);
  const auto feed = feed_head(transaction);
  add_line(transaction,
           {{"what", "heads"},
            {"audit", audit.number},
            {"hash", audit.hash},
            {"epoch", feed.epoch},
            {"feed", feed.seq}},
           GuardNotes::Urgency::kSoon);
  connection.run("UPDATE guard SET feed_seq = ?", feed.seq);
}

void note_recovery(Transaction& transaction, const std::string& person, model::Instant at) {
  const auto audit = audit_head(transaction);
  add_line(transaction,
           {{"what", "recovered"},
            {"at", milliseconds(at)},
            {"by", person},
            {"audit", audit.number},
            {"hash", audit.hash}},
           GuardNotes::Urgency::kNow);
}

}  // namespace vancrawl::storage
