#pragma once

namespace vancrawl::storage {

// What stands against exits, and what they carried. Described in docs/data-model.md.
inline constexpr const char* kSchemaVersion6 = R"sql(
-- An exit that is put aside, at one site or (site '') everywhere; a good one has no row.
CREATE TABLE exit_state(
  exit TEXT NOT NULL, site TEXT NOT NULL, why TEXT NOT NULL, since INTEGER NOT NULL,
  until INTEGER NOT NULL, rests INTEGER NOT NULL, spared INTEGER NOT NULL,
  PRIMARY KEY(exit, site, why)
) STRICT, WITHOUT ROWID;
-- Of each Korean day.
CREATE TABLE exit_usage(
  exit TEXT NOT NULL, day INTEGER NOT NULL, requests INTEGER NOT NULL, bytes INTEGER NOT NULL,
  PRIMARY KEY(exit, day)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace vancrawl::storage
