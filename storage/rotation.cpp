#include "storage/rotation.h"

#include <array>

#include <fmt/format.h>

#include "storage/audit.h"
#include "storage/columns.h"
#include "storage/connection.h"
#include "storage/store_error.h"

namespace vancrawl::storage {
namespace {

/// A table that holds ciphertexts. `rows` gives: row number or name, name for a person, key_id,
/// wrapped key, box, merchant, site, realm, login id, version.
struct SealedTable {
  SealPurpose purpose;
  bool is_the_fingerprint_key;
  std::string_view rows;
  std::string_view rewrap;
};

constexpr std::array<SealedTable, 4> kTables = {{
    {SealPurpose::kCredential, true,
     "SELECT name, 'the key of fingerprints', key_id, wrapped_key, box, '', '', '', '', 0 "
     "FROM vault_key",
     "UPDATE vault_key SET key_id = ?2, wrapped_key = ?3 WHERE name = ?1"},
    {SealPurpose::kCredential, false,
     "SELECT CAST(c.id AS TEXT), 'credential of ' || c.merchant || ' at ' || c.site, c.key_id, "
     "c.wrapped_key, c.box, c.merchant, c.site, a.realm, a.login_id, c.version "
     "FROM credential c JOIN account a ON a.id = c.account WHERE c.destroyed_at IS NULL",
     "UPDATE credential SET key_id = ?2, wrapped_key = ?3 WHERE id = CAST(?1 AS INTEGER)"},
    {SealPurpose::kSessionJar, false,
     "SELECT CAST(j.rowid AS TEXT), 'session of ' || a.login_id || ' at ' || j.site, j.key_id, "
     "j.wrapped_key, j.box, '', j.site, a.realm, a.login_id, 0 "
     "FROM session_jar j JOIN account a ON a.id = j.account",
     "UPDATE session_jar SET key_id = ?2, wrapped_key = ?3 WHERE rowid = CAST(?1 AS INTEGER)"},
    {SealPurpose::kAttemptJar, false,
     "SELECT CAST(t.id AS TEXT), 'login attempt ' || t.id || ' at ' || t.site, t.jar_key_id, "
     "t.jar_wrapped_key, t.jar_box, '', t.site, a.realm, a.login_id, 0 "
     "FROM attempt t JOIN account a ON a.id = t.account "
     "WHERE t.jar_key_id IS NOT NULL AND length(t.jar_wrapped_key) > 0",
     "UPDATE attempt SET jar_key_id = ?2, jar_wrapped_key = ?3 WHERE id = CAST(?1 AS INTEGER)"},
}};

struct SealedRow {
  std::string key;
  std::string name;
  Sealed sealed;
  SealContext context;
};

std::vector<SealedRow> rows_of(View& view, const SealedTable& table) {
  std::vector<SealedRow> found;
  auto rows = view.connection().ask(table.rows);
  while (rows.step()) {
    SealContext context{table.purpose,
                        model::MerchantId(rows.text(5)),
                        model::SiteId(rows.text(6)),
                        {rows.text(7), rows.text(8)},
                        static_cast<int>(rows.integer(9)),
                        {}};
    if (table.is_the_fingerprint_key) context = fingerprint_key_context();
    found.push_back({rows.text(0), rows.text(1), sealed_at(rows, 2), std::move(context)});
  }
  return found;
}

int rewrap_table(Transaction& transaction, const SealedTable& table, const Vault& vault,
                 const KeyFile& to) {
  int count = 0;
  for (const auto& row : rows_of(transaction, table)) {
    if (row.sealed.key_id == to.id()) continue;
    const auto sealed = vault.rewrapped(row.sealed, to);
    if (!sealed) {
      throw StoreError(StoreFault::kKey,
                       fmt::format("{} does not open ({}; key {}): nothing was rotated", row.name,
                                   name_of(sealed.error()), row.sealed.key_id));
    }
    transaction.connection().run(table.rewrap, row.key, sealed->key_id, Blob{sealed->wrapped_key});
    ++count;
  }
  return count;
}

/// Why a row does not open; empty if it does.
std::string fault_of(const SealedRow& row, const Vault& vault, const TrustFacts& trust_facts) {
  auto context = row.context;
  if (context.trust_facts.empty()) {
    auto facts = trust_facts(context.site);
    if (!facts) return row.name + ": there is no such site";
    context.trust_facts = std::move(*facts);
  }
  const auto opened = vault.open(row.sealed, context);
  if (opened) return {};
  return fmt::format("{}: {} (sealed under key {})", row.name, name_of(opened.error()),
                     row.sealed.key_id);
}

}  // namespace

int rewrap_all(Transaction& transaction, const Vault& vault, const KeyFile& to) {
  int count = 0;
  for (const auto& table : kTables) count += rewrap_table(transaction, table, vault, to);
  return count;
}

Rotated rotate_vault(Store& store, const std::filesystem::path& key_file, KeyPlace place,
                     model::Instant now, const std::function<void(RotationStep)>& after) {
  const auto report = [&](RotationStep step) {
    if (after) after(step);
  };
  const bool ours = place == KeyPlace::kFile;
  const auto next = ours ? prepare_next_key(key_file) : KeyFile::load(next_key_of(key_file), place);
  report(RotationStep::kKeyMade);
  const Vault vault(KeyRing::load(key_file, place));
  Rotated rotated{vault.key_id(), next.id(), 0};
  store.write([&](Transaction& transaction) {
    rotated.rows = rewrap_all(transaction, vault, next);
    append_audit(
        transaction, "key rotated", "vault",
        fmt::format("{} rows from key {} to {}", rotated.rows, rotated.from_key, rotated.to_key),
        now);
  });
  store.checkpoint();
  report(RotationStep::kRewrapped);
  if (ours) promote_next_key(key_file);
  report(RotationStep::kPromoted);
  return rotated;
}

VaultCheck check_vault(View& view, const Vault& vault, const TrustFacts& trust_facts) {
  const OneState state(view);
  VaultCheck check;
  for (const auto& table : kTables) {
    for (const auto& row : rows_of(view, table)) {
      auto fault = fault_of(row, vault, trust_facts);
      if (!fault.empty()) {
        check.unopened.push_back(std::move(fault));
        continue;
      }
      ++check.opened;
      if (row.sealed.key_id != vault.key_id()) ++check.under_other_keys;
    }
  }
  return check;
}

}  // namespace vancrawl::storage
