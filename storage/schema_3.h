#pragma once

namespace vancrawl::storage {

// What merchants agreed on beside rates, the audit log, and how far the guard log outside the store
// has come. The tables are described in docs/data-model.md.
inline constexpr const char* kSchemaVersion3 = R"sql(
-- Business days from a sale to its payout; card_company '' is every one without its own.
CREATE TABLE payout_cycle(
  merchant TEXT NOT NULL REFERENCES merchant(id), card_company TEXT NOT NULL,
  business_days INTEGER NOT NULL CHECK(business_days BETWEEN 0 AND 30),
  PRIMARY KEY(merchant, card_company)
) STRICT, WITHOUT ROWID;
-- The minute of the Korean day by which the merchant's figures must stand.
CREATE TABLE cut_off(
  merchant TEXT PRIMARY KEY REFERENCES merchant(id),
  minute INTEGER NOT NULL CHECK(minute BETWEEN 0 AND 1439)
) STRICT, WITHOUT ROWID;

-- Who did what, when and about whom; `hash` is over the row and the hash before it.
CREATE TABLE audit(
  number INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
  about TEXT NOT NULL, detail TEXT NOT NULL, hash BLOB NOT NULL
) STRICT;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;
CREATE TRIGGER audit_is_never_cut BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;
CREATE TRIGGER audit_has_no_gaps BEFORE INSERT ON audit
WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM audit)
BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;

-- The last line of the guard log that belongs to this state of the store, and on which machine it
-- was written. No row: the store never had a guard log.
CREATE TABLE guard(
  only INTEGER PRIMARY KEY CHECK(only = 1), machine TEXT NOT NULL, number INTEGER NOT NULL,
  chain TEXT NOT NULL, feed_seq INTEGER NOT NULL
) STRICT;
-- Lines of it that may not be on the disk yet.
CREATE TABLE guard_outbox(number INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
)sql";

}  // namespace vancrawl::storage
