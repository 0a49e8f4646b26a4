#pragma once

namespace vancrawl::storage {

// Instants are milliseconds since 1970 (UTC), dates days since 1970 (Korea), money is won. Columns
// of the three ledgers that hold words of the `word` table are integers; the views spell them out.
// The tables are described in docs/data-model.md.
inline constexpr const char* kSchemaVersion1 = R"sql(
CREATE TABLE word(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
INSERT INTO word(id, text) VALUES (0, '');

CREATE TABLE counter(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO counter(name, value) VALUES ('fence', 0);

CREATE TABLE vault_key(
  name TEXT PRIMARY KEY, key_id TEXT NOT NULL, wrapped_key BLOB NOT NULL, box BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE merchant(
  id TEXT PRIMARY KEY, business TEXT NOT NULL UNIQUE, name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE merchant_number(
  merchant TEXT NOT NULL REFERENCES merchant(id), card_company TEXT NOT NULL, number TEXT NOT NULL,
  PRIMARY KEY(merchant, card_company, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE terminal(
  merchant TEXT NOT NULL REFERENCES merchant(id), terminal TEXT NOT NULL,
  PRIMARY KEY(merchant, terminal)
) STRICT, WITHOUT ROWID;

CREATE TABLE consent(
  number INTEGER PRIMARY KEY,
  merchant TEXT NOT NULL REFERENCES merchant(id), site TEXT NOT NULL, ledgers TEXT NOT NULL,
  first_date INTEGER NOT NULL, last_date INTEGER NOT NULL CHECK(last_date >= first_date),
  granted_at INTEGER NOT NULL, expires_at INTEGER NOT NULL CHECK(expires_at > granted_at),
  evidence_reference TEXT NOT NULL, withdrawn_at INTEGER
) STRICT;
CREATE INDEX consent_of ON consent(merchant, site);

CREATE TABLE account(
  id INTEGER PRIMARY KEY, realm TEXT NOT NULL, login_id TEXT NOT NULL,
  held_for TEXT, held_until INTEGER, errors_in_a_row INTEGER NOT NULL DEFAULT 0,
  UNIQUE(realm, login_id)
) STRICT;
CREATE TABLE account_secret(
  account INTEGER NOT NULL REFERENCES account(id), version INTEGER NOT NULL,
  fingerprint BLOB NOT NULL, entered_at INTEGER NOT NULL, accepted_at INTEGER,
  suspended_at INTEGER, suspended_for TEXT, forgiven INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(account, version), UNIQUE(account, fingerprint),
  CHECK((suspended_at IS NULL) = (suspended_for IS NULL))
) STRICT, WITHOUT ROWID;
CREATE TABLE credential(
  id INTEGER PRIMARY KEY,
  merchant TEXT NOT NULL REFERENCES merchant(id), site TEXT NOT NULL,
  account INTEGER NOT NULL REFERENCES account(id), version INTEGER NOT NULL,
  key_id TEXT NOT NULL, wrapped_key BLOB, box BLOB, set_at INTEGER NOT NULL, destroyed_at INTEGER,
  UNIQUE(merchant, site, account),
  FOREIGN KEY(account, version) REFERENCES account_secret(account, version),
  CHECK((destroyed_at IS NULL) = (wrapped_key IS NOT NULL)),
  CHECK((wrapped_key IS NULL) = (box IS NULL))
) STRICT;
CREATE TABLE session_jar(
  account INTEGER NOT NULL REFERENCES account(id), site TEXT NOT NULL,
  key_id TEXT NOT NULL, wrapped_key BLOB NOT NULL, box BLOB NOT NULL,
  exit TEXT NOT NULL, logout_only INTEGER NOT NULL, saved_at INTEGER NOT NULL,
  PRIMARY KEY(account, site)
) STRICT;

CREATE TABLE job(
  id INTEGER PRIMARY KEY,
  merchant TEXT NOT NULL REFERENCES merchant(id), site TEXT NOT NULL,
  account INTEGER NOT NULL REFERENCES account(id),
  credential INTEGER NOT NULL REFERENCES credential(id), ledgers TEXT NOT NULL,
  first_date INTEGER NOT NULL, last_date INTEGER NOT NULL CHECK(last_date >= first_date),
  lane TEXT NOT NULL, due INTEGER NOT NULL, state TEXT NOT NULL, fence INTEGER NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0, joins INTEGER NOT NULL DEFAULT 0,
  failure TEXT, detail TEXT NOT NULL DEFAULT '', enqueued_at INTEGER NOT NULL, ended_at INTEGER
) STRICT;
CREATE TABLE ready(
  site TEXT NOT NULL, lane INTEGER NOT NULL, due INTEGER NOT NULL, id INTEGER NOT NULL,
  account INTEGER NOT NULL, PRIMARY KEY(site, lane, due, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE running(
  account INTEGER PRIMARY KEY REFERENCES account(id),
  job INTEGER NOT NULL UNIQUE REFERENCES job(id), fence INTEGER NOT NULL, boot TEXT NOT NULL,
  lease_until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE live(
  credential INTEGER NOT NULL, job INTEGER NOT NULL REFERENCES job(id), PRIMARY KEY(credential, job)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempt(
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account(id),
  credential INTEGER NOT NULL REFERENCES credential(id), version INTEGER NOT NULL,
  site TEXT NOT NULL, job INTEGER NOT NULL REFERENCES job(id), fence INTEGER NOT NULL,
  boot TEXT NOT NULL, day INTEGER NOT NULL, begun_at INTEGER NOT NULL,
  jar_key_id TEXT, jar_wrapped_key BLOB, jar_box BLOB,
  ended_at INTEGER, outcome TEXT, failure TEXT, printed_errors INTEGER, resolved_at INTEGER,
  FOREIGN KEY(account, version) REFERENCES account_secret(account, version),
  CHECK((ended_at IS NULL) = (outcome IS NULL))
) STRICT;
CREATE INDEX attempt_of_day ON attempt(account, day);
CREATE UNIQUE INDEX attempt_unresolved ON attempt(account) WHERE resolved_at IS NULL;
CREATE TABLE hand_confirmation(
  id INTEGER PRIMARY KEY, account INTEGER NOT NULL REFERENCES account(id),
  version INTEGER NOT NULL, ground TEXT NOT NULL, person TEXT NOT NULL, note TEXT NOT NULL,
  confirmed_at INTEGER NOT NULL
) STRICT;

CREATE TABLE evidence(
  id INTEGER PRIMARY KEY, hash BLOB NOT NULL UNIQUE, kind TEXT NOT NULL, zstd BLOB NOT NULL
) STRICT;

CREATE TABLE slice(
  id INTEGER PRIMARY KEY,
  merchant TEXT NOT NULL REFERENCES merchant(id), site TEXT NOT NULL, ledger TEXT NOT NULL,
  date INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, seq INTEGER NOT NULL,
  UNIQUE(merchant, site, ledger, date)
) STRICT;
CREATE TABLE proof(
  slice INTEGER PRIMARY KEY REFERENCES slice(id), grade TEXT NOT NULL, totals TEXT NOT NULL,
  printed TEXT NOT NULL, others TEXT NOT NULL, scopes TEXT NOT NULL, read_began INTEGER NOT NULL,
  observed_at INTEGER NOT NULL, job INTEGER NOT NULL, row_count INTEGER NOT NULL,
  content_hash BLOB NOT NULL, evidence TEXT NOT NULL
) STRICT;
CREATE TABLE latest(
  slice INTEGER PRIMARY KEY REFERENCES slice(id), outcome TEXT NOT NULL, reason TEXT NOT NULL,
  failure TEXT, printed TEXT NOT NULL, others TEXT NOT NULL, measured TEXT NOT NULL,
  scopes TEXT NOT NULL, read_began INTEGER NOT NULL, observed_at INTEGER NOT NULL,
  job INTEGER NOT NULL, row_count INTEGER NOT NULL, content_hash BLOB NOT NULL,
  same_since INTEGER NOT NULL, evidence TEXT NOT NULL
) STRICT;
CREATE TABLE challenge(
  slice INTEGER PRIMARY KEY REFERENCES slice(id), printed TEXT NOT NULL, job INTEGER NOT NULL,
  observed_at INTEGER NOT NULL
) STRICT;
CREATE TABLE portal_totals(
  slice INTEGER NOT NULL REFERENCES slice(id), observed_at INTEGER NOT NULL, job INTEGER NOT NULL,
  printed TEXT NOT NULL, others TEXT NOT NULL, PRIMARY KEY(slice, observed_at, job)
) STRICT, WITHOUT ROWID;
CREATE TABLE finding(
  slice INTEGER NOT NULL REFERENCES slice(id), number INTEGER NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY(slice, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE page_memo(
  slice INTEGER PRIMARY KEY REFERENCES slice(id), parser_version TEXT NOT NULL,
  page_hashes TEXT NOT NULL
) STRICT;

CREATE TABLE feed_epoch(
  epoch INTEGER PRIMARY KEY, started_at INTEGER NOT NULL, why TEXT NOT NULL
) STRICT;
INSERT INTO feed_epoch(epoch, started_at, why) VALUES (1, 0, 'made');
CREATE TABLE changes(
  seq INTEGER PRIMARY KEY, epoch INTEGER NOT NULL REFERENCES feed_epoch(epoch),
  commit_seq INTEGER NOT NULL, slice INTEGER NOT NULL REFERENCES slice(id), state TEXT NOT NULL,
  challenged INTEGER NOT NULL, row_count INTEGER NOT NULL, added INTEGER NOT NULL,
  changed INTEGER NOT NULL, vanished INTEGER NOT NULL, content_hash BLOB NOT NULL,
  job INTEGER NOT NULL, observed_at INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
  evidence TEXT NOT NULL
) STRICT;

CREATE TABLE approval(
  slice INTEGER NOT NULL, business INTEGER NOT NULL, merchant_number INTEGER NOT NULL,
  terminal INTEGER NOT NULL, card_company INTEGER NOT NULL, date INTEGER NOT NULL,
  time INTEGER NOT NULL, approval_number TEXT NOT NULL, kind INTEGER NOT NULL,
  amount INTEGER NOT NULL, portal_id TEXT NOT NULL, occurrence INTEGER NOT NULL,
  issuer INTEGER NOT NULL, card_kind INTEGER NOT NULL, card TEXT NOT NULL,
  instalments INTEGER NOT NULL, original_date INTEGER, status INTEGER NOT NULL,
  recipe INTEGER NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY(slice, date, time, approval_number, kind, amount, portal_id, business,
              merchant_number, terminal, card_company, occurrence)
) STRICT, WITHOUT ROWID;
CREATE TABLE acquisition(
  slice INTEGER NOT NULL, business INTEGER NOT NULL, merchant_number INTEGER NOT NULL,
  card_company INTEGER NOT NULL, sale_date INTEGER NOT NULL, date INTEGER NOT NULL,
  approval_number TEXT NOT NULL, kind INTEGER NOT NULL, gross INTEGER NOT NULL,
  portal_id TEXT NOT NULL, occurrence INTEGER NOT NULL,
  card_kind INTEGER NOT NULL, card TEXT NOT NULL, base_fee INTEGER NOT NULL,
  point_fee INTEGER NOT NULL, other_fee INTEGER NOT NULL, fee INTEGER NOT NULL,
  vat INTEGER NOT NULL, payout INTEGER NOT NULL, due_date INTEGER,
  recipe INTEGER NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY(slice, date, sale_date, approval_number, kind, gross, portal_id, business,
              merchant_number, card_company, occurrence)
) STRICT, WITHOUT ROWID;
CREATE TABLE deposit(
  slice INTEGER NOT NULL, business INTEGER NOT NULL, merchant_number INTEGER NOT NULL,
  card_company INTEGER NOT NULL, date INTEGER NOT NULL, bank INTEGER NOT NULL,
  masked_account INTEGER NOT NULL, occurrence INTEGER NOT NULL,
  sales_count INTEGER NOT NULL, gross INTEGER NOT NULL, held INTEGER NOT NULL,
  vat INTEGER NOT NULL, other INTEGER NOT NULL, paid INTEGER NOT NULL,
  recipe INTEGER NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY(slice, business, merchant_number, card_company, date, bank, masked_account,
              occurrence)
) STRICT, WITHOUT ROWID;
-- What a row was before it changed or vanished: ended_by says which.
CREATE TABLE approval_revision(
  slice INTEGER NOT NULL, business INTEGER NOT NULL, merchant_number INTEGER NOT NULL,
  terminal INTEGER NOT NULL, card_company INTEGER NOT NULL, date INTEGER NOT NULL,
  time INTEGER NOT NULL, approval_number TEXT NOT NULL, kind INTEGER NOT NULL,
  amount INTEGER NOT NULL, portal_id TEXT NOT NULL, occurrence INTEGER NOT NULL,
  issuer INTEGER NOT NULL, card_kind INTEGER NOT NULL, card TEXT NOT NULL,
  instalments INTEGER NOT NULL, original_date INTEGER, status INTEGER NOT NULL,
  recipe INTEGER NOT NULL, seq INTEGER NOT NULL, ended_seq INTEGER NOT NULL,
  ended_by TEXT NOT NULL,
  PRIMARY KEY(slice, date, time, approval_number, kind, amount, portal_id, business,
              merchant_number, terminal, card_company, occurrence, ended_seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE acquisition_revision(
  slice INTEGER NOT NULL, business INTEGER NOT NULL, merchant_number INTEGER NOT NULL,
  card_company INTEGER NOT NULL, sale_date INTEGER NOT NULL, date INTEGER NOT NULL,
  approval_number TEXT NOT NULL, kind INTEGER NOT NULL, gross INTEGER NOT NULL,
  portal_id TEXT NOT NULL, occurrence INTEGER NOT NULL, card_kind INTEGER NOT NULL,
  card TEXT NOT NULL, base_fee INTEGER NOT NULL, point_fee INTEGER NOT NULL,
  other_fee INTEGER NOT NULL, fee INTEGER NOT NULL, vat INTEGER NOT NULL, payout INTEGER NOT NULL,
  due_date INTEGER, recipe INTEGER NOT NULL, seq INTEGER NOT NULL, ended_seq INTEGER NOT NULL,
  ended_by TEXT NOT NULL,
  PRIMARY KEY(slice, date, sale_date, approval_number, kind, gross, portal_id, business,
              merchant_number, card_company, occurrence, ended_seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE deposit_revision(
  slice INTEGER NOT NULL, business INTEGER NOT NULL, merchant_number INTEGER NOT NULL,
  card_company INTEGER NOT NULL, date INTEGER NOT NULL, bank INTEGER NOT NULL,
  masked_account INTEGER NOT NULL, occurrence INTEGER NOT NULL, sales_count INTEGER NOT NULL,
  gross INTEGER NOT NULL, held INTEGER NOT NULL, vat INTEGER NOT NULL, other INTEGER NOT NULL,
  paid INTEGER NOT NULL, recipe INTEGER NOT NULL, seq INTEGER NOT NULL,
  ended_seq INTEGER NOT NULL, ended_by TEXT NOT NULL,
  PRIMARY KEY(slice, business, merchant_number, card_company, date, bank, masked_account,
              occurrence, ended_seq)
) STRICT, WITHOUT ROWID;
-- Rows of the last run that proved nothing, as read.
CREATE TABLE approval_unproved(
  slice INTEGER NOT NULL, number INTEGER NOT NULL, business INTEGER NOT NULL,
  merchant_number INTEGER NOT NULL, terminal INTEGER NOT NULL, card_company INTEGER NOT NULL,
  date INTEGER NOT NULL, time INTEGER NOT NULL, approval_number TEXT NOT NULL,
  kind INTEGER NOT NULL, amount INTEGER NOT NULL, portal_id TEXT NOT NULL,
  occurrence INTEGER NOT NULL, issuer INTEGER NOT NULL, card_kind INTEGER NOT NULL,
  card TEXT NOT NULL, instalments INTEGER NOT NULL, original_date INTEGER,
  status INTEGER NOT NULL, recipe INTEGER NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY(slice, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE acquisition_unproved(
  slice INTEGER NOT NULL, number INTEGER NOT NULL, business INTEGER NOT NULL,
  merchant_number INTEGER NOT NULL, card_company INTEGER NOT NULL, sale_date INTEGER NOT NULL,
  date INTEGER NOT NULL, approval_number TEXT NOT NULL, kind INTEGER NOT NULL,
  gross INTEGER NOT NULL, portal_id TEXT NOT NULL, occurrence INTEGER NOT NULL,
  card_kind INTEGER NOT NULL, card TEXT NOT NULL, base_fee INTEGER NOT NULL,
  point_fee INTEGER NOT NULL, other_fee INTEGER NOT NULL, fee INTEGER NOT NULL,
  vat INTEGER NOT NULL, payout INTEGER NOT NULL, due_date INTEGER, recipe INTEGER NOT NULL,
  seq INTEGER NOT NULL, PRIMARY KEY(slice, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE deposit_unproved(
  slice INTEGER NOT NULL, number INTEGER NOT NULL, business INTEGER NOT NULL,
  merchant_number INTEGER NOT NULL, card_company INTEGER NOT NULL, date INTEGER NOT NULL,
  bank INTEGER NOT NULL, masked_account INTEGER NOT NULL, occurrence INTEGER NOT NULL,
  sales_count INTEGER NOT NULL, gross INTEGER NOT NULL, held INTEGER NOT NULL,
  vat INTEGER NOT NULL, other INTEGER NOT NULL, paid INTEGER NOT NULL, recipe INTEGER NOT NULL,
  seq INTEGER NOT NULL, PRIMARY KEY(slice, number)
) STRICT, WITHOUT ROWID;
-- For people with a prompt.
CREATE VIEW approval_shown AS SELECT
  s.merchant, s.site, date(s.date * 86400, 'unixepoch') AS slice_date, s.state,
  (SELECT text FROM word WHERE id = r.business) AS business,
  (SELECT text FROM word WHERE id = r.merchant_number) AS merchant_number,
  (SELECT text FROM word WHERE id = r.terminal) AS terminal,
  (SELECT text FROM word WHERE id = r.card_company) AS card_company,
  date(r.date * 86400, 'unixepoch') AS date, time(r.time, 'unixepoch') AS time, r.approval_number,
  (SELECT text FROM word WHERE id = r.kind) AS kind, r.amount, r.portal_id, r.occurrence,
  (SELECT text FROM word WHERE id = r.issuer) AS issuer,
  (SELECT text FROM word WHERE id = r.card_kind) AS card_kind, r.card, r.instalments,
  date(r.original_date * 86400, 'unixepoch') AS original_date,
  (SELECT text FROM word WHERE id = r.status) AS status, r.recipe, r.seq
FROM approval r JOIN slice s ON s.id = r.slice;
CREATE VIEW acquisition_shown AS SELECT
  s.merchant, s.site, date(s.date * 86400, 'unixepoch') AS slice_date, s.state,
  (SELECT text FROM word WHERE id = r.business) AS business,
  (SELECT text FROM word WHERE id = r.merchant_number) AS merchant_number,
  (SELECT text FROM word WHERE id = r.card_company) AS card_company,
  date(r.sale_date * 86400, 'unixepoch') AS sale_date, date(r.date * 86400, 'unixepoch') AS date,
  r.approval_number, (SELECT text FROM word WHERE id = r.kind) AS kind, r.gross, r.portal_id,
  r.occurrence, (SELECT text FROM word WHERE id = r.card_kind) AS card_kind, r.card, r.base_fee,
  r.point_fee, r.other_fee, r.fee, r.vat, r.payout,
  date(r.due_date * 86400, 'unixepoch') AS due_date, r.recipe, r.seq
FROM acquisition r JOIN slice s ON s.id = r.slice;
CREATE VIEW deposit_shown AS SELECT
  s.merchant, s.site, date(s.date * 86400, 'unixepoch') AS slice_date, s.state,
  (SELECT text FROM word WHERE id = r.business) AS business,
  (SELECT text FROM word WHERE id = r.merchant_number) AS merchant_number,
  (SELECT text FROM word WHERE id = r.card_company) AS card_company,
  date(r.date * 86400, 'unixepoch') AS date, (SELECT text FROM word WHERE id = r.bank) AS bank,
  (SELECT text FROM word WHERE id = r.masked_account) AS masked_account, r.occurrence,
  r.sales_count, r.gross, r.held, r.vat, r.other, r.paid, r.recipe, r.seq
FROM deposit r JOIN slice s ON s.id = r.slice;
)sql";

}  // namespace vancrawl::storage
