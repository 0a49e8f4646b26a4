#pragma once

namespace vancrawl::storage {

// The order of waiting jobs, schedules and what became of each of their ticks, the pace of sites.
// The tables are described in docs/data-model.md.
inline constexpr const char* kSchemaVersion5 = R"sql(
-- By when a job should begin, so that its merchant's cut-off is met; null: when it is due. `turn` is
-- its place in the line: start_by, a minute apart from the other live jobs of its credential.
ALTER TABLE job ADD COLUMN start_by INTEGER;
ALTER TABLE job ADD COLUMN turn INTEGER;
-- A person cancelled it while it ran.
ALTER TABLE running ADD COLUMN stop_asked INTEGER NOT NULL DEFAULT 0;
CREATE INDEX job_ended ON job(ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX attempt_of_job ON attempt(job);

-- Jobs that are due, in the order of their turn; `ready` holds those that are not due yet.
CREATE TABLE line(
  site TEXT NOT NULL, lane INTEGER NOT NULL, turn INTEGER NOT NULL, id INTEGER NOT NULL,
  account INTEGER NOT NULL, PRIMARY KEY(site, lane, turn, id)
) STRICT, WITHOUT ROWID;

-- Without its reference to job: the end of a job would look through all of it.
CREATE TABLE live_job(
  credential INTEGER NOT NULL, job INTEGER NOT NULL, PRIMARY KEY(credential, job)
) STRICT, WITHOUT ROWID;
INSERT INTO live_job SELECT credential, job FROM live;
DROP TABLE live;
ALTER TABLE live_job RENAME TO live;
)sql";

}  // namespace vancrawl::storage
