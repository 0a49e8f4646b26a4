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

-- What is read again and again, of one merchant or all, at one site or all. cron '' is once, when a
-- merchant's site appears. days 0: as far back as the portal shows.
CREATE TABLE schedule(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, merchant TEXT REFERENCES merchant(id),
  site TEXT, cron TEXT NOT NULL, zone TEXT NOT NULL, plan TEXT NOT NULL,
  days INTEGER NOT NULL CHECK(days BETWEEN 0 AND 3650),
  spread_seconds INTEGER NOT NULL CHECK(spread_seconds BETWEEN 0 AND 86400),
  overlap TEXT NOT NULL
) STRICT;
INSERT INTO schedule(name, cron, zone, plan, days, spread_seconds, overlap) VALUES
  ('onboarding', '', 'Asia/Seoul', 'onboarding', 0, 1800, 'join'),
  ('yesterday-early', '10 6 * * *', 'Asia/Seoul', 'open', 1, 3600, 'join'),
  ('yesterday-late', '20 10 * * *', 'Asia/Seoul', 'open', 1, 3600, 'join'),
  ('backlog', '30 11 * * *', 'Asia/Seoul', 'open', 0, 7200, 'skip'),
  ('week', '0 14 * * *', 'Asia/Seoul', 'again', 7, 14400, 'skip'),
  ('sweep-weekly', '0 19 * * sat', 'Asia/Seoul', 'again', 60, 28800, 'skip'),
  ('sweep-monthly', '0 19 1 * *', 'Asia/Seoul', 'again', 0, 28800, 'skip');
-- The next tick of each schedule for each merchant's site: when the clock says, and when its place
-- in the spread has come. fire_at null: never again.
CREATE TABLE planned(
  schedule INTEGER NOT NULL REFERENCES schedule(id), merchant TEXT NOT NULL, site TEXT NOT NULL,
  tick_at INTEGER NOT NULL, fire_at INTEGER, PRIMARY KEY(schedule, merchant, site)
) STRICT, WITHOUT ROWID;
CREATE INDEX planned_fire ON planned(fire_at) WHERE fire_at IS NOT NULL;
-- What became of every tick. `missed` stands for so many further ones of one long absence.
CREATE TABLE tick(
  merchant TEXT NOT NULL, site TEXT NOT NULL, schedule TEXT NOT NULL, tick_at INTEGER NOT NULL,
  settled_at INTEGER NOT NULL, outcome TEXT NOT NULL, why TEXT NOT NULL, job INTEGER,
  first_date INTEGER, last_date INTEGER, missed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(merchant, site, schedule, tick_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX tick_settled ON tick(settled_at);

-- The latest moment known, and since when the wall clock says something else.
CREATE TABLE clock(
  only INTEGER PRIMARY KEY CHECK(only = 1), seen INTEGER NOT NULL, doubt_since INTEGER,
  ahead INTEGER NOT NULL DEFAULT 0, accepted INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Until when a site's turns are given away and when the portal said to come back; gap: as slow
-- answers made it.
CREATE TABLE pace(
  site TEXT PRIMARY KEY, taken_until INTEGER NOT NULL, login_taken_until INTEGER NOT NULL,
  held_until INTEGER NOT NULL, gap INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace vancrawl::storage
