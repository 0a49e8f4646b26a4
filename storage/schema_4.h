#pragma once

namespace vancrawl::storage {

// What people are called for. The tables are described in docs/data-model.md.
inline constexpr const char* kSchemaVersion4 = R"sql(
-- One open row a cause: what went wrong (kind) with what (about).
CREATE TABLE task(
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, about TEXT NOT NULL, audience TEXT NOT NULL,
  loud INTEGER NOT NULL, english TEXT NOT NULL, korean TEXT NOT NULL,
  ends_english TEXT NOT NULL, ends_korean TEXT NOT NULL, evidence TEXT NOT NULL,
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
)sql";

}  // namespace vancrawl::storage
