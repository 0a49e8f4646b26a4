#pragma once

namespace vancrawl::storage {

// What people are called for, what is stopped and why, and what a changed login may do. The tables
// are described in docs/data-model.md.
inline constexpr const char* kSchemaVersion4 = R"sql(
-- One open row a cause: what went wrong (kind) with what (about).
CREATE TABLE task(
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, about TEXT NOT NULL, audience TEXT NOT NULL,
  loud INTEGER NOT NULL, english TEXT NOT NULL, korean TEXT NOT NULL,
  ends_english TEXT NOT NULL, ends_korean TEXT NOT NULL, ends_by_person INTEGER NOT NULL,
  evidence TEXT NOT NULL,
  since INTEGER NOT NULL, last_seen INTEGER NOT NULL, seen_count INTEGER NOT NULL,
  closed_at INTEGER, closed_by TEXT, closing_note TEXT,
  CHECK((closed_at IS NULL) = (closed_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX task_open ON task(kind, about) WHERE closed_at IS NULL;
CREATE TABLE task_merchant(
  task INTEGER NOT NULL REFERENCES task(id), merchant TEXT NOT NULL REFERENCES merchant(id),
  PRIMARY KEY(task, merchant)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_of_merchant ON task_merchant(merchant, task);
-- Who met an open cause, until it went well for them again.
CREATE TABLE sighting(
  kind TEXT NOT NULL, about TEXT NOT NULL, merchant TEXT NOT NULL REFERENCES merchant(id),
  first_at INTEGER NOT NULL, last_at INTEGER NOT NULL, PRIMARY KEY(kind, about, merchant)
) STRICT, WITHOUT ROWID;
CREATE INDEX sighting_of ON sighting(about, merchant);
-- Keypads as they were dealt, the last of each site.
CREATE TABLE pad_dealt(
  id INTEGER PRIMARY KEY, site TEXT NOT NULL, merchant TEXT NOT NULL, refused INTEGER NOT NULL
) STRICT;
CREATE INDEX pad_dealt_of ON pad_dealt(site, id);

-- What is stopped: by a person ('paused') or by a failure. probe_at: when one job may try again;
-- none: until a person resumes.
CREATE TABLE brake(
  id INTEGER PRIMARY KEY, place TEXT NOT NULL, cause TEXT NOT NULL, reason TEXT NOT NULL,
  opened_by TEXT NOT NULL, since INTEGER NOT NULL, probe_at INTEGER, probe_wait INTEGER NOT NULL,
  revision TEXT NOT NULL, lifted_at INTEGER, lifted_by TEXT,
  CHECK((lifted_at IS NULL) = (lifted_by IS NULL))
) STRICT;
CREATE UNIQUE INDEX brake_open ON brake(place, cause) WHERE lifted_at IS NULL;

-- The exit that an account's sessions go through, and the Korean day on which it was last changed.
CREATE TABLE account_exit(
  account INTEGER NOT NULL REFERENCES account(id), site TEXT NOT NULL, exit TEXT NOT NULL,
  changed_on INTEGER, PRIMARY KEY(account, site)
) STRICT, WITHOUT ROWID;

-- A login as this revision of the site does it; proven once three accounts were accepted.
CREATE TABLE login_trial(
  site TEXT NOT NULL, revision TEXT NOT NULL, begun_at INTEGER NOT NULL, proven_at INTEGER,
  PRIMARY KEY(site, revision)
) STRICT, WITHOUT ROWID;
CREATE TABLE trial_login(
  attempt INTEGER PRIMARY KEY REFERENCES attempt(id), site TEXT NOT NULL, revision TEXT NOT NULL,
  was_good INTEGER NOT NULL
) STRICT;
CREATE INDEX trial_login_of ON trial_login(site, revision);
-- Rejections of good secrets during a trial, until it is known whose fault they were.
CREATE TABLE suspect(
  account INTEGER NOT NULL REFERENCES account(id), version INTEGER NOT NULL, site TEXT NOT NULL,
  merchant TEXT NOT NULL, since INTEGER NOT NULL, settled_at INTEGER, settled_by TEXT,
  PRIMARY KEY(account, version), CHECK((settled_at IS NULL) = (settled_by IS NULL))
) STRICT, WITHOUT ROWID;
-- Accounts that are held because a page that nobody knows answered their login.
CREATE TABLE page_hold(
  account INTEGER NOT NULL REFERENCES account(id), site TEXT NOT NULL, page TEXT NOT NULL,
  since INTEGER NOT NULL, PRIMARY KEY(account, site)
) STRICT, WITHOUT ROWID;

-- What is to be told outside: loud tasks and morning reports, each channel by itself, until it was.
CREATE TABLE delivery(
  id INTEGER PRIMARY KEY, channel TEXT NOT NULL, task INTEGER REFERENCES task(id),
  body TEXT NOT NULL, made_at INTEGER NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL,
  fault TEXT NOT NULL, delivered_at INTEGER
) STRICT;
CREATE INDEX delivery_due ON delivery(due) WHERE delivered_at IS NULL;
CREATE TABLE morning_report(
  date INTEGER PRIMARY KEY, made_at INTEGER NOT NULL, body TEXT NOT NULL
) STRICT;
)sql";

}  // namespace vancrawl::storage
