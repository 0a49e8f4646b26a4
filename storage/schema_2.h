#pragma once

namespace vancrawl::storage {

// What settlement decides on top of proved rows. The tables are described in docs/data-model.md.
inline constexpr const char* kSchemaVersion2 = R"sql(
CREATE INDEX slice_of_date ON slice(date);

-- Printed texts of the last whole read that stand in no code map.
CREATE TABLE unmapped(
  slice INTEGER NOT NULL REFERENCES slice(id), field TEXT NOT NULL, text TEXT NOT NULL,
  decides INTEGER NOT NULL, seen_at INTEGER NOT NULL, PRIMARY KEY(slice, field, text)
) STRICT, WITHOUT ROWID;

-- What a person said an ambiguous cancel undoes; sale_slice is null if it undoes nothing we hold.
CREATE TABLE cancel_choice(
  id INTEGER PRIMARY KEY, slice INTEGER NOT NULL REFERENCES slice(id), record TEXT NOT NULL,
  sale_slice INTEGER REFERENCES slice(id), sale_record TEXT, person TEXT NOT NULL,
  note TEXT NOT NULL, chosen_at INTEGER NOT NULL,
  CHECK((sale_slice IS NULL) = (sale_record IS NULL))
) STRICT;
CREATE INDEX cancel_choice_of ON cancel_choice(slice, record);

-- A closed day: one hash over all its slices, and what each of them was.
CREATE TABLE seal(
  merchant TEXT NOT NULL REFERENCES merchant(id), date INTEGER NOT NULL, number INTEGER NOT NULL,
  hash BLOB NOT NULL, seq INTEGER NOT NULL, sealed_at INTEGER NOT NULL,
  PRIMARY KEY(merchant, date, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE seal_slice(
  merchant TEXT NOT NULL, date INTEGER NOT NULL, number INTEGER NOT NULL,
  slice INTEGER NOT NULL REFERENCES slice(id), state TEXT NOT NULL, row_count INTEGER NOT NULL,
  content_hash BLOB NOT NULL, PRIMARY KEY(merchant, date, number, slice),
  FOREIGN KEY(merchant, date, number) REFERENCES seal(merchant, date, number)
) STRICT, WITHOUT ROWID;

-- Who accepted which totals over which rows. Two persons make a proof of it: then it is finished.
CREATE TABLE acceptance(
  id INTEGER PRIMARY KEY, slice INTEGER NOT NULL REFERENCES slice(id), person TEXT NOT NULL,
  reason TEXT NOT NULL, printed TEXT NOT NULL, content_hash BLOB NOT NULL,
  accepted_at INTEGER NOT NULL, finished INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX acceptance_of ON acceptance(slice);

-- Whose figures count, from a business date on. The last word for a date is the latest from_date
-- not after it, and of those the highest number; card_company '' is every one without its own.
CREATE TABLE basis(
  number INTEGER PRIMARY KEY, merchant TEXT NOT NULL REFERENCES merchant(id),
  card_company TEXT NOT NULL, ledger TEXT NOT NULL, sites TEXT NOT NULL,
  from_date INTEGER NOT NULL, person TEXT NOT NULL, set_at INTEGER NOT NULL
) STRICT;
CREATE INDEX basis_of ON basis(merchant, ledger);

-- The contracted rate, in millionths of the gross, and the won a row may be off it. Of several that
-- fit the one with the most words (company, kind) and then the latest from_date counts.
CREATE TABLE contract(
  merchant TEXT NOT NULL REFERENCES merchant(id), card_company TEXT NOT NULL,
  card_kind TEXT NOT NULL, from_date INTEGER NOT NULL, rate_millionths INTEGER NOT NULL,
  tolerance INTEGER NOT NULL, PRIMARY KEY(merchant, card_company, card_kind, from_date)
) STRICT, WITHOUT ROWID;

-- How far each reader of the feed has come.
CREATE TABLE consumer(
  name TEXT PRIMARY KEY, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
  acknowledged_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What was paid on. A cut names the slices that were added, different or gone (an empty hash) since
-- the cut before; of a slice that stands in several, the last one not after a cut is what it holds.
CREATE TABLE cut(
  number INTEGER PRIMARY KEY, merchant TEXT REFERENCES merchant(id),
  through_date INTEGER NOT NULL, epoch INTEGER NOT NULL, seq INTEGER NOT NULL,
  basis_number INTEGER NOT NULL, hash BLOB NOT NULL,
  person TEXT NOT NULL, made_at INTEGER NOT NULL
) STRICT;
CREATE TABLE cut_slice(
  slice INTEGER NOT NULL REFERENCES slice(id), cut INTEGER NOT NULL REFERENCES cut(number),
  state TEXT NOT NULL, content_hash BLOB NOT NULL, row_count INTEGER NOT NULL,
  amount INTEGER NOT NULL, PRIMARY KEY(slice, cut)
) STRICT, WITHOUT ROWID;
CREATE INDEX cut_slice_of ON cut_slice(cut);
)sql";

}  // namespace vancrawl::storage
