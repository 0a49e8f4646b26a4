#include "storage/consents.h"

#include <algorithm>

#include <fmt/format.h>

#include "storage/audit.h"
#include "storage/columns.h"
#include "storage/connection.h"
#include "storage/directory.h"
#include "storage/guard_lines.h"
#include "storage/queue.h"

namespace vancrawl::storage {
namespace {

constexpr std::string_view kAll =
    "SELECT number, merchant, site, ledgers, first_date, last_date, granted_at, expires_at, "
    "evidence_reference, withdrawn_at FROM consent WHERE ?1 IS NULL OR merchant = ?1 "
    "ORDER BY number";
constexpr std::string_view kAtSite =
    "SELECT number, merchant, site, ledgers, first_date, last_date, granted_at, expires_at, "
    "evidence_reference, withdrawn_at FROM consent WHERE merchant = ?1 AND site = ?2 "
    "ORDER BY granted_at DESC, number DESC";

Consent consent_at(const Statement& row) {
  Consent consent;
  consent.number = row.integer(0);
  consent.merchant = model::MerchantId(row.text(1));
  consent.site = model::SiteId(row.text(2));
  consent.ledgers = ledgers_at(row, 3);
  consent.dates = {row.date(4), row.date(5)};
  consent.granted_at = row.instant(6);
  consent.expires_at = row.instant(7);
  consent.evidence_reference = row.text(8);
  consent.withdrawn_at = row.instant_if(9);
  return consent;
}

std::unexpected<InputFault> refused(std::string message) {
  return std::unexpected(InputFault{"consent: " + std::move(message)});
}

std::expected<void, InputFault> checked(Transaction& transaction, const Consent& consent) {
  if (!merchant(transaction, consent.merchant)) {
    return refused("there is no merchant " + consent.merchant.text());
  }
  if (consent.site.empty()) return refused("the site is empty");
  if (consent.ledgers.empty()) return refused("it covers no ledger");
  if (consent.dates.last < consent.dates.first) return refused("it ends before it begins");
  if (consent.expires_at <= consent.granted_at) return refused("it expires before it is granted");
  if (consent.evidence_reference.empty()) return refused("the evidence reference is empty");
  return {};
}

/// A session that another merchant's live credential shares is still allowed.
constexpr std::string_view kWithoutLiveCredential =
    "account IN (SELECT account FROM credential WHERE merchant = ?1 AND site = ?2) "
    "AND NOT EXISTS (SELECT 1 FROM credential c WHERE c.account = {0}.account "
    "AND c.site = ?2 AND c.destroyed_at IS NULL)";

/// What was granted and entered by `before` ends at `at`.
struct End {
  model::Instant at;
  model::Instant before;
};

void destroy_keys(Connection& connection, const model::MerchantId& merchant,
                  const model::SiteId& site, const End& end) {
  connection.run(
      "UPDATE credential SET wrapped_key = NULL, box = NULL, destroyed_at = ?3 "
      "WHERE merchant = ?1 AND site = ?2 AND destroyed_at IS NULL AND set_at <= ?4",
      merchant, site, end.at, end.before);
  // One that may only be used to log out stays until it was: left open, it would keep the merchant
  // from logging in.
  connection.run("DELETE FROM session_jar WHERE site = ?2 AND logout_only = 0 AND " +
                     fmt::format(fmt::runtime(kWithoutLiveCredential), "session_jar"),
                 merchant, site);
  connection.run(
      "UPDATE attempt SET jar_key_id = NULL, jar_wrapped_key = NULL, jar_box = NULL "
      "WHERE site = ?2 AND jar_key_id IS NOT NULL AND " +
          fmt::format(fmt::runtime(kWithoutLiveCredential), "attempt"),
      merchant, site);
}

/// What was read and never believed may not be believed later.
void drop_unproved(Connection& connection, const model::MerchantId& merchant,
                   const model::SiteId& site) {
  for (const auto* const table : {"approval", "acquisition", "deposit"}) {
    connection.run(fmt::format("DELETE FROM {}_unproved WHERE slice IN "
                               "(SELECT id FROM slice WHERE merchant = ?1 AND site = ?2)",
                               table),
                   merchant, site);
  }
}

int end_consents(Transaction& transaction, const model::MerchantId& merchant,
                 const model::SiteId& site, const End& end) {
  auto& connection = transaction.connection();
  connection.run(
      "UPDATE consent SET withdrawn_at = ?3 WHERE merchant = ?1 AND site = ?2 "
      "AND withdrawn_at IS NULL AND granted_at <= ?4",
      merchant, site, end.at, end.before);
  const int ended = connection.changed_rows();
  destroy_keys(connection, merchant, site, end);
  if (has_consent(transaction, merchant, site, end.at)) return ended;
  drop_unproved(connection, merchant, site);
  [[maybe_unused]] const int cancelled = cancel_jobs(transaction, merchant, site, end.at);
  return ended;
}

}  // namespace

bool Consent::is_in_force(model::Instant now) const {
  return !withdrawn_at && granted_at <= now && now < expires_at;
}

bool Consent::covers(model::Ledger ledger, model::BusinessDate date) const {
  return std::ranges::find(ledgers, ledger) != ledgers.end() && dates.contains(date);
}

std::expected<std::int64_t, InputFault> add_consent(Transaction& transaction,
                                                    const Consent& consent) {
  if (const auto fault = checked(transaction, consent); !fault) {
    return std::unexpected(fault.error());
  }
  auto& connection = transaction.connection();
  connection.run(
      "INSERT INTO consent(merchant, site, ledgers, first_date, last_date, granted_at, "
      "expires_at, evidence_reference) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
      consent.merchant, consent.site, ledgers_text(consent.ledgers), consent.dates.first,
      consent.dates.last, consent.granted_at, consent.expires_at, consent.evidence_reference);
  return connection.last_row();
}

std::vector<Consent> consents(View& view, const std::optional<model::MerchantId>& merchant) {
  std::vector<Consent> found;
  auto rows = view.connection().ask(kAll, merchant);
  while (rows.step()) found.push_back(consent_at(rows));
  return found;
}

std::vector<Consent> consents_in_force(View& view, const model::MerchantId& merchant,
                                       const model::SiteId& site, model::Instant now) {
  std::vector<Consent> found;
  auto rows = view.connection().ask(kAtSite, merchant, site);
  while (rows.step()) {
    auto consent = consent_at(rows);
    if (consent.is_in_force(now)) found.push_back(std::move(consent));
  }
  return found;
}

bool has_consent(View& view, const model::MerchantId& merchant, const model::SiteId& site,
                 model::Instant now) {
  return !consents_in_force(view, merchant, site, now).empty();
}

bool is_allowed(View& view, const model::SliceKey& key, model::Instant now) {
  return std::ranges::any_of(
      consents_in_force(view, key.merchant, key.site, now),
      [&](const Consent& consent) { return consent.covers(key.ledger, key.date); });
}

int withdraw_consent(Transaction& transaction, const model::MerchantId& merchant,
                     const model::SiteId& site, model::Instant now) {
  // Everything: a clock that ran ahead may have granted or entered it "later".
  const int ended = end_consents(transaction, merchant, site, {now, model::Instant::max()});
  note_withdrawal(transaction, merchant, site, now);
  append_audit(
      transaction, "consent withdrawn", merchant.text(),
      fmt::format("at {}: {} consents; the credential's key is destroyed", site.text(), ended),
      now);
  return ended;
}

int withdraw_granted_before(Transaction& transaction, const model::MerchantId& merchant,
                            const model::SiteId& site, model::Instant at) {
  return end_consents(transaction, merchant, site, {at, at});
}

}  // namespace vancrawl::storage
